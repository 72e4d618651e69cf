// local.js BOOTSTRAP MODULES: the local Lambda of lambda_function/local, with @vercel/fun in MODULES, through both of its
// interfaces. Prints TAP. What is expected is what AWS documents: docs.aws.amazon.com/lambda/latest/api (API_Invoke,
// API_UpdateFunctionConfiguration), /lambda/latest/dg/configuration-memory.html, and for API Gateway
// /apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

const [bootstrap, modules] = process.argv.slice(2, 4).map((name) => path.resolve(name));
const folder = path.join(__dirname, '../../lambda_function/local');
const { candidates, limits, quotaUs, readMounts } = require(path.join(folder, 'group.js'));
const { answerOf, eventOf } = require(path.join(folder, 'gateway.js'));

let count = 0;
let failed = 0;
const children = [];

// Also when this is interrupted, or fails.
process.on('exit', () => children.forEach((child) => child.kill('SIGTERM')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

function same(found, expected, what = 'value') {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`found ${what} ${a}, expected ${b}`);
}

function matches(found, expected) {
  if (!expected.test(found)) throw new Error(`found ${JSON.stringify(found)}, expected ${expected}`);
}

async function test(name, body) {
  count++;
  try {
    const skip = await body();
    console.log(`ok ${count} - ${name}${skip ? ` # SKIP ${skip}` : ''}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${count} - ${name}\n# ${String(error.stack).replace(/\n/g, '\n# ')}`);
  }
}

// ---- a server of its own, and requests to it ----

class Local {
  // Resolves when it listens; options are those of spawn().
  static start(variables, options = {}) {
    const local = new Local();
    local.output = '';
    const { command = [process.execPath, path.join(folder, 'server.js'), bootstrap], ...more } = options;
    local.child = spawn(command[0], command.slice(1), {
      env: { PATH: process.env.PATH, NODE_PATH: modules, PORT: '0', ...variables }, stdio: ['ignore', 'pipe', 'pipe'], ...more,
    });
    children.push(local.child);
    local.ended = new Promise((resolve) => local.child.once('exit', (code, signal) => resolve(signal || code)));
    local.agent = new http.Agent({ keepAlive: true });
    return new Promise((resolve, reject) => {
      local.ended.then((how) => reject(new Error(`ended with ${how}: ${local.output}`)));
      const listen = (chunk) => {
        local.output += chunk;
        const match = /at http:\/\/127\.0\.0\.1:(\d+)[^]*(in groups|without limits)/.exec(local.output);
        if (match) {
          local.port = Number(match[1]);
          local.limited = match[2] === 'in groups';
          resolve(local);
        }
      };
      local.child.stdout.on('data', listen);
      local.child.stderr.on('data', listen);
    });
  }

  request(method, target, body = '', headers = {}) {
    return new Promise((resolve, reject) => {
      const request = http.request({ port: this.port, agent: this.agent, method, path: target, headers }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({
          status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString(),
        }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  get(name) {
    return this.request('GET', `/${name}`);
  }

  configuration(name, changes) {
    const target = `/2015-03-31/functions/${name}/configuration`;
    return changes ? this.request('PUT', target, JSON.stringify(changes)) : this.request('GET', target);
  }

  // As a client of AWS has to: changes, and waits.
  async configure(name, changes) {
    same((await this.configuration(name, changes)).status, 200, 'status');
    return this.settle(name);
  }

  async settle(name) {
    for (;;) {
      const { body } = await this.configuration(name);
      if (JSON.parse(body).LastUpdateStatus === 'Successful') return JSON.parse(body);
    }
  }

  // With the log and what the REPORT line says.
  async invoke(name, payload = '{}', headers = {}) {
    const answer = await this.request('POST', `/2015-03-31/functions/${name}/invocations`, payload,
      { 'X-Amz-Log-Type': 'Tail', ...headers });
    answer.error = answer.headers['x-amz-function-error'];
    answer.log = Buffer.from(answer.headers['x-amz-log-result'] || '', 'base64').toString();
    answer.cold = /\tInit Duration: \d+\.\d\d ms\t/.test(answer.log);
    answer.memory = Number((/\tMemory Size: (\d+) MB\t/.exec(answer.log) || [])[1]);
    return answer;
  }

  // The processes that serve, by the kernel.
  processes() {
    const { pid } = this.child;
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'ascii').split(' ').filter((text) => text !== '');
  }

  async stop(signal = 'SIGINT') {
    this.agent.destroy();
    this.child.kill(signal);
    return this.ended;
  }
}

// The folder of a process's group for a controller, by the kernel; of cgroup v2 where v1 has no such controller.
function groupOf(pid, controller) {
  const mounts = fs.readFileSync('/proc/self/mountinfo', 'ascii').split('\n');
  const entries = fs.readFileSync(`/proc/${pid}/cgroup`, 'ascii').split('\n').map((line) => line.split(':'));
  const entry = entries.find(([, names]) => names.split(',').includes(controller));
  const mount = mounts.find((line) => (entry ? line.split(' - ')[1] || '' : '').split(/[ ,]/).includes(controller))
    || mounts.find((line) => line.includes(' - cgroup2 '));
  const [, , , root, target] = mount.split(' ');
  const inside = (entry || entries.find(([, names]) => names === ''))[2];
  const v1 = entry !== undefined;
  return { v1, folder: path.join(target, inside.startsWith(root) ? inside.slice(root.length) : inside) };
}

function groupsOf(pid) {
  return ['cpu', 'memory'].map((controller) => groupOf(pid, controller).folder);
}

function isGone(pid) {
  return !fs.existsSync(`/proc/${pid}`) || /^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'ascii'));
}

async function until(condition, what) {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 1000) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// ---- tests ----

async function testRequests(local) {
  await test('a request through the gateway', async () => {
    const { status, headers, body } = await local.get('mobilenetv2');
    same([status, headers['content-type']], [200, 'application/json']);
    matches(body, /^\d+\.\d{6}$/);
  });
  await test('what the handler knows is in the headers: cold, init, environment, size, inference', async () => {
    await local.configure('mobilenetv2', {});
    const answers = [await local.get('mobilenetv2'), await local.get('mobilenetv2')];
    await local.configure('mobilenetv2', {});
    answers.push(await local.get('mobilenetv2'));
    const told = (name) => answers.map(({ headers }) => headers[`x-faastat-${name}`]);
    same(told('cold'), ['true', 'false', 'true'], 'cold');
    same(told('memory-mb'), ['512', '512', '512'], 'size');
    same(told('inference-s'), answers.map(({ body }) => body), 'inference');
    const [first, second, third] = told('environment');
    same([first === second, first === third], [true, false], 'environments');
    const inits = told('init-s');
    same(inits[1], undefined, 'init');
    matches(inits[0], /^\d+\.\d{6}$/);
  });
  await test('a body with options, as text and as bytes; a wrong one is the client\'s fault', async () => {
    for (const type of ['application/json', 'application/octet-stream']) {
      const { status, body } = await local.request('POST', '/mobilenetv2/x?y=1', '{"top":2}', { 'Content-Type': type });
      same([status, JSON.parse(body).top.length], [200, 2]);
    }
    same((await local.request('POST', '/mobilenetv2', '{"top":')).status, 400, 'status');
  });
  await test('an Invoke with its log; the second of an environment is warm', async () => {
    await local.configure('mobilenetv2', {});
    const [first, second] = [await local.invoke('mobilenetv2'), await local.invoke('mobilenetv2', '')];
    same([first.status, first.error, first.headers['x-amz-executed-version']], [200, undefined, '$LATEST']);
    matches(first.body, /^\{"statusCode":200,"headers":\{"X-Faastat-Cold":"true",.*\},"body":"\d+\.\d{6}"\}$/);
    const id = first.headers['x-amzn-requestid'];
    matches(first.log, new RegExp(`^START RequestId: ${id} Version: \\$LATEST\n\\{"model":"mobilenetv2".*"request_id":"${id}"\\}\n`
      + `END RequestId: ${id}\nREPORT RequestId: ${id}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\t`
      + 'Memory Size: 512 MB\tMax Memory Used: \\d+ MB\tInit Duration: \\d+\\.\\d\\d ms\t\n$'));
    same([first.cold, second.cold, second.log.split('\n').length], [true, false, 5]);
    same(JSON.parse(second.log.split('\n')[1]).cold, false, 'cold');
  });
  await test('an event that is no JSON is refused', async () => {
    const { status, headers } = await local.invoke('mobilenetv2', '{"body":');
    same([status, headers['x-amzn-errortype']], [400, 'InvalidRequestContentException']);
  });
  await test('an event that is too large is refused', async () => {
    same((await local.invoke('mobilenetv2', `"${'x'.repeat(6 * 1024 * 1024)}"`)).status, 413, 'status');
  });
  await test('init error: each time a new environment, and the function\'s own words', async () => {
    for (let i = 0; i < 2; i++) {
      const { status, error, body, log } = await local.invoke('alexnet');
      same([status, error, JSON.parse(body).errorType], [200, 'Unhandled', 'Function.ConfigError']);
      matches(log, /Function.ConfigError/);
    }
    const { status, body } = await local.get('alexnet');
    same([status, JSON.parse(body).errorType], [502, 'Function.ConfigError']);
  });
  await test('handler error: the environment lives on', async () => {
    await local.configure('mobilenetv2', { Environment: { Variables: { LOAD: 'invoke', WEIGHTS: '/nonexistent' } } });
    const [first, second] = [await local.invoke('mobilenetv2'), await local.invoke('mobilenetv2')];
    same([first.error, JSON.parse(first.body).errorType], ['Handled', 'Function.ModelLoad']);
    same([first.cold, second.cold], [true, false]);
    same((await local.get('mobilenetv2')).status, 502, 'status');
    await local.configure('mobilenetv2', { Environment: { Variables: { MODEL: 'mobilenetv2' } } });
  });
  await test('unknown function, qualifier and call', async () => {
    for (const answer of [await local.invoke('nobody'), await local.configuration('nobody'),
      await local.configuration('nobody', { MemorySize: 512 }),
      await local.request('POST', '/2015-03-31/functions/mobilenetv2/invocations?Qualifier=live', '{}')]) {
      same([answer.status, answer.headers['x-amzn-errortype']], [404, 'ResourceNotFoundException']);
    }
    same((await local.get('nobody')).status, 404, 'status');
    same((await local.request('DELETE', '/2015-03-31/functions/mobilenetv2/configuration')).status, 405, 'status');
    same((await local.invoke('mobilenetv2', '{}', { 'X-Amz-Invocation-Type': 'DryRun' })).status, 204, 'status');
    same((await local.invoke('mobilenetv2', '{}', { 'X-Amz-Invocation-Type': 'Event' })).status, 400, 'status');
  });
  await test('200 invocations: one environment', async () => {
    let cold = 0;
    await local.configure('mobilenetv2', {});
    for (let i = 0; i < 100; i++) {
      cold += (await local.invoke('mobilenetv2')).cold;
      same((await local.get('mobilenetv2')).status, 200, 'status');
    }
    same(cold, 1, 'cold starts');
  });
}

async function testScaling(local) {
  await test('two requests at once: two cold starts, and both environments are kept', async () => {
    await local.configure('resnet50', {});
    const round = async () => {
      const answers = await Promise.all([local.invoke('resnet50'), local.invoke('resnet50')]);
      return answers.map((answer) => [answer.status, answer.cold]);
    };
    same(await round(), [[200, true], [200, true]]);
    same(await round(), [[200, false], [200, false]]);
  });
  await test('above the limit: 429', async () => {
    const invokes = await Promise.all([1, 2, 3, 4].map(() => local.invoke('resnet50')));
    same(invokes.map(({ status }) => status).sort(), [200, 200, 429, 429]);
    const refused = invokes.find(({ status }) => status === 429);
    same(refused.headers['x-amzn-errortype'], 'TooManyRequestsException');
    const requests = await Promise.all([1, 2, 3].map(() => local.get('resnet50')));
    same(requests.map(({ status }) => status).sort(), [200, 200, 429]);
  });
}

async function testConfiguration(local) {
  await test('a change: what is served goes on, the next request is cold, with the new size and variables', async () => {
    const busy = local.invoke('resnet50');
    await local.configure('resnet50', { MemorySize: 640 });
    const first = await local.invoke('resnet50');
    same([(await busy).status, first.status, first.cold, first.memory], [200, 200, true, 640]);
    const variables = { MODEL: 'mobilenetv2', ENGINE: 'reference' };
    const configuration = await local.configure('resnet50', { Environment: { Variables: variables } });
    same([configuration.Environment.Variables, configuration.MemorySize], [variables, 640]);
    const second = await local.invoke('resnet50');
    same([second.cold, second.memory], [true, 640]);
    matches(second.log, /"model":"mobilenetv2".*"engine":"reference"/);
    await local.configure('resnet50', { MemorySize: 512, Environment: { Variables: { MODEL: 'resnet50' } } });
  });
  await test('a change during a change: 409', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => local.configuration('resnet50', { MemorySize: 512 })));
    const refused = answers.filter(({ status }) => status === 409);
    if (refused.length === 0 || refused.length === 4) throw new Error(`found ${refused.length} of 4 refused`);
    same(refused[0].headers['x-amzn-errortype'], 'ResourceConflictException');
    await local.settle('resnet50');
  });
  await test('changes that Lambda refuses change nothing', async () => {
    const before = await local.configuration('mobilenetv2');
    for (const changes of [{ MemorySize: 127 }, { MemorySize: 10241 }, { MemorySize: '512' }, { Timeout: 0 }, { Timeout: 901 },
      { Role: 'x' }, [], { Environment: { Variables: { AWS_REGION: 'x' } } }, { Environment: { Variables: { A1: 1 } } },
      { Environment: { Variables: { '1A': 'x' } } }]) {
      const { status, headers } = await local.configuration('mobilenetv2', changes);
      same([status, headers['x-amzn-errortype']], [400, 'InvalidParameterValueException'], JSON.stringify(changes));
    }
    same(await local.request('PUT', '/2015-03-31/functions/mobilenetv2/configuration', '{').then(({ status }) => status), 400);
    same((await local.configuration('mobilenetv2')).body, before.body);
  });
}

async function testLimits(local) {
  const unlimited = local.limited ? null : /without limits.*/.exec(local.output)[0];
  await test('CPU: the quota of the kernel is that of 512 MB, and it throttles', async () => {
    if (unlimited) return unlimited;
    await local.configure('resnet50', { MemorySize: 512 });
    same((await local.get('resnet50')).status, 200, 'status');
    const groups = local.processes().map((pid) => groupOf(pid, 'cpu'));
    const read = (group, file) => fs.readFileSync(path.join(group.folder, file), 'ascii').trim();
    // 20 ms * 512 / 1769 = 5.7886 ms
    const found = groups.map((group) => (group.v1
      ? `${read(group, 'cpu.cfs_quota_us')} ${read(group, 'cpu.cfs_period_us')}` : read(group, 'cpu.max')));
    if (!found.includes('5789 20000')) throw new Error(`found ${found.join(', ')}, expected 5789 20000`);
    const throttled = groups.map((group) => Number(/nr_throttled (\d+)/.exec(read(group, 'cpu.stat'))[1]));
    // 75 ms of work in slices of 5.8 ms
    if (Math.max(...throttled) === 0) throw new Error('found that nothing was throttled');
    return null;
  });
  await test('memory: a function that does not fit is killed, in Lambda\'s words, and served again when it fits', async () => {
    if (unlimited) return unlimited;
    await local.configure('resnet50', { MemorySize: 128 });
    for (let i = 0; i < 2; i++) {
      const { status, error, body } = await local.invoke('resnet50');
      same([status, error, JSON.parse(body).errorType], [200, 'Unhandled', 'Runtime.ExitError']);
      matches(JSON.parse(body).errorMessage, /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed$/);
    }
    same((await local.get('resnet50')).status, 502, 'status');
    await local.configure('resnet50', { MemorySize: 512 });
    same((await local.get('resnet50')).status, 200, 'status');
    return null;
  });
  await test('time-out: the environment is killed, and replaced', async () => {
    if (unlimited) return unlimited;
    // 0.7 s of work at least, on a seventh of a CPU
    await local.configure('resnet50', {
      Timeout: 1, MemorySize: 256, Environment: { Variables: { MODEL: 'inceptionv3', ENGINE: 'reference' } },
    });
    const { status, error, body, log } = await local.invoke('resnet50');
    same([status, error, JSON.parse(body).errorType], [200, 'Unhandled', 'Sandbox.Timedout']);
    matches(log, /Task timed out after 1\.00 seconds\nEND/);
    same((await local.get('resnet50')).status, 504, 'status');
    await local.configure('resnet50', { Timeout: 60, MemorySize: 512, Environment: { Variables: { MODEL: 'resnet50' } } });
    same((await local.get('resnet50')).status, 200, 'status');
    return null;
  });
  await test('a process that is killed from outside is replaced', async () => {
    await local.configure('mobilenetv2', {});
    await local.configure('resnet50', {});
    same((await local.invoke('mobilenetv2')).cold, true, 'cold');
    const pids = local.processes();
    same(pids.length, 1, 'number of processes');
    process.kill(Number(pids[0]), 'SIGKILL');
    await until(() => !fs.existsSync(`/proc/${pids[0]}`), 'the local Lambda has noticed');
    same((await local.invoke('mobilenetv2')).cold, true, 'cold');
  });
}

async function testEnd(local, variables, scratch) {
  await test('interrupted while it serves: ends with 0, and leaves no process, group or file', async () => {
    await local.configure('resnet50', {});
    const busy = local.get('resnet50').catch(() => null);
    const own = groupsOf('self');
    const hasEntered = (pid) => groupsOf(pid).every((group) => !own.includes(group));
    await until(() => local.processes().length === 2 && (!local.limited || local.processes().every(hasEntered)),
      'two processes are in their groups');
    const pids = local.processes();
    const groups = local.limited ? pids.flatMap(groupsOf) : [];
    same(await local.stop(), 0, 'exit status');
    await busy;
    same(pids.filter((pid) => !isGone(pid)), [], 'processes');
    same(groups.filter((group) => fs.existsSync(group)), [], 'groups');
    same(fs.readdirSync(scratch), [], 'files');
  });
  await test('a hang-up: the whole job goes on under nohup, and ends without', async () => {
    const make = `exec make -s -C '${path.dirname(folder)}' BUILD='${path.dirname(bootstrap)}' local`;
    for (const [ignored, before] of [[true, "trap '' HUP;"], [false, '']]) {
      const job = await Local.start(variables, { command: ['sh', '-c', `${before} ${make}`], detached: true });
      const first = await job.invoke('mobilenetv2');
      process.kill(-job.child.pid, 'SIGHUP');
      if (ignored) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        const second = await job.invoke('mobilenetv2');
        same([first.cold, second.cold, second.status], [true, false, 200], 'requests before and after');
        process.kill(-job.child.pid, 'SIGTERM');
      }
      await job.ended;
      job.agent.destroy();
      await until(() => fs.readdirSync(scratch).length === 0, 'its files are gone');
    }
  });
  await test('killed: its functions end with it, and the next one removes its groups', async () => {
    const killed = await Local.start(variables);
    same((await killed.get('mobilenetv2')).status, 200, 'status');
    const pids = killed.processes();
    const groups = killed.limited ? pids.flatMap(groupsOf) : [];
    await killed.stop('SIGKILL');
    await until(() => pids.every(isGone), 'the functions have ended');
    const next = await Local.start(variables);
    same(groups.filter((group) => fs.existsSync(group)), [], 'groups');
    same(await next.stop('SIGTERM'), 0, 'exit status');
  });
  await test('without the right to make groups it says so, and serves', async () => {
    if (process.getuid() !== 0) return 'needs root, to become a user without rights';
    const nobody = { uid: 65534, gid: 65534 };
    const open = path.join(scratch, 'open');
    fs.mkdirSync(open);
    fs.chmodSync(scratch, 0o711);
    fs.chmodSync(open, 0o777);
    let other;
    try {
      other = await Local.start({ ...variables, TMPDIR: open }, nobody);
    } catch (error) {
      return `user ${nobody.uid} cannot run it here: ${error.message.split('\n')[0]}`;
    }
    try {
      matches(other.output, /without limits of CPU and memory: .*(permission denied|EACCES|EROFS|no cgroup)/i);
      same((await other.get('mobilenetv2')).status, 200, 'status');
      matches((await other.invoke('mobilenetv2')).log, /\tMemory Size: 512 MB\t\n$/);
    } finally {
      same(await other.stop(), 0, 'exit status');
    }
    return null;
  });
}

