// gateway.js: what API Gateway and function URLs make of an HTTP request and of a function's answer: events and answers
// of version 2.0 (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
'use strict';

const AS_TEXT = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)|[^;]*\+(json|xml))/;

function eventOf(request, body) {
  const { headers: { cookie, ...headers }, method, socket } = request;
  const [rawPath, ...query] = request.url.split('?');
  const rawQueryString = query.join('?');
  const now = new Date();
  const isText = body.length === 0 || AS_TEXT.test(headers['content-type'] || 'text/plain');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie ? { cookies: cookie.split(/; */) } : {}),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(rawQueryString === '' ? {} : { queryStringParameters: joined(new URLSearchParams(rawQueryString)) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: headers.host,
      http: {
        method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: socket.remoteAddress, userAgent: headers['user-agent'] || '',
      },
      requestId: '',
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

function joined(parameters) {
  const all = {};
  for (const [name, value] of parameters) all[name] = name in all ? `${all[name]},${value}` : value;
  return all;
}

// {status, headers, body} of a function's answer; null when it is none that HTTP could be made of.
function answerOf(payload) {
  let answer;
  try {
    answer = JSON.parse(payload);
  } catch {
    return null;
  }
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(answer) };
  }
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = answer;
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599 || typeof body !== 'string') return null;
  return {
    status: statusCode,
    headers: { 'Content-Type': 'application/json', ...headers, ...(cookies ? { 'Set-Cookie': cookies } : {}) },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

module.exports = { answerOf, eventOf };
