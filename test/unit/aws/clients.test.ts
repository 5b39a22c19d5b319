import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, dynamoDbClient, sesClient } from '../../../aws/clients.ts';
import { storeFailure } from '../../../aws/failures.ts';
import { createUndiciTransport } from '../../../malls/undici.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'ap-northeast-1';
const read = new GetItemCommand({ TableName: 'T', Key: { shop: { S: 'rms#hanamori' } } });
const json = { 'content-type': 'application/x-amz-json-1.0' };

let server: Server | undefined;
const send = createUndiciTransport();
afterEach(async () => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
});

/** Clients of a service that answers with `listener`. Each request is counted. */
async function clientsOf(listener: RequestListener, more: Partial<ClientOptions> = {}) {
  let requests = 0;
  server = createServer((request, response) => {
    requests += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { send, access: { region, credentials, endpoint }, ...more };
  return { options, dynamodb: dynamoDbClient(options), endpoint, requests: () => requests };
}

const failureOf = async (call: Promise<unknown>) =>
  storeFailure('DynamoDB', 'GetItem', await call.catch((caught: unknown) => caught));

describe('the clients of a process', () => {
  it('read what the service answers', async () => {
    const { dynamodb } = await clientsOf((_, response) => {
      response.writeHead(200, json).end('{"Item":{"shop":{"S":"楽天"},"packed":{"B":"AQID"}}}');
    });
    const { Item } = await dynamodb.send(read);
    expect(Item).toEqual({ shop: { S: '楽天' }, packed: { B: Uint8Array.of(1, 2, 3) } });
  });

  it('give up on an answer that never comes, after three tries', async () => {
    const { dynamodb, requests } = await clientsOf(() => {}, { timeoutMs: 1_000 });
    expect(await failureOf(dynamodb.send(read))).toMatchObject({
      retry: 'later',
      message: expect.stringContaining('NoAnswer timeout'),
    });
    expect(requests()).toBe(3);
  });

  it('try again after a connection that broke, an answer of 503, and throttling', async () => {
    const answers: RequestListener[] = [
      (request) => request.socket.destroy(),
      (_, response) => response.writeHead(503).end(),
      (_, response) => response.writeHead(200, json).end('{}'),
    ];
    const first = await clientsOf((...call) => answers.shift()?.(...call));
    expect(await first.dynamodb.send(read)).toMatchObject({ $metadata: { attempts: 3 } });
    const throttled = await clientsOf((_, response) => {
      response.writeHead(400, json).end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}');
    });
    expect(await failureOf(throttled.dynamodb.send(read))).toMatchObject({ retry: 'later' });
    expect(throttled.requests()).toBe(3);
  });

  it('take a page of HTML with status 200 for an answer that another run may get', async () => {
    const { dynamodb } = await clientsOf((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>花森はな</html>');
    });
    const failure = await failureOf(dynamodb.send(read));
    expect(failure).toMatchObject({ code: 'store.failing', retry: 'later' });
    expect(String(failure)).not.toContain('花森');
  });

  it('do not repeat a call that lacks a permission', async () => {
    const { dynamodb, requests } = await clientsOf((_, response) => {
      response.writeHead(400, json).end('{"__type":"AccessDeniedException","message":"user 花森 may not"}');
    });
    const failure = await failureOf(dynamodb.send(read));
    expect(failure).toMatchObject({ retry: 'never', message: expect.stringContaining('AccessDeniedException') });
    expect(String(failure)).not.toContain('花森');
    expect(requests()).toBe(1);
  });

  it('leave an expired token to the next run: Lambda renews it', async () => {
    const { dynamodb } = await clientsOf((_, response) => {
      response.writeHead(400, json).end('{"__type":"ExpiredTokenException","message":"expired"}');
    });
    expect(await failureOf(dynamodb.send(read))).toMatchObject({ retry: 'later' });
  });

  it('send a mail once, whatever becomes of its answer', async () => {
    const { options, requests } = await clientsOf((request) => request.socket.destroy());
    await expect(sesClient(options).send(new SendEmailCommand({ Content: {} }))).rejects.toThrow();
    expect(requests()).toBe(1);
  });

  it('have a configuration that V8 copies fast, as it is copied for each call', () => {
    setFlagsFromString('--allow-natives-syntax');
    const isFlat = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean;
    expect(isFlat(new DynamoDBClient({ region, credentials }).config)).toBe(false);
    expect(isFlat(dynamoDbClient({ send, access: { region, credentials } }).config)).toBe(true);
  });

  it('go where the variables say, and sign with the keys in them', async () => {
    const seen: (string | undefined)[] = [];
    const { endpoint } = await clientsOf(({ headers }, response) => {
      seen.push(headers.authorization, headers['x-amz-security-token'] as string);
      response.writeHead(200, json).end('{}');
    });
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint);
    await dynamoDbClient({ send }).send(read);
    expect(seen).toEqual([expect.stringMatching(/Credential=AKID\/\d{8}\/eu-central-1\/dynamodb\//), 'token']);
  });

  it.each([
    ['ap-northeast-1', {}, 'https://dynamodb.ap-northeast-1.amazonaws.com/'],
    ['cn-north-1', {}, 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
    ['us-gov-west-1', {}, 'https://dynamodb.us-gov-west-1.amazonaws.com/'],
    ['us-east-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'https://dynamodb-fips.us-east-1.amazonaws.com/'],
    ['us-east-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'https://dynamodb.us-east-1.api.aws/'],
  ])('find the address of %s with %j', async (home, variables, url) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const urls: string[] = [];
    const client = dynamoDbClient({
      access: { region: home, credentials },
      async send(request) {
        urls.push(request.url);
        return { status: 200, headers: json, body: '{}' };
      },
    });
    await client.send(read);
    expect(urls).toEqual([url]);
  });
});