async function testParts() {
  await test('a group\'s size: one CPU for each 1769 MB', async () => {
    same([128, 512, 1769, 3538].map(quotaUs), [1447, 5789, 20000, 40000]);
    same(limits(2, 1769), {
      unified: [['cpu.max', '20000 20000'], ['memory.max', 1854930944], ['memory.swap.max', 0, 'optional']],
    });
    same(limits(1, 512).memory[0], ['memory.limit_in_bytes', 536870912]);
  });
  await test('where groups go, by what the kernel says of its mounts', async () => {
    // Debian 12 with systemd; a container of Docker on cgroup v1, where controllers share a mount
    same(candidates(readMounts('24 29 0:22 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n',
      '0::/user.slice/user-0.slice/session-1.scope\n')).map(({ version, folders }) => `${version} ${folders.unified}`),
    ['2 /sys/fs/cgroup/user.slice/user-0.slice/session-1.scope', '2 /sys/fs/cgroup/user.slice/user-0.slice',
      '2 /sys/fs/cgroup/user.slice', '2 /sys/fs/cgroup']);
    const mounts = readMounts('31 30 0:28 /docker/ab /v1/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n'
      + '34 30 0:31 /docker/ab /v1/memory ro - cgroup cgroup rw,memory\n', '4:memory:/docker/ab/x\n1:cpu,cpuacct:/docker/ab\n');
    same([mounts.cpu, mounts.memory], [{ mount: '/v1/cpu,cpuacct', own: '/v1/cpu,cpuacct' },
      { mount: '/v1/memory', own: '/v1/memory/x' }]);
    same(candidates({}), []);
  });
  await test('events and answers of API Gateway, version 2.0', async () => {
    const event = eventOf({
      method: 'POST', url: '/f/a%20b?x=1&x=2&y=', socket: { remoteAddress: '127.0.0.1' },
      headers: { host: 'h', cookie: 'a=1; b=2', 'content-type': 'image/png' },
    }, Buffer.from([0xff, 0x00]));
    same([event.version, event.rawPath, event.rawQueryString, event.queryStringParameters, event.cookies, event.body,
      event.isBase64Encoded, event.headers, event.requestContext.http.method],
    ['2.0', '/f/a%20b', 'x=1&x=2&y=', { x: '1,2', y: '' }, ['a=1', 'b=2'], '/wA=', true,
      { host: 'h', 'content-type': 'image/png' }, 'POST']);
    same(answerOf('{"a":1}'), { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' });
    same(answerOf('{"statusCode":201,"headers":{"X":"1"},"cookies":["a=1"],"body":"eA==","isBase64Encoded":true}'), {
      status: 201, headers: { 'Content-Type': 'application/json', X: '1', 'Set-Cookie': ['a=1'] }, body: Buffer.from('x'),
    });
    for (const payload of ['<', '{"statusCode":"200"}', '{"statusCode":99}', '{"statusCode":200,"body":{}}']) {
      same(answerOf(payload), null, payload);
    }
  });
}

async function main() {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'faastat-test-'));
  const variables = { FUNCTIONS: 'mobilenetv2 resnet50 alexnet', MEMORY: '512', LIMIT: '2', TMPDIR: scratch };
  await testParts();
  const local = await Local.start(variables);
  await testRequests(local);
  await testScaling(local);
  await testConfiguration(local);
  await testLimits(local);
  await testEnd(local, variables, scratch);
  fs.rmSync(scratch, { recursive: true });
  console.log(`1..${count}`);
  process.exit(failed === 0 ? 0 : 1);
}

main();
