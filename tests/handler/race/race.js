// What each racer in JavaScript does, as race.h has it for C: the probabilities of a first pass as one line, then for each line of
// standard input a pass, and its seconds by the clock and of this process' CPU time.
'use strict';
const fs = require('fs');
const readline = require('readline');

function readFloats(path) {
  return new Float32Array(new Uint8Array(fs.readFileSync(path)).buffer);
}

// `run` is asynchronous and gives the probabilities.
async function race(run) {
  console.log((await run()).join(' '));
  for await (const _ of readline.createInterface({ input: process.stdin })) {
    const [start, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
    await run();
    const used = process.cpuUsage(cpu);
    console.log(`${Number(process.hrtime.bigint() - start) / 1e9} ${(used.user + used.system) / 1e6}`);
  }
}

module.exports = { race, readFloats };
