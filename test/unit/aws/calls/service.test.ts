import { describe, expect, it } from 'vitest';
import { type AwsAccess, namedByPath, namedInHeader, type ServiceDescription } from '../../../../aws/calls/access.ts';
import type { CallAnswer } from '../../../../aws/calls/answer.ts';
import { openService, type Send } from '../../../../aws/calls/service.ts';
import { storeFailure } from '../../../../aws/failures.ts';
import { TransportFailure } from '../../../../malls/http.ts';

interface Echo {
  readonly Say: { readonly input: { readonly word: string }; readonly output: { readonly heard?: string } };
}

const echo: ServiceDescription = { id: 'ECHO', host: 'echo', signedAs: 'echo', wire: namedInHeader('Echo_1', '1.0') };
const noon = Date.UTC(2026, 3, 1, 12);
const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
const here: AwsAccess = { region: 'ap-northeast-1', keys: async () => keys, endpoint: () => null };

const answer = (status: number, body: object | string, headers: Record<string, string> = {}): CallAnswer => ({
  status,
  headers: { 'x-amzn-requestid': 'REQUEST-1', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const refusal = (name: string, status = 400) =>
  answer(status, { __type: `com.amazonaws.echo#${name}`, message: '花森' });
const heard = answer(200, { heard: 'ok' });

/** The service behind a far side that gives these answers in turn. */
function service(answers: (CallAnswer | Error)[], access: AwsAccess = here, description = echo) {
  const requests: Parameters<Send>[0][] = [];
  const waits: number[] = [];
  let asked = 0;
  const opened = openService<Echo>(description, {
    access: async () => {
      asked += 1;
      return access;
    },
    async send(request) {
      requests.push(request);
      const next = answers.shift();
      if (next === undefined) throw new Error('The test has no further answer.');
      if (next instanceof Error) throw next;
      return next;
    },
    clock: {
      now: () => noon,
      sleep: async (ms) => {
        waits.push(ms);
      },
    },
    chance: { next: () => 0, word: () => '' },
    timeoutMs: 3_000,
    maxAttempts: 3,
  });
  return { say: () => opened.call('Say', { word: '茶' }), requests, waits, accessAsked: () => asked };
}

const sentTo = (requests: readonly Parameters<Send>[0][]) => requests.map(({ url }) => url);
const stampOf = (request: Parameters<Send>[0] | undefined) => request?.headers['x-amz-date'];

describe('a service of AWS', () => {
  it('is called with a signed JSON body at its regional address', async () => {
    const { say, requests } = service([heard]);
    expect(await say()).toEqual({ heard: 'ok' });
    expect(requests).toMatchObject([
      {
        method: 'POST',
        url: 'https://echo.ap-northeast-1.amazonaws.com/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'Echo_1.Say',
          authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKID\/20260401\/ap-northeast-1\/echo\//),
        },
        body: '{"word":"茶"}',
        timeoutMs: 3_000,
      },
    ]);
  });

  it('is found elsewhere when the environment says so, and in China', async () => {
    const led = service([heard], { ...here, endpoint: (id) => (id === 'ECHO' ? 'http://127.0.0.1:4566' : null) });
    const china = service([heard], { ...here, region: 'cn-north-1' });
    await led.say();
    await china.say();
    expect(sentTo(led.requests)).toEqual(['http://127.0.0.1:4566/']);
    expect(sentTo(china.requests)).toEqual(['https://echo.cn-north-1.amazonaws.com.cn/']);
  });

  it('may have a path for each operation, and another name in signatures than its host', async () => {
    const wire = namedByPath({ Say: '/v2/say' });
    const { say, requests } = service([heard], here, { ...echo, signedAs: 'ech', wire });
    await say();
    expect(requests).toMatchObject([
      {
        url: 'https://echo.ap-northeast-1.amazonaws.com/v2/say',
        headers: { 'content-type': 'application/json', authorization: expect.stringContaining('/ech/aws4_request') },
      },
    ]);
  });

  it('asks once how to reach it, and for keys at each call', async () => {
    let given = 0;
    const changing = { ...here, keys: async () => ({ ...keys, accessKeyId: `AKID${++given}` }) };
    const { say, requests, accessAsked } = service([heard, heard], changing);
    await say();
    await say();
    expect(accessAsked()).toBe(1);
    expect(requests.map(({ headers }) => /AKID\d/.exec(headers.authorization ?? '')?.[0])).toEqual(['AKID1', 'AKID2']);
  });

  it.each([
    ['no answer comes', new TransportFailure('reset', 'broke')],
    ['it is not well', refusal('InternalServerError', 500)],
    ['it is unavailable', answer(503, '<html>')],
    ['what came is not JSON', answer(200, '<html>')],
  ])('is asked again soon when %s', async (_what, first) => {
    const { say, waits } = service([first, first, heard]);
    expect(await say()).toEqual({ heard: 'ok' });
    expect(waits).toEqual([50, 100]);
  });

  it.each([refusal('ThrottlingException'), refusal('ProvisionedThroughputExceededException'), answer(429, {})])(
    'is asked again later when it says that it is asked too often',
    async (first) => {
      const { say, waits } = service([first, heard]);
      expect(await say()).toEqual({ heard: 'ok' });
      expect(waits).toEqual([400]);
    },
  );

  it('is given up after as many tries as a call may have', async () => {
    const { say, requests } = service([1, 2, 3, 4].map(() => refusal('InternalServerError', 500)));
    await expect(say()).rejects.toMatchObject({ name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });
    expect(requests).toHaveLength(3);
  });

  it.each([
    ['in the body', refusal('ConditionalCheckFailedException')],
    ['in a header', answer(400, {}, { 'x-amzn-errortype': 'ConditionalCheckFailedException:http://internal/' })],
  ])('is asked once when it refuses, and the refusal has the name given %s', async (_where, refused) => {
    const { say, requests } = service([refused]);
    await expect(say()).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      $metadata: { httpStatusCode: 400, requestId: 'REQUEST-1' },
    });
    expect(requests).toHaveLength(1);
  });

  it('is told the time it says it is, when our clock is what it refuses', async () => {
    const date = 'Wed, 01 Apr 2026 13:30:00 GMT';
    const { say, requests } = service([answer(400, { __type: 'InvalidSignatureException' }, { date }), heard, heard]);
    await say();
    await say();
    expect(requests.map(stampOf)).toEqual(['20260401T120000Z', '20260401T133000Z', '20260401T133000Z']);
  });

  it('is not asked again when the key is wrong and the clock is right', async () => {
    const date = 'Wed, 01 Apr 2026 12:00:20 GMT';
    const { say, requests } = service([answer(400, { __type: 'InvalidSignatureException' }, { date })]);
    await expect(say()).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(requests).toHaveLength(1);
  });

  it('leaves words for people: how the network failed, and nothing of what the service quoted', async () => {
    const broken = new TransportFailure('connect', 'No connection.', { cause: { code: 'ECONNREFUSED' } });
    const cut = await service([broken, broken, broken])
      .say()
      .catch((error: unknown) => storeFailure('Echo', 'Say', error));
    expect(cut).toMatchObject({ retry: 'later', message: expect.stringContaining('NoAnswer connect ECONNREFUSED') });
    const said = await service([refusal('ValidationException')])
      .say()
      .catch((error: unknown) => storeFailure('Echo', 'Say', error));
    expect(said).toMatchObject({ retry: 'never', message: expect.stringContaining('ValidationException') });
    expect(JSON.stringify(said, Object.getOwnPropertyNames(said))).not.toContain('花森');
  });
});
