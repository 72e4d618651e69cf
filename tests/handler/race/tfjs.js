// tfjs.js NETWORK WEIGHTS.safetensors INPUT: a racer, TensorFlow.js with its WebAssembly backend on one thread, SIMD if the processor
// has it. Batch normalisation is folded, as its converter does it, so that its fused convolutions can be used.
'use strict';
const tf = require('@tensorflow/tfjs-core');
const { setThreadsCount } = require('@tensorflow/tfjs-backend-wasm');
const { layers } = require('@tensorflow/tfjs-layers');
const { Builder, build, readSafetensors } = require('../networks');
const { race, readFloats } = require('./race');

class Folded extends Builder {
  unit(x, net, layer, relu = true) {
    const number = String(this.n++).padStart(3, '0');
    const [kernel, bias, gamma, beta, mean, variance] = ['kernel', 'bias', 'gamma', 'beta', 'mean', 'var'].map((name) => {
      const found = this.tensors[`${number}/${name}`];
      return found && tf.tensor(found.values, found.shape);
    });
    const scale = tf.div(gamma ?? 1, tf.sqrt(tf.add(variance, net.epsilon)));
    const depthwise = layer.getClassName() === 'DepthwiseConv2D';
    const activation = !relu ? 'linear' : net.six ? 'relu6' : 'relu';
    const folded = layers[depthwise ? 'depthwiseConv2d' : 'conv2d']({ ...layer.getConfig(), useBias: true, activation });
    this.pending.push(() => folded.setWeights([tf.mul(kernel, depthwise ? tf.reshape(scale, [-1, 1]) : scale),
      tf.add(tf.mul(tf.sub(bias ?? 0, mean), scale), beta)]));
    return folded.apply(x);
  }
}

async function main([name, weights, input]) {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setThreadsCount(1);
  await tf.setBackend('wasm');
  const values = readFloats(input);
  const side = Math.sqrt(values.length / 3);
  const network = build(name, new Folded(readSafetensors(weights)), side);
  const picture = tf.tensor(values, [1, side, side, 3]);
  await race(async () => {
    const output = network.predict(picture);
    const probabilities = await output.data();
    output.dispose();
    return probabilities;
  });
}

main(process.argv.slice(2));
