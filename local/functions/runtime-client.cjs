'use strict';
/**
 * Takes the place of the native client of aws-lambda-ric, which would have to be compiled: it fetches invocations and sends
 * their results over the Runtime API. The runtime calls `done` and `error` without waiting, so `next` waits for them.
 */
const http = require('node:http');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true });
let sent = Promise.resolve();

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
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

exports.initializeClient = () => {};
exports.next = () => sent.then(() => call('GET', 'next'));
exports.done = (requestId, body) => {
  sent = call('POST', `${requestId}/response`, body);
};
exports.error = (requestId, body) => {
  sent = call('POST', `${requestId}/error`, body);
};
