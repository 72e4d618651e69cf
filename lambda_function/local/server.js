// server.js BOOTSTRAP: a local Lambda for the function BOOTSTRAP, until it is interrupted. One port of loopback speaks
//   GET|POST /NAME[/...]                   for API Gateway or a function URL
//   /2015-03-31/functions/NAME/...         Lambda's own API: configuration (GET, PUT) and invocations (POST)
// Variables: PORT (9001; 0: a free one), FUNCTIONS (names, each of which becomes MODEL), MEMORY (1769, MB), LIMIT (10, the
// most environments of one function), LOG (a file that gets the lines that CloudWatch would get), HANGUP (ignored: it goes
// on when its terminal is gone, as under nohup).
'use strict';
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const { findPlace } = require('./group');
const { LambdaError, LambdaFunction } = require('./function');
const { answerOf, eventOf } = require('./gateway');

const API = /^\/2015-03-31\/functions\/([^/?]+)\/(configuration|invocations)(?:\?(.*))?$/;
const MOST_PAYLOAD_BYTES = 6 * 1024 * 1024;
const MOST_TAIL_BYTES = 4096;
const SWEEP_MS = 10000;

function fail(message) {
  process.stderr.write(`local Lambda: ${message}\n`);
  process.exit(2);
}

function whole(name, preset, least, most) {
  const text = process.env[name] || String(preset);
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
    fail(`${name}: found '${text}', expected a whole number from ${least} to ${most}`);
  }
  return Number(text);
}

function readSettings() {
  const names = (process.env.FUNCTIONS || 'mobilenetv2 resnet50 inceptionv3').split(/[ ,]+/).filter((name) => name !== '');
  for (const name of names) {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) fail(`FUNCTIONS: found '${name}', expected letters, digits, '-' and '_'`);
  }
  return {
    port: whole('PORT', 9001, 0, 65535), names, memoryMb: whole('MEMORY', 1769, 128, 10240), limit: whole('LIMIT', 10, 1, 1000),
  };
}

async function readBody(request) {
  const { 'content-length': announced, 'transfer-encoding': coding } = request.headers;
  if (announced === undefined && coding === undefined) return Buffer.alloc(0);
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MOST_PAYLOAD_BYTES) chunks.push(chunk);
  }
  if (length > MOST_PAYLOAD_BYTES) {
    throw new LambdaError(413, 'RequestTooLargeException', `Request must be smaller than ${MOST_PAYLOAD_BYTES} bytes`);
  }
  return Buffer.concat(chunks);
}

function send(response, status, headers, body) {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function sendJson(response, status, value, headers = {}) {
  send(response, status, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(value));
}

function parseJson(body, type, message) {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new LambdaError(400, type, `${message}: ${error.message}`);
  }
}

class Server {
  constructor(host, settings, log) {
    this.log = log;
    this.functions = new Map(settings.names.map((name) => [name, new LambdaFunction(host, name, settings)]));
    this.http = http.createServer((request, response) => this.serve(request, response));
    this.http.keepAliveTimeout = 600000;
    this.http.requestTimeout = 0;
  }

  async serve(request, response) {
    const api = API.exec(request.url);
    try {
      const body = await readBody(request);
      if (api) await this.serveApi(request, response, body, api);
      else await this.serveGateway(request, response, body);
    } catch (error) {
      if (request.destroyed && !request.complete) return; // the client has gone
      if (!(error instanceof LambdaError)) process.stderr.write(`local Lambda: ${error.stack}\n`);
      const { status = 500, type = 'ServiceException', message } = error;
      // Lambda's own errors and API Gateway's look different.
      if (api) sendJson(response, status, { Type: status < 500 ? 'User' : 'Service', Message: message }, { 'x-amzn-ErrorType': type });
      else sendJson(response, status, { message });
    }
  }

  find(name) {
    const found = this.functions.get(name);
    if (!found) {
      throw new LambdaError(404, 'ResourceNotFoundException', `Function not found: ${name}; there are `
        + `${[...this.functions.keys()].join(', ')}`);
    }
    return found;
  }

  async invoke(name, payload, wantsLog) {
    const outcome = await this.find(name).invoke(payload, wantsLog || this.log !== null);
    if (this.log) this.log.write(outcome.log);
    return outcome;
  }

