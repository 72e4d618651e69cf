// trained.js NETWORK FOLDER INPUT ...: npm's nsfwjs has MobileNetV2 and InceptionV3 as Keras wrote them, trained, with a head of its
// own. Writes the one of that name into FOLDER in TensorFlow.js's format, model.json and weights.bin, and prints what TensorFlow.js
// computes from each INPUT (raw 32-bit floats): a line of features, those after the last pool, and one of probabilities.
'use strict';
const fs = require('fs');
const path = require('path');
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { loadLayersModel, model } = require('@tensorflow/tfjs-layers');

const BUNDLES = { mobilenetv2: ['mobilenet_v2', 'MobileNetV2Model'], inceptionv3: ['inception_v3', 'InceptionV3Model'] };

async function main([name, folder, ...inputs]) {
  const [file, member] = BUNDLES[name];
  const bundle = require(`nsfwjs/models/${file}`)[member];
  const json = (await bundle.modelJson()).default;
  const parts = await Promise.all(bundle.weightBundles.map(async (part) => Buffer.from((await part()).default, 'base64')));
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer;
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json));
  fs.writeFileSync(path.join(folder, 'weights.bin'), new Uint8Array(weightData));

  await tf.setBackend('cpu');
  const [{ weights: weightSpecs }] = json.weightsManifest;
  const network = await loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs, weightData }));
  const both = model({ inputs: network.inputs, outputs: [network.getLayer('flatten_1').output, network.outputs[0]] });
  for (const input of inputs) {
    const values = new Float32Array(new Uint8Array(fs.readFileSync(input)).buffer);
    const outputs = both.predict(tf.tensor(values, [1, ...network.inputs[0].shape.slice(1)]));
    for (const output of outputs) console.log((await output.data()).join(' '));
  }
}

main(process.argv.slice(2));
