// The three networks as layers of TensorFlow.js, put together as keras.applications does it, and readers of the files that
// `seeded` writes. Shares nothing with the handler but the numbers in the files. Wants @tensorflow/tfjs-core and -layers.
'use strict';
const fs = require('fs');
const tf = require('@tensorflow/tfjs-core');
const { input, layers, model } = require('@tensorflow/tfjs-layers');

function readSafetensors(path) {
  const bytes = fs.readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  const tensors = {};
  delete header.__metadata__;
  for (const [name, { shape, data_offsets: [begin, end] }] of Object.entries(header)) {
    const data = bytes.subarray(8 + length + begin, 8 + length + end);
    tensors[name] = { shape, values: new Float32Array(new Uint8Array(data).buffer) };
  }
  return tensors;
}

function readPicture(path) {
  const bytes = fs.readFileSync(path);
  const [, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.toString('latin1', 0, 40));
  const pixels = bytes.subarray(bytes.length - width * height * 3);
  return tf.tensor(Float32Array.from(pixels), [1, +height, +width, 3]);
}

// Layers with weights in the order in which the file numbers them.
class Builder {
  constructor(tensors) {
    this.tensors = tensors;
    this.n = 0;
    this.pending = [];
  }
  use(layer, number, names) {
    this.pending.push(() => layer.setWeights(names.map((name) => {
      const found = this.tensors[`${String(number).padStart(3, '0')}/${name}`];
      return tf.tensor(found.values, found.shape);
    })));
    return layer;
  }
  // Convolution, normalisation and activation; options of the network in `net`.
  unit(x, net, layer, relu = true) {
    const number = this.n++;
    let y = this.use(layer, number, net.bias ? ['kernel', 'bias'] : ['kernel']).apply(x);
    const norm = layers.batchNormalization({ epsilon: net.epsilon, scale: net.gamma });
    y = this.use(norm, number, net.gamma ? ['gamma', 'beta', 'mean', 'var'] : ['beta', 'mean', 'var']).apply(y);
    return relu ? layers.reLU(net.six ? { maxValue: 6 } : {}).apply(y) : y;
  }
  conv(x, net, filters, kernelSize, { strides = 1, padding = 'same', relu = true } = {}) {
    return this.unit(x, net, layers.conv2d({ filters, kernelSize, strides, padding, useBias: !!net.bias }), relu);
  }
  head(x) {
    const y = layers.globalAveragePooling2d({}).apply(x);
    return this.use(layers.dense({ units: 1000, activation: 'softmax' }), this.n++, ['kernel', 'bias']).apply(y);
  }
}

function mobilenetv2(b, x) {
  const net = { epsilon: 1e-3, gamma: true, six: true };
  const depthwise = (y, strides) => {
    // Keras pads by hand before a stride of 2: one row below, one column to the right (even sizes).
    const padded = strides === 2 ? layers.zeroPadding2d({ padding: [[0, 1], [0, 1]] }).apply(y) : y;
    const layer = layers.depthwiseConv2d({
      kernelSize: 3, strides, padding: strides === 2 ? 'valid' : 'same', useBias: false });
    return b.unit(padded, net, layer);
  };
  const block = (y, inputs, outputs, strides, expansion) => {
    let z = expansion === 1 ? y : b.conv(y, net, inputs * expansion, 1);
    z = depthwise(z, strides);
    z = b.conv(z, net, outputs, 1, { relu: false });
    return inputs === outputs && strides === 1 ? layers.add().apply([y, z]) : z;
  };
  let y = b.conv(x, net, 32, 3, { strides: 2 });
  y = block(y, 32, 16, 1, 1);
  let inputs = 16;
  for (const [outputs, n, strides] of [[24, 2, 2], [32, 3, 2], [64, 4, 2], [96, 3, 1], [160, 3, 2], [320, 1, 1]]) {
    for (let i = 0; i < n; i++) {
      y = block(y, inputs, outputs, i === 0 ? strides : 1, 6);
      inputs = outputs;
    }
  }
  return b.head(b.conv(y, net, 1280, 1));
}

