'use strict';
/**
 * Takes the place of the native client of aws-lambda-ric, which would have to be compiled: it fetches invocations and sends
 * their results over the Runtime API. The runtime calls `done` and `error` without waiting, so `next` waits for them.
 *
 * It takes the place of the runtime's own `node:http`, too, by which it says that a function could not be loaded: every request
 * gets the token without which the local Runtime API refuses it.
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

exports.Agent = http.Agent;
exports.request = requestWithToken;
exports.initializeClient = () => {};
exports.next = () => sent.then(() => call('GET', 'next'));
exports.done = (requestId, body) => {
  sent = call('POST', `${requestId}/response`, body);
};
exports.error = (requestId, body) => {
  sent = call('POST', `${requestId}/error`, body);
};
