// prepare.js NETWORK WEIGHTS.safetensors PICTURE.ppm MODEL.onnx INPUT: writes what the racers read: the network with its weights
// for ONNX Runtime, and the scaled picture for all, raw 32-bit floats, channels last.
'use strict';
const fs = require('fs');
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { Builder, build, preprocess, readPicture, readSafetensors } = require('../networks');
const { onnxModel } = require('./onnx');

async function main([name, weights, ppm, onnx, input]) {
  await tf.setBackend('cpu');
  const picture = readPicture(ppm);
  fs.writeFileSync(onnx, onnxModel(build(name, new Builder(readSafetensors(weights)), picture.shape[1])));
  fs.writeFileSync(input, new Uint8Array(preprocess(name, picture).dataSync().buffer));
}

main(process.argv.slice(2));
