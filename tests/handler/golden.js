// golden.js NETWORK WEIGHTS.safetensors PICTURE.ppm: the first ten probabilities, computed by TensorFlow.js. Wants its
// packages -core, -layers and -backend-cpu; README.md says how the output became golden/.
'use strict';
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { Builder, build, preprocess, readPicture, readSafetensors } = require('./networks');

async function main([name, weights, ppm]) {
  await tf.setBackend('cpu');
  const picture = readPicture(ppm);
  const network = build(name, new Builder(readSafetensors(weights)), picture.shape[1]);
  const probabilities = await network.predict(preprocess(name, picture)).data();
  process.stderr.write(`${name}: ${network.countParams()} parameters\n`);
  probabilities.slice(0, 10).forEach((p) => console.log(p.toPrecision(9)));
}

main(process.argv.slice(2));
