// http2.js BOTH: a server of HTTP/2 on a free port of loopback, with key and certificate from the file BOTH. Prints its port, then a line a request: the number of its connection, from 1, and its method and path.
'use strict';
const fs = require('fs');
const http2 = require('http2');

const both = fs.readFileSync(process.argv[2]);
const server = http2.createSecureServer({ key: both, cert: both });
let connections = 0;
server.on('session', (session) => {
  connections += 1;
  session.number = connections;
});
server.on('stream', (stream, headers) => {
  process.stdout.write(`${stream.session.number} ${headers[':method']} ${headers[':path']}\n`);
  stream.on('error', () => {});
  setTimeout(() => {
    stream.respond({ ':status': 200 });
    stream.end('0.091116');
  }, 50);
});
server.listen(0, 'localhost', () => process.stdout.write(`${server.address().port}\n`));
