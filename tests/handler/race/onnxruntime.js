// onnxruntime.js MODEL.onnx INPUT: a racer, ONNX Runtime on one thread.
'use strict';
const { InferenceSession, Tensor } = require('onnxruntime-node');
const { race, readFloats } = require('./race');

async function main([path, input]) {
  const session = await InferenceSession.create(path, {
    executionProviders: ['cpu'], graphOptimizationLevel: 'all', executionMode: 'sequential', intraOpNumThreads: 1, interOpNumThreads: 1,
  });
  const values = readFloats(input);
  const channels = 3;
  const side = Math.sqrt(values.length / channels);
  const first = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) first[i % channels * side * side + Math.floor(i / channels)] = values[i];
  const feeds = { [session.inputNames[0]]: new Tensor('float32', first, [1, channels, side, side]) };
  await race(async () => (await session.run(feeds))[session.outputNames[0]].data);
}

main(process.argv.slice(2));
