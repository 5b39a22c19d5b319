import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { relayFunction } from '../../../wiring/relay-function.ts';

const posted: unknown[] = [];
let failures = 0;
/** The extension beside the function and the chat, in one server. */
const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => {
    body += part;
  });
  request.on('end', () => {
    const { port } = server.address() as AddressInfo;
    if (request.url?.startsWith('/systemsmanager/')) {
      response.end(JSON.stringify({ Parameter: { Value: `http://127.0.0.1:${port}/hook` } }));
      return;
    }
    if (failures > 0) {
      failures -= 1;
      response.writeHead(429).end();
      return;
    }
    posted.push(JSON.parse(body));
    response.end('ok');
  });
});
const before = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.STAGE = 'prod';
  process.env.WEBHOOK_PARAMETER = '/tsunagi/prod/webhook';
  process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT = String((server.address() as AddressInfo).port);
  process.env.AWS_SESSION_TOKEN = 'session';
});
afterAll(() => {
  for (const name of ['STAGE', 'WEBHOOK_PARAMETER', 'PARAMETERS_SECRETS_EXTENSION_HTTP_PORT', 'AWS_SESSION_TOKEN']) {
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[name];
  }
  server.close();
});

it('an alarm that a chat refuses at first is posted by the next try of Lambda', async () => {
  const handler = relayFunction('relay-alarms');
  const Message = JSON.stringify({ AlarmName: 'tsunagi-prod-page-own-network', NewStateValue: 'ALARM' });
  const event = { Records: [{ Sns: { Message } }] };
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 30_000 };
  failures = 1;
  await expect(handler(event, context)).rejects.toThrow('it answered 429');
  await handler(event, context);
  expect(posted).toEqual([{ text: 'PAGE: tsunagi-prod-page-own-network went off.' }]);
});
