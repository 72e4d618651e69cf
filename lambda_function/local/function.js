// function.js: one function of the local Lambda: its configuration, and its environments, of which there are as many as
// requests at once. Knows nothing of HTTP.
'use strict';
const { randomUUID } = require('crypto');
const { setTimeout: sleep } = require('timers/promises');
const { Environment } = require('./environment');

const UPDATE_MS = 50; // the least that an update is in progress; AWS takes seconds
const IDLE_MS = 10 * 60 * 1000;
const ACCOUNT = '123456789012';

class LambdaError extends Error {
  constructor(status, type, message) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

function refuse(message) {
  throw new LambdaError(400, 'InvalidParameterValueException', message);
}

function checkWhole(changes, key, least, most) {
  if (!(key in changes)) return;
  const value = changes[key];
  if (!Number.isInteger(value) || value < least || value > most) {
    refuse(`${key}: found ${JSON.stringify(value)}, expected a whole number from ${least} to ${most}`);
  }
}

function checkChanges(changes) {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) refuse('found no object');
  for (const key of Object.keys(changes)) {
    if (!['MemorySize', 'Timeout', 'Environment'].includes(key)) {
      refuse(`found ${key}, expected MemorySize, Timeout or Environment, which is all that the local Lambda changes`);
    }
  }
  checkWhole(changes, 'MemorySize', 128, 10240);
  checkWhole(changes, 'Timeout', 1, 900);
  const variables = Object.entries((changes.Environment || {}).Variables || {});
  for (const [name, value] of variables) {
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name) || typeof value !== 'string') {
      refuse(`Environment: found ${JSON.stringify({ [name]: value })}, expected names of letters and digits, and texts`);
    }
  }
}

class LambdaFunction {
  // host: {fun, scratch, bootstrap, place, why}; limit: the most environments at once.
  constructor(host, name, { memoryMb, limit }) {
    this.host = host;
    this.limit = limit;
    this.environments = new Set();
    this.idle = []; // the one used last is at the end, and is used next
    this.retiring = new Set(); // promises
    this.configuration = {
      FunctionName: name,
      FunctionArn: `arn:aws:lambda:us-west-1:${ACCOUNT}:function:${name}`,
      Runtime: 'provided.al2023',
      Handler: 'bootstrap',
      Description: host.place ? `local, in groups of cgroup v${host.place.version}` : `local, unthrottled: ${host.why}`,
      Timeout: 60,
      MemorySize: memoryMb,
      Environment: { Variables: { MODEL: name } },
      PackageType: 'Zip',
      Version: '$LATEST',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      LastModified: new Date().toISOString(),
      RevisionId: randomUUID(),
    };
  }

  // Checks, changes, and makes every environment new; what is served now, is served to its end.
  async configure(changes) {
    checkChanges(changes);
    await this.checkVariables(changes);
    if (this.configuration.LastUpdateStatus === 'InProgress') {
      throw new LambdaError(409, 'ResourceConflictException', `The operation cannot be performed at this time. An update `
        + `is in progress for resource: ${this.configuration.FunctionArn}`);
    }
    this.configuration = {
      ...this.configuration, ...changes, LastUpdateStatus: 'InProgress', LastModified: new Date().toISOString(),
      RevisionId: randomUUID(),
    };
    const answer = this.configuration;
    for (const environment of [...this.idle]) this.retire(environment);
    Promise.all([sleep(UPDATE_MS), ...this.retiring]).then(() => {
      this.configuration = { ...this.configuration, LastUpdateStatus: 'Successful' };
    });
    return answer;
  }

  // fun knows which names are AWS's own.
  async checkVariables({ Environment: environment }) {
    try {
      await this.host.fun.createFunction({ Code: { Directory: '.' }, Runtime: 'provided', Environment: environment });
    } catch (error) {
      if (!error.reserved) throw error;
      refuse(`Lambda was unable to configure your environment variables because the environment variables you have `
        + `provided contains reserved keys that are currently not supported for modification. Reserved keys used in this `
        + `request: ${error.reserved.join(', ')}`);
    }
  }

  retire(environment) {
    this.environments.delete(environment);
    this.idle = this.idle.filter((other) => other !== environment);
    const retired = environment.destroy()
      .catch((error) => process.stderr.write(`local Lambda: ${error.message}\n`))
      .finally(() => this.retiring.delete(retired));
    this.retiring.add(retired);
    return retired;
  }

  retireUnused() {
    const now = Date.now();
    this.idle.filter((one) => one.exit || now - one.usedAt > IDLE_MS).forEach((one) => this.retire(one));
  }

  acquire() {
    for (;;) {
      const environment = this.idle.pop();
      if (!environment) break;
      if (!environment.exit) return environment;
      this.retire(environment);
    }
    if (this.environments.size >= this.limit) {
      throw new LambdaError(429, 'TooManyRequestsException', 'Rate Exceeded.');
    }
    const environment = new Environment(this.host, this.configuration);
    this.environments.add(environment);
    return environment;
  }

  release(environment, usable) {
    if (!this.environments.has(environment)) return;
    if (usable && environment.configuration.RevisionId === this.configuration.RevisionId) this.idle.push(environment);
    else this.retire(environment);
  }

  // What environment.js says of an invocation.
  async invoke(payload, wantsLog) {
    const environment = this.acquire();
    let usable = false;
    try {
      const outcome = await environment.invoke(payload, wantsLog);
      usable = outcome.error !== 'Unhandled';
      return outcome;
    } finally {
      this.release(environment, usable);
    }
  }

  async stop() {
    await Promise.all([...this.environments].map((environment) => this.retire(environment)));
    await Promise.all(this.retiring);
  }
}

module.exports = { LambdaError, LambdaFunction };
