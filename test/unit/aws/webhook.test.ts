import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { InvocationContext } from '../../../aws/lambda/invocation.ts';
import { topicFunction } from '../../../aws/lambda/topic-event.ts';
import { requestLog } from '../../../aws/log.ts';
import { secureParameter } from '../../../aws/parameter.ts';
import { postToWebhook } from '../../../aws/webhook.ts';
import { TsunagiError } from '../../../core/kernel/errors.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server on this machine, and what it was asked. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ url: request.url ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const secretPath = '/services/T0/B0/secret';
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('a webhook', () => {
  it('is posted a JSON body with a text, as Slack takes it', async () => {
    const { url, asked } = await serve((_, response) => response.end('ok'));
    await postToWebhook(url + secretPath, 'ページ: 楽天');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ text: 'ページ: 楽天' });
  });

  it.each([
    '/workflows/0a1b/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=secret',
    '/powerautomate/automations/direct/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig=secret',
  ])('of a workflow of Teams is posted a card, a block a line, and takes it with 202: %s', async (path) => {
    const { url, asked } = await serve((_, response) => response.writeHead(202).end());
    await postToWebhook(url + path, 'PAGE: mall-down went off.\n楽天市場');
    const { type, attachments } = JSON.parse(asked[0]?.body ?? '');
    expect([type, attachments.length]).toEqual(['message', 1]);
    expect(attachments[0].contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(attachments[0].content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
    const lines = (attachments[0].content.body as { text: string }[]).map((block) => block.text);
    expect(lines).toEqual(['PAGE: mall-down went off.', '楽天市場']);
  });

  it.each([
    ['429', 429, 'text/plain', 'later', 'it answered 429'],
    ['500', 500, 'text/plain', 'later', 'it answered 500'],
    ['503 with a page', 503, 'text/html', 'later', 'it answered 503'],
    ['404, as a webhook that was deleted', 404, 'text/plain', 'never', 'it answered 404. The webhook was deleted'],
    ['a sign-in page', 200, 'text/html; charset=utf-8', 'never', 'it answered with a web page'],
    ['a redirect to one', 302, 'text/plain', 'never', 'it answered 302'],
  ])('that answers %s fails, and says so without its address', async (_, status, type, retry, said) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': type, location: '/sign-in' }).end('<html>no_service secret</html>');
    });
    const error = await thrownBy(postToWebhook(url + secretPath, 'text'));
    expect(error).toBeInstanceOf(TsunagiError);
    const { message, retry: intent } = error as TsunagiError;
    expect([intent, message]).toEqual([retry, expect.stringContaining(said)]);
    expect(message).not.toContain('secret');
  });

  it('of Slack has taken an alarm where its "ok" comes as text/html, as Slack sends it', async () => {
    const { url, asked } = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('ok'),
    );
    await postToWebhook(url + secretPath, 'PAGE');
    expect(asked).toHaveLength(1);
  });

  it('of Slack shows & < > of an alarm as they are, instead of reading them as its own signs', async () => {
    const { url, asked } = await serve((_, response) => response.end('ok'));
    await postToWebhook(url + secretPath, 'lag > 5 & <!channel>');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ text: 'lag &gt; 5 &amp; &lt;!channel&gt;' });
  });

  it('that hangs is given up, and may be tried again', async () => {
    const { url } = await serve(() => undefined);
    expect(await thrownBy(postToWebhook(url, 'text', 100))).toMatchObject({
      retry: 'later',
      message: 'The webhook did not take an alarm: no answer within 0.1 s.',
    });
  });

  it('that begins to answer and never ends has taken it', async () => {
    const { url } = await serve(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).write('o'),
    );
    await postToWebhook(url, 'text', 2_000);
  });

  it('that is not there may be tried again', async () => {
    const { url } = await serve(() => undefined);
    for (const close of closing.splice(0)) close();
    expect(await thrownBy(postToWebhook(url, 'text'))).toMatchObject({ retry: 'later' });
  });

  it.each(['http://hooks.example/x', 'ftp://hooks.example', 'hooks.slack.com/services/secret', ''])(
    'is never posted to by anything but https: "%s"',
    async (url) => {
      const error = await thrownBy(postToWebhook(url, 'text'));
      expect(error).toMatchObject({ retry: 'never', message: expect.stringContaining('holds no https address') });
      expect((error as Error).message).not.toContain('secret');
    },
  );
});

describe('a SecureString of the Parameter Store', () => {
  it('is read by the extension beside the function, which knows it by its session', async () => {
    const { url, asked } = await serve((_, response) =>
      response.end('{"Parameter":{"Value":"https://hooks.example/x"}}'),
    );
    expect(await secureParameter('/tsunagi/prod/webhook', { url, token: 'session' })).toBe('https://hooks.example/x');
    expect(asked[0]).toMatchObject({
      url: '/systemsmanager/parameters/get?name=%2Ftsunagi%2Fprod%2Fwebhook&withDecryption=true',
      headers: { 'x-aws-parameters-secrets-token': 'session' },
    });
  });

  it.each([
    ['400', 400, '{"secret":1}', 'the extension answers 400'],
    ['no JSON', 200, '<secret>', 'the answer has no Parameter.Value'],
    ['null', 200, 'null', 'the answer has no Parameter.Value'],
    ['an empty value', 200, '{"Parameter":{"Value":""}}', 'the answer has no Parameter.Value'],
  ])('that cannot be read names the parameter and what to do: %s', async (_, status, body, said) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end(body));
    const error = await thrownBy(secureParameter('/tsunagi/prod/webhook', { url, token: 't' }));
    expect(error).toMatchObject({ code: 'aws.failing', message: expect.stringContaining(said) });
    expect((error as Error).message).toContain(
      'aws ssm put-parameter --type SecureString --name /tsunagi/prod/webhook',
    );
    expect((error as Error).message).not.toContain('secret');
  });
});

describe('a function that topics start', () => {
  const context: InvocationContext = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 30_000 };
  const lines: string[] = [];
  const log = requestLog({
    functionName: 'relay-alarms',
    clock: { now: () => 0 },
    stage: 'shop',
    write: (line) => void lines.push(line),
  });

  it('is given the texts of the messages', async () => {
    const seen: string[] = [];
    const handler = topicFunction(async (texts) => void seen.push(...texts), log);
    await handler({ Records: [{ Sns: { Message: 'one' } }, { Sns: { Message: 'two' } }] }, context);
    expect(seen).toEqual(['one', 'two']);
  });

  it('fails with one line where its work does: Lambda tries again and then keeps a record', async () => {
    const handler = topicFunction(() => postToWebhook('', 'text'), log);
    lines.length = 0;
    expect(await thrownBy(handler({ Records: [{ Sns: { Message: 'one' } }] }, context))).toBeInstanceOf(TsunagiError);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'run.failed', code: 'aws.failing', requestId: 'r-1' });
  });

  it.each([null, {}, { Records: [] }, { Records: [null] }, { Records: [{ Sns: { Message: 1 } }] }])(
    'refuses what is no message of a topic: %j',
    async (event) => {
      const handler = topicFunction(async () => undefined, log);
      expect(await thrownBy(handler(event, context))).toMatchObject({ code: 'input.invalid' });
    },
  );
});
