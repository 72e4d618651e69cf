// sigv4.js MODULES STEPS PROGRAM: signs each request that STEPS, lambda_steps, and PROGRAM, faastat, send over loopback once
// more, with the npm package aws4 in MODULES, and compares the signatures. Prints TAP.
'use strict';
const { execFile } = require('child_process');
const http = require('http');
const path = require('path');
const aws4 = require(path.join(path.resolve(process.argv[2]), 'aws4'));

const steps = path.resolve(process.argv[3]);
const faastat = path.resolve(process.argv[4]);
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const sessionToken = 'IQoJb3JpZ2luX2VjEXAMPLE//token==';

// The Authorization header that aws4 makes for the request's method, path, body and signed headers.
function sign(request, body, service, region) {
  const signed = /SignedHeaders=([^,]+)/.exec(request.headers.authorization)[1].split(';');
  const headers = Object.fromEntries(signed.map((name) => [name, request.headers[name]]));
  const again = aws4.sign({
    service, region, method: request.method, path: request.url, host: request.headers.host, headers,
    // aws4 adds a length and a type of its own to a request with a body; the length need not be signed.
    ...(request.method === 'GET' ? {} : { body }), extraHeadersToIgnore: { 'content-length': true },
  }, { ...credentials, sessionToken: request.headers['x-amz-security-token'] });
  return again.headers.Authorization;
}

// Scope, signed headers and signature, whatever stands between them.
function fields(authorization) {
  return authorization.split(/[ ,]+/).filter((field) => field !== '').sort();
}

// A page of a log, and the token of another one, with what an escape may spoil.
function logPage(body) {
  const report = 'REPORT RequestId: r\tDuration: 1.5 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 9 MB\t\n';
  const event = { eventId: '1', timestamp: 1700000000000, logStreamName: 's[1]x', message: report };
  return JSON.parse(body).nextToken === undefined
    ? { events: [event], nextToken: 'Grüße/+=% "\\' } : { events: [] };
}

const configuration = {
  FunctionName: 'f', MemorySize: 512, State: 'Active', LastUpdateStatus: 'Successful',
  Environment: { Variables: { MODEL: 'resnet50', TEXT: 'Grüße + 100 % / "~"' } },
};

function serve(seen, service, region) {
  return http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      seen.push({
        method: request.method, bytes: body.length, found: request.headers.authorization,
        expected: sign(request, body, service, region), token: request.headers['x-amz-security-token'],
      });
      if (request.method === 'PUT') Object.assign(configuration, JSON.parse(body.toString()));
      if (service === 'logs') {
        response.end(JSON.stringify(logPage(body.toString())));
        return;
      }
      response.end(request.method === 'POST' ? '{}' : JSON.stringify(configuration));
    });
  });
}

async function run(name, { token, service = 'lambda', region, program = steps, words, methods }) {
  const seen = [];
  const server = serve(seen, service, region);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const env = {
    PATH: process.env.PATH, AWS_REGION: region, AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(token ? { AWS_SESSION_TOKEN: token } : {}),
  };
  const output = await new Promise((resolve) => {
    execFile(program, words(url), { env, timeout: 60000 },
      (error, stdout, stderr) => resolve({ error, text: stdout + stderr }));
  });
  server.close();
  const problems = output.error ? [output.text] : [];
  if (seen.map((one) => one.method).join(' ') !== methods) {
    problems.push(`found ${seen.map((one) => one.method).join(' ')}, expected ${methods}`);
  }
  for (const { method, bytes, found, expected, token: sent } of seen) {
    if (fields(found).join('\n') !== fields(expected).join('\n')) {
      problems.push(`${method} of ${bytes} bytes: found ${found}, expected ${expected}`);
    }
    if (sent !== token) problems.push(`${method}: found session token ${sent}, expected ${token}`);
  }
  return { name, problems };
}

async function main() {
  const invokes = ['invoke:{}', 'invoke:', 'invoke:{"text":"Grüße + 100 %"}', `invoke:"${'x'.repeat(100000)}"`];
  const results = [
    await run('GET, PUT and POST with a session token', {
      token: sessionToken, region: 'eu-central-1', words: () => ['resnet50', 'pace:0.001', 'remember', 'renew:1024', 'restore', ...invokes],
      methods: 'GET PUT GET PUT GET POST POST POST POST',
    }),
    await run('GET, PUT and POST with credentials that do not expire', {
      region: 'us-gov-west-1', words: () => ['resnet50', 'pace:0.001', 'remember', 'renew', ...invokes],
      methods: 'GET PUT GET POST POST POST POST',
    }),
    await run('pages of a log', {
      token: sessionToken, service: 'logs', region: 'eu-central-1', program: faastat,
      words: () => ['collect', 'logs', '--function', 'resnet50', '--since', '2023-11-14T22:00:00Z', '--until', '2023-11-14T22:30:00Z'],
      methods: 'POST POST',
    }),
    ...await Promise.all(['lambda', 'execute-api'].map((service) => run(`requests to an address, for ${service}`, {
      token: sessionToken, service, region: 'eu-central-1', program: faastat,
      words: (url) => ['collect', 'warm', '--url', `${url}/a/b-c.d~e?a=1&ab=%2F&b=`, '--sign', service, '--any-body', '--payload',
        '{"n": {{n}}, "text": "Grüße + 100 %"}', '-n', '2'],
      methods: 'POST POST POST',
    }))),
  ];
  results.forEach(({ name, problems }, index) => {
    console.log(`${problems.length ? 'not ok' : 'ok'} ${index + 1} - sigv4: ${name}`);
    for (const problem of problems) console.log(`# ${problem.replace(/\n/g, '\n# ')}`);
  });
  const failed = results.filter((result) => result.problems.length > 0).length;
  console.log(`1..${results.length}\n${results.length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main();