function resnet50(b, x) {
  const net = { epsilon: 1.001e-5, gamma: true, bias: true };
  const block = (y, filters, strides, convShortcut) => {
    let z = b.conv(y, net, filters, 1, { strides, padding: 'valid' });
    z = b.conv(z, net, filters, 3);
    z = b.conv(z, net, 4 * filters, 1, { padding: 'valid', relu: false });
    const shortcut = convShortcut ? b.conv(y, net, 4 * filters, 1, { strides, padding: 'valid', relu: false }) : y;
    return layers.reLU().apply(layers.add().apply([shortcut, z]));
  };
  let y = layers.zeroPadding2d({ padding: [[3, 3], [3, 3]] }).apply(x);
  y = b.conv(y, net, 64, 7, { strides: 2, padding: 'valid' });
  y = layers.zeroPadding2d({ padding: [[1, 1], [1, 1]] }).apply(y);
  y = layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'valid' }).apply(y);
  for (const [filters, n, strides] of [[64, 3, 1], [128, 4, 2], [256, 6, 2], [512, 3, 2]]) {
    for (let i = 0; i < n; i++) y = block(y, filters, i === 0 ? strides : 1, i === 0);
  }
  return b.head(y);
}

function inceptionv3(b, x) {
  const net = { epsilon: 1e-3, gamma: false };
  const conv = (y, filters, rows, columns, strides = 1, padding = 'same') =>
    b.conv(y, net, filters, [rows, columns], { strides, padding });
  const maxPool = (y) => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'valid' }).apply(y);
  const averagePool = (y) => layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }).apply(y);
  const concatenate = (...parts) => layers.concatenate({ axis: -1 }).apply(parts);
  let y = conv(x, 32, 3, 3, 2, 'valid');
  y = conv(y, 32, 3, 3, 1, 'valid');
  y = maxPool(conv(y, 64, 3, 3));
  y = conv(y, 80, 1, 1, 1, 'valid');
  y = maxPool(conv(y, 192, 3, 3, 1, 'valid'));
  for (const pooled of [32, 64, 64]) {
    const one = conv(y, 64, 1, 1);
    const five = conv(conv(y, 48, 1, 1), 64, 5, 5);
    const three = conv(conv(conv(y, 64, 1, 1), 96, 3, 3), 96, 3, 3);
    y = concatenate(one, five, three, conv(averagePool(y), pooled, 1, 1));
  }
  {
    const three = conv(y, 384, 3, 3, 2, 'valid');
    const twice = conv(conv(conv(y, 64, 1, 1), 96, 3, 3), 96, 3, 3, 2, 'valid');
    y = concatenate(three, twice, maxPool(y));
  }
  for (const n of [128, 160, 160, 192]) {
    const one = conv(y, 192, 1, 1);
    const seven = conv(conv(conv(y, n, 1, 1), n, 1, 7), 192, 7, 1);
    let twice = conv(conv(y, n, 1, 1), n, 7, 1);
    twice = conv(conv(conv(twice, n, 1, 7), n, 7, 1), 192, 1, 7);
    y = concatenate(one, seven, twice, conv(averagePool(y), 192, 1, 1));
  }
  {
    const three = conv(conv(y, 192, 1, 1), 320, 3, 3, 2, 'valid');
    const seven = conv(conv(conv(conv(y, 192, 1, 1), 192, 1, 7), 192, 7, 1), 192, 3, 3, 2, 'valid');
    y = concatenate(three, seven, maxPool(y));
  }
  for (let i = 0; i < 2; i++) {
    const one = conv(y, 320, 1, 1);
    let three = conv(y, 384, 1, 1);
    three = concatenate(conv(three, 384, 1, 3), conv(three, 384, 3, 1));
    let twice = conv(conv(y, 448, 1, 1), 384, 3, 3);
    twice = concatenate(conv(twice, 384, 1, 3), conv(twice, 384, 3, 1));
    y = concatenate(one, three, twice, conv(averagePool(y), 192, 1, 1));
  }
  return b.head(y);
}

// As keras.applications' preprocess_input of each: mode 'tf', or mode 'caffe'.
function preprocess(name, picture) {
  if (name !== 'resnet50') return tf.sub(tf.div(picture, 127.5), 1);
  return tf.sub(tf.reverse(picture, 3), tf.tensor1d([103.939, 116.779, 123.68]));
}

// The network with its weights; `builder` may be of a class that has units of its own.
function build(name, builder, side) {
  const x = input({ shape: [side, side, 3] });
  const network = model({ inputs: x, outputs: { mobilenetv2, resnet50, inceptionv3 }[name](builder, x) });
  builder.pending.forEach((set) => set());
  return network;
}

module.exports = { Builder, build, preprocess, readPicture, readSafetensors };