  async serveApi(request, response, body, [, name, what, query = '']) {
    const qualifier = new URLSearchParams(query).get('Qualifier');
    if (qualifier !== null && qualifier !== '$LATEST') {
      throw new LambdaError(404, 'ResourceNotFoundException', `Function not found: ${name}:${qualifier}`);
    }
    const call = `${request.method} ${what}`;
    if (call === 'GET configuration') sendJson(response, 200, this.find(name).configuration);
    else if (call === 'PUT configuration') {
      const changes = parseJson(body, 'InvalidRequestContentException', 'Could not parse request body into json');
      sendJson(response, 200, await this.find(name).configure(changes));
    } else if (call === 'POST invocations') await this.serveInvoke(request, response, body, name);
    else throw new LambdaError(405, 'MethodNotAllowedException', `found ${call}, which Lambda's API does not have`);
  }

  async serveInvoke(request, response, body, name) {
    const type = request.headers['x-amz-invocation-type'] || 'RequestResponse';
    if (type !== 'RequestResponse' && type !== 'DryRun') {
      throw new LambdaError(400, 'InvalidParameterValueException', `found invocation type ${type}, expected RequestResponse `
        + 'or DryRun, which is all that the local Lambda has');
    }
    const payload = body.length === 0 ? Buffer.from('{}') : body;
    parseJson(payload, 'InvalidRequestContentException', 'Could not parse request body into json');
    if (type === 'DryRun') {
      this.find(name);
      response.writeHead(204).end();
      return;
    }
    const tail = (request.headers['x-amz-log-type'] || 'None') === 'Tail';
    const outcome = await this.invoke(name, payload, tail);
    send(response, 200, {
      'Content-Type': 'application/json',
      'x-amzn-RequestId': outcome.requestId,
      'X-Amz-Executed-Version': '$LATEST',
      ...(outcome.error ? { 'X-Amz-Function-Error': outcome.error } : {}),
      ...(tail ? { 'X-Amz-Log-Result': Buffer.from(outcome.log).subarray(-MOST_TAIL_BYTES).toString('base64') } : {}),
    }, outcome.payload);
  }

  async serveGateway(request, response, body) {
    const name = request.url.split(/[/?]/)[1];
    const { error, timedOut, payload } = await this.invoke(name, JSON.stringify(eventOf(request, body)), false);
    const answer = error ? null : answerOf(payload);
    if (answer) send(response, answer.status, answer.headers, answer.body);
    else if (timedOut) sendJson(response, 504, { message: 'Endpoint request timed out' });
    else {
      // AWS says no more than the message, and the rest to CloudWatch.
      const { errorType = null, errorMessage = null } = error ? JSON.parse(payload) : {};
      sendJson(response, 502, { message: 'Internal Server Error', errorType, errorMessage });
    }
  }

  listen(port) {
    return new Promise((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, '127.0.0.1', () => resolve(this.http.address().port));
    });
  }

  async stop() {
    this.http.close();
    this.http.closeAllConnections();
    await Promise.all([...this.functions.values()].map((one) => one.stop()));
  }
}

async function main() {
  const settings = readSettings();
  const bootstrap = path.resolve(process.argv[2]);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'faastat-local-'));
  process.env.XDG_CACHE_HOME = scratch; // fun copies its runtime there
  const fun = require('@vercel/fun');
  const { place, why } = await findPlace();
  const log = process.env.LOG ? fs.createWriteStream(process.env.LOG, { flags: 'a' }) : null;
  const server = new Server({ fun, scratch, bootstrap, place, why }, settings, log);
  let stopping = false;
  const stop = async (status) => {
    if (stopping) return;
    stopping = true;
    await server.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
    process.exit(status);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => (signal === 'SIGHUP' && process.env.HANGUP === 'ignored' ? null : stop(0)));
  }
  try {
    const url = `http://127.0.0.1:${await server.listen(settings.port)}`;
    process.stdout.write(`local Lambda at ${url}, functions: ${settings.names.join(', ')}\n`);
    process.stdout.write(`  requests:     ${url}/${settings.names[0]}\n  Lambda's API: AWS_ENDPOINT_URL_LAMBDA=${url}\n`);
    process.stdout.write(place ? `  CPU and memory as on Lambda, in groups of cgroup v${place.version}\n`
      : `  without limits of CPU and memory: ${why}\n`);
  } catch (error) {
    process.stderr.write(`local Lambda: cannot listen on 127.0.0.1:${settings.port}: ${error.message}\n`);
    await stop(1);
  }
  setInterval(() => server.functions.forEach((one) => one.retireUnused()), SWEEP_MS).unref();
}

main();
