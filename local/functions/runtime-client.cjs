'use strict';
/**
 * Takes the place of the native client of aws-lambda-ric, which would have to be compiled: it fetches invocations and sends
 * their results over the Runtime API. The runtime calls `done` and `error` without waiting, so `next` waits for them.
 *
 * It takes the place of the runtime's own `node:http`, too, by which it says that a function could not be loaded: every request
 * gets the token without which the local Runtime API refuses it.
 *
 * `Date.now` becomes the machine's time as the cloud has it (`machine-time.ts`), anew with each invocation.
 */
const http = require('node:http');
const { watching } = require('./runtime-preload.cjs');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const authorization = `Bearer ${process.env.TSUNAGI_RUNTIME_TOKEN}`;
// The function and what it starts need not know it.
delete process.env.TSUNAGI_RUNTIME_TOKEN;
const agent = new http.Agent({ keepAlive: true });
let sent = watching;

const requestWithToken = (options, ...more) =>
  http.request({ ...options, headers: { ...options.headers, authorization } }, ...more);

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = requestWithToken(
      { host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}` },
      (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ bodyJson: Buffer.concat(parts).toString('utf8'), headers: response.headers }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Of the machine's time as the cloud has it: at an invocation, and what had passed then. */
let machineTime = null;
const wall = Date.now;
const elapsedMs = () => Number(process.hrtime.bigint() / 1_000_000n);
// Lambda's clock is right. This machine's may be set in the middle of a run, and the runs beside would not agree with it.
Date.now = () => (machineTime === null ? wall() : machineTime.ms + elapsedMs() - machineTime.elapsedMs);

async function next() {
  await sent;
  const invocation = await call('GET', 'next');
  const [ms, elapsed] = invocation.headers['tsunagi-machine-time'].split(' ').map(Number);
  machineTime = { ms, elapsedMs: elapsed };
  return invocation;
}

exports.Agent = http.Agent;
exports.request = requestWithToken;
exports.initializeClient = () => {};
exports.next = next;
exports.done = (requestId, body) => {
  sent = call('POST', `${requestId}/response`, body);
};
exports.error = (requestId, body) => {
  sent = call('POST', `${requestId}/error`, body);
};
