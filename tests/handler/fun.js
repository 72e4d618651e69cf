// fun.js FOLDER MODULES: the bootstrap in FOLDER under @vercel/fun, a local Lambda with AWS's own runtime protocol
// ('provided'), which is looked for in MODULES. Prints TAP.
'use strict';
const path = require('path');
const folder = path.resolve(process.argv[2]);
const { createFunction } = require(path.join(path.resolve(process.argv[3]), '@vercel/fun'));

let failed = 0;
let count = 0;

function check(holds, message) {
  if (!holds) throw new Error(message);
}

async function invoke(run, payload) {
  const answer = await run.invoke({ InvocationType: 'RequestResponse', Payload: payload });
  return { error: answer.FunctionError, body: JSON.parse(answer.Payload.toString()) };
}

async function test(name, variables, body) {
  count++;
  let run;
  try {
    run = await createFunction({
      Code: { Directory: folder },
      Handler: 'bootstrap',
      Runtime: 'provided',
      Environment: { Variables: variables },
      MemorySize: 512,
    });
    const note = await body(run);
    console.log(`ok ${count} - ${name}${note ? `\n# ${note}` : ''}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${count} - ${name}\n# ${String(error.message).replace(/\n/g, '\n# ')}`);
  } finally {
    if (run) await run.destroy();
  }
}

function checkAnswer({ error, body }) {
  check(!error, `found error ${error}: ${JSON.stringify(body)}`);
  check(body.statusCode === 200 && /^\d+\.\d{6}$/.test(body.body), `found ${JSON.stringify(body)}`);
  return Number(body.body);
}

async function main() {
  for (const MODEL of ['mobilenetv2', 'resnet50', 'inceptionv3']) {
    await test(`${MODEL}: cold and warm`, { MODEL }, async (run) => {
      const cold = checkAnswer(await invoke(run, '{}'));
      const warm = checkAnswer(await invoke(run, '{"n":2}'));
      return `inference ${cold} s, then ${warm} s`;
    });
  }
  await test('an event from an HTTP front with options', { MODEL: 'mobilenetv2' }, async (run) => {
    const { error, body } = await invoke(run, JSON.stringify({ httpMethod: 'POST', body: '{"top":2}' }));
    check(!error && body.statusCode === 200, `found ${JSON.stringify(body)}`);
    check(JSON.parse(body.body).top.length === 2, `found ${body.body}`);
  });
  await test('malformed JSON, and the same process serves the next event', { MODEL: 'mobilenetv2' }, async (run) => {
    const { error, body } = await invoke(run, '{"body":');
    check(error === 'Handled', `found error ${error}, expected Handled`);
    check(body.errorType === 'Runtime.UnmarshalError', `found ${JSON.stringify(body)}`);
    checkAnswer(await invoke(run, '{}'));
  });
  await test('handler error', { MODEL: 'mobilenetv2', LOAD: 'invoke', WEIGHTS: '/nonexistent' }, async (run) => {
    const { error, body } = await invoke(run, '{}');
    check(error === 'Handled', `found error ${error}, expected Handled`);
    check(body.errorType === 'Function.ModelLoad', `found ${JSON.stringify(body)}`);
    check(Array.isArray(body.stackTrace), `found ${JSON.stringify(body)}`);
  });
  for (const [variables, type] of [[{ MODEL: 'alexnet' }, 'Function.ConfigError'],
    [{ MODEL: 'resnet50', WEIGHTS: path.join(folder, 'bootstrap') }, 'Function.ModelLoad'],
    [{ MODEL: 'resnet50', IMAGE: path.join(folder, 'bootstrap') }, 'Function.ImageError']]) {
    await test(`init error: ${type}`, variables, async (run) => {
      const { error, body } = await invoke(run, '{}');
      check(error === 'Unhandled', `found error ${error}, expected Unhandled`);
      check(body.errorType === type, `found ${JSON.stringify(body)}`);
    });
  }
  await test('LOAD=invoke: loads in every request', { MODEL: 'mobilenetv2', LOAD: 'invoke' }, async (run) => {
    checkAnswer(await invoke(run, '{}'));
    checkAnswer(await invoke(run, '{}'));
  });
  console.log(`1..${count}`);
  process.exit(failed === 0 ? 0 : 1);
}

main();
