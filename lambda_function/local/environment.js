// environment.js: one environment of a function: a process under @vercel/fun that serves one event at a time, in a
// group of its size. Knows nothing of HTTP fronts and of other environments.
'use strict';
const fs = require('fs');
const path = require('path');
const { performance } = require('perf_hooks');
const { Group, PREFIX } = require('./group');

const MOST_INIT_S = 10; // and the function's time-out is granted beside it
const MOST_LOG = 1024 * 1024;
let made = 0;

function roundMs(ms) {
  return ms.toFixed(2);
}

class Environment {
  // host: {fun, scratch, bootstrap, place}; configuration: as Lambda's API has it.
  constructor(host, configuration) {
    made += 1;
    this.host = host;
    this.configuration = configuration;
    this.name = `${PREFIX}${process.pid}-${made}`;
    this.folder = path.join(host.scratch, this.name);
    this.logUsed = 0;
    this.frozen = false;
    this.serving = false;
    this.usedAt = 0;
    this.initMs = null; // until it was reported
  }

  async spawn() {
    const { host, configuration, folder } = this;
    fs.mkdirSync(folder);
    fs.symlinkSync(path.join(__dirname, 'enter'), path.join(folder, 'bootstrap'));
    fs.symlinkSync(host.bootstrap, path.join(folder, 'function'));
    this.group = host.place ? new Group(host.place, this.name, configuration.MemorySize) : null;
    fs.writeFileSync(path.join(folder, 'groups'),
      Object.values(this.group ? this.group.folders : {}).map((line) => `${line}\n`).join(''));
    this.log = fs.openSync(path.join(folder, 'log'), 'a+');
    this.run = await host.fun.createFunction({
      FunctionName: configuration.FunctionName,
      Code: { Directory: folder },
      Handler: 'bootstrap',
      Runtime: 'provided',
      Environment: configuration.Environment,
      MemorySize: configuration.MemorySize,
    });
    // One function of fun's for each environment: its pool would decide by itself what is cold.
    this.process = await this.run.provider.createProcess();
    this.server = this.run.provider.runtimeApis.get(this.process);
    this.exited = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(this.noteExit({ error: error.message })));
      this.process.once('exit', (code, signal) => resolve(this.noteExit({ code, signal })));
    });
  }

  noteExit(exit) {
    this.exit = exit;
    return null;
  }

  // Until the first GET of .../next; what went wrong before it, or null.
  async start() {
    this.spawned = this.spawn();
    await this.spawned;
    const { promise } = this.server.initDeferred;
    const failure = await this.within(MOST_INIT_S + this.configuration.Timeout, promise);
    if (failure || this.exit) return failure;
    const startedUs = Number(fs.readFileSync(path.join(this.folder, 'started_us'), 'ascii'));
    this.initMs = Math.max(0, Date.now() - startedUs / 1000);
    return null;
  }

  // What is promised, or null when the process ended before it, also because it took too long.
  async within(seconds, promise) {
    const timer = setTimeout(() => {
      this.timedOut = true;
      this.process.kill('SIGKILL');
    }, seconds * 1000);
    const result = await Promise.race([promise, this.exited]);
    clearTimeout(timer);
    return result;
  }

  // {requestId, error: null, 'Handled' or 'Unhandled', timedOut, payload, log}. The log is read when it is wanted.
  async invoke(payload, wantsLog) {
    this.serving = true;
    let result = null;
    let started = performance.now();
    if (this.process) this.startLog();
    else result = await this.start();
    const requestId = this.server.currentRequestId;
    if (!result && !this.exit) {
      started = performance.now();
      if (this.frozen) this.run.provider.unfreezeProcess(this.process);
      this.frozen = false;
      result = await this.within(this.configuration.Timeout, this.server.invoke({ Payload: payload }));
    }
    const durationMs = performance.now() - started;
    this.serving = false;
    this.usedAt = Date.now();
    const outcome = {
      requestId,
      error: result && !this.exit ? result.FunctionError || null : 'Unhandled',
      timedOut: this.timedOut || false,
      payload: result && !this.exit ? result.Payload : this.describeExit(requestId),
    };
    if (outcome.error !== 'Unhandled') this.freezeWhenIdle();
    outcome.log = wantsLog ? this.readLog(outcome, durationMs) : '';
    this.initMs = null;
    return outcome;
  }

  // As Lambda says it.
  describeExit(requestId) {
    const { code, signal, error } = this.exit;
    const how = signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : error || `exit status ${code}`;
    return JSON.stringify(this.timedOut
      ? { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: ${this.timeOut()}` }
      : { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}` });
  }

  timeOut() {
    return `Task timed out after ${this.configuration.Timeout.toFixed(2)} seconds`;
  }

  // Lambda freezes an environment that asks for the next event while there is none.
  async freezeWhenIdle() {
    if (this.server.nextDeferred) await Promise.race([this.server.nextDeferred.promise, this.exited]);
    if (!this.serving && !this.frozen && !this.exit) {
      this.run.provider.freezeProcess(this.process);
      this.frozen = true;
    }
  }

  startLog() {
    this.logUsed = fs.fstatSync(this.log).size;
    if (this.logUsed > MOST_LOG) {
      fs.ftruncateSync(this.log, 0);
      this.logUsed = 0;
    }
  }

  // The lines that CloudWatch would get of one invocation.
  readLog({ requestId, error, timedOut }, durationMs) {
    const bytes = Buffer.alloc(fs.fstatSync(this.log).size - this.logUsed);
    fs.readSync(this.log, bytes, 0, bytes.length, this.logUsed);
    const lines = bytes.toString();
    const peakMb = this.group ? this.group.peakMb() : null;
    const billedMs = Math.ceil(durationMs + (this.initMs || 0));
    const report = [
      `REPORT RequestId: ${requestId}`, `Duration: ${roundMs(durationMs)} ms`, `Billed Duration: ${billedMs} ms`,
      `Memory Size: ${this.configuration.MemorySize} MB`,
      ...(peakMb === null ? [] : [`Max Memory Used: ${Math.ceil(peakMb)} MB`]),
      ...(this.initMs === null ? [] : [`Init Duration: ${roundMs(this.initMs)} ms`]),
      ...(timedOut ? ['Status: timeout'] : error === 'Unhandled' ? ['Status: error'] : []),
    ];
    return `START RequestId: ${requestId} Version: $LATEST\n${lines}${lines === '' || lines.endsWith('\n') ? '' : '\n'}${
      timedOut ? `${requestId} ${this.timeOut()}\n` : ''}END RequestId: ${requestId}\n${report.join('\t')}\t\n`;
  }

  async destroy() {
    if (this.spawned) await this.spawned.catch(() => null); // which whoever waits for an answer is told
    if (this.process) {
      this.process.kill('SIGKILL');
      await this.exited;
    }
    if (this.group) await this.group.remove();
    if (this.log !== undefined) fs.closeSync(this.log);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

module.exports = { Environment };
