// logs_sdk.js MODULES: AWS' own client of CloudWatch Logs, @aws-sdk/client-cloudwatch-logs in MODULES, talks to the stub that
// `collect logs` is tested with, so that the stub is right: pages, throttling, refusals, queries. Prints TAP.
'use strict';
const { spawn } = require('child_process');
const path = require('path');
const {
  CloudWatchLogsClient, FilterLogEventsCommand, GetQueryResultsCommand, InvalidParameterException, MalformedQueryException,
  ResourceNotFoundException, StartQueryCommand, paginateFilterLogEvents,
} = require(path.join(path.resolve(process.argv[2]), '@aws-sdk/client-cloudwatch-logs'));

const BUSY = 2;
const range = { startTime: 1700000000000 - 1000, endTime: 1700000000000 + 3600000 };
const logGroupName = '/aws/lambda/resnet50';

function same(found, expected, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`found ${what} ${a.slice(0, 200)}, expected ${b.slice(0, 200)}`);
}

async function refused(client, command, type, name) {
  try {
    await client.send(command);
  } catch (error) {
    same([error.name, error instanceof type, error.$metadata.httpStatusCode], [name, true, 400], 'refusal');
    return error;
  }
  throw new Error(`found no refusal, expected ${name}`);
}

const cases = {
  'throttling: the client takes it for that, and asks again': async ({ client }) => {
    const answer = await client.send(new FilterLogEventsCommand({ logGroupName, ...range }));
    same(answer.$metadata.attempts, BUSY + 1, 'attempts');
  },
  'FilterLogEvents: its paginator finds each event once, in its order, some pages being empty': async ({ client, events }) => {
    const found = [];
    let pages = 0;
    for await (const page of paginateFilterLogEvents({ client }, { logGroupName, ...range })) {
      found.push(...page.events);
      pages += 1;
    }
    same(found.length, events.length, 'events');
    same(found.map((one) => [one.eventId, one.timestamp, one.logStreamName, one.message, one.ingestionTime]),
      events.map((one) => [one.eventId, one.timestamp, one.logStreamName, one.message, one.ingestionTime]), 'events');
    if (pages < 4) throw new Error(`found ${pages} pages, expected more`);
  },
  'both ends of the time are in it': async ({ client, events }) => {
    const at = events[100].timestamp;
    const answer = await client.send(new FilterLogEventsCommand({ logGroupName, startTime: at, endTime: at }));
    const all = answer.nextToken === undefined ? answer
      : await client.send(new FilterLogEventsCommand({ logGroupName, startTime: at, endTime: at, nextToken: answer.nextToken }));
    same(all.events.map((one) => one.eventId), events.filter((one) => one.timestamp === at).map((one) => one.eventId), 'events');
  },
  'groups and tokens that are not there, and credentials that have expired, are the exceptions that it knows': async ({ client }) => {
    await refused(client, new FilterLogEventsCommand({ logGroupName: '/none' }), ResourceNotFoundException, 'ResourceNotFoundException');
    await refused(client, new FilterLogEventsCommand({ logGroupName, ...range, nextToken: 'x/1/1' }), InvalidParameterException,
      'InvalidParameterException');
    const error = await refused(client, new FilterLogEventsCommand({ logGroupName: '/expired' }), Error, 'ExpiredTokenException');
    same(error.message, 'The security token included in the request is expired', 'words');
  },
  'Logs Insights: a query runs, and then has its rows; one that is none is refused': async ({ client, events }) => {
    const queryString = 'fields @timestamp, @message | filter toMillis(@timestamp) >= 0 and toMillis(@timestamp) < 9999999999999'
      + ' | filter @message like /REPORT/ | sort @timestamp asc | limit 50';
    const asked = { logGroupName, startTime: 1600000000, endTime: 1800000000, limit: 10000 };
    const { queryId } = await client.send(new StartQueryCommand({ ...asked, queryString }));
    const first = await client.send(new GetQueryResultsCommand({ queryId }));
    same(first.status, 'Running', 'status');
    const last = await client.send(new GetQueryResultsCommand({ queryId }));
    same([last.status, last.results.length, typeof last.statistics.recordsMatched], ['Complete', 50, 'number'], 'answer');
    same(last.results[0].map((cell) => cell.field), ['@timestamp', '@message', '@ptr'], 'fields');
    same(last.results[0][1].value, events.find((one) => one.message.startsWith('REPORT')).message, 'message');
    await refused(client, new StartQueryCommand({ ...asked, queryString: 'fields @message | limit 5' }), MalformedQueryException,
      'MalformedQueryException');
    await refused(client, new GetQueryResultsCommand({ queryId: 'none' }), ResourceNotFoundException, 'ResourceNotFoundException');
  },
};

function serve() {
  const stub = spawn('python3', [path.join(__dirname, 'stub_logs.py'), '500', String(BUSY)], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let said = '';
    stub.on('error', reject);
    stub.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.endsWith('\n')) resolve({ stub, ...JSON.parse(said) });
    });
  });
}

async function main() {
  const { stub, url, events } = await serve();
  const client = new CloudWatchLogsClient({
    region: 'eu-central-1', endpoint: url, maxAttempts: 5,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  });
  let number = 0;
  let failed = 0;
  for (const [name, check] of Object.entries(cases)) {
    number += 1;
    try {
      await check({ client, events });
      console.log(`ok ${number} - logs-sdk: ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${number} - logs-sdk: ${name}\n# ${String(error.stack).replace(/\n/g, '\n# ')}`);
    }
  }
  client.destroy();
  stub.stdin.end();
  console.log(`1..${number}\n${number - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main();
