import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playedMalls } from '../../local/desk/played-malls.ts';
import type { RunningCloud } from '../../local/folder/run-file.ts';
import { familyOf } from '../cloud/family.ts';
import { listenersOf } from '../cloud/listeners.ts';
import { startDesk } from './fixture/started-desk.ts';
import { until } from './fixture/until.ts';

/**
 * A running `npm start`, and requests of those who may not read its data folder: a page in a browser, a name that leads to
 * 127.0.0.1, another user of the machine. The ports are those that the system shows, not those of a list.
 */
const root = mkdtempSync(join(tmpdir(), 'tsunagi-strangers-'));
// The folder inside must keep others out by itself.
chmodSync(root, 0o755);
const folder = join(root, 'data');
const desk = startDesk('--data', folder, '--shops', '3', '--speed', '20', '--alone');
let run: RunningCloud;
let mailbox = '';
let ports: number[] = [];

beforeAll(async () => {
  await until('the first imported orders', () => /orders? imported/.test(desk.said()));
  run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunningCloud;
  mailbox = /Mails: (http:\S+)/.exec(desk.said())?.[1] ?? '';
  const listeners = listenersOf(desk.child.pid ?? 0) ?? [];
  expect(listeners.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
  ports = listeners.map((address) => Number(address.split(':').at(-1)));
});
afterAll(() => {
  desk.child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

interface Ask {
  readonly method: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends a request as it stands, Host and Origin too. Status 0 where no answer came within half a minute, or the connection was cut; 403
 * where nothing listens any more: a function's process may have ended.
 */
function send(port: number, { method, path = '/', headers = {}, body = '' }: Ask): Promise<Answer> {
  return new Promise((resolve) => {
    const none = (error: NodeJS.ErrnoException): void =>
      resolve({ status: error.code === 'ECONNREFUSED' ? 403 : 0, headers: {}, text: '' });
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false, timeout: 30_000 };
    const outgoing = request(options, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part) => {
          text += part;
        })
        .on('error', none)
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    outgoing.on('error', none).on('timeout', () => outgoing.destroy());
    outgoing.end(body);
  });
}

const signed = (accessKeyId: string, target: string, input: object): Ask => ({
  method: 'POST',
  headers: {
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/ap-northeast-1/x/aws4_request, SignedHeaders=host, Signature=x`,
    'x-amz-date': '20260101T000000Z',
    'x-amz-target': target,
    'content-type': 'application/x-amz-json-1.0',
  },
  body: JSON.stringify(input),
});

/** What is worth asking for: each is answered by some service to those who may ask. */
function attacks(accessKeyId: string, token: string): Readonly<Record<string, Ask>> {
  const door = { authorization: `Bearer ${token}` };
  return {
    'list tables': signed(accessKeyId, 'DynamoDB_20120810.ListTables', {}),
    'read orders': signed(accessKeyId, 'DynamoDB_20120810.Scan', { TableName: run.env.ORDERS_TABLE }),
    'open keys': signed(accessKeyId, 'TrentService.Decrypt', { CiphertextBlob: 'AAAA' }),
    'list queues': signed(accessKeyId, 'AmazonSQS.ListQueues', {}),
    'put an event': signed(accessKeyId, 'AWSEvents.PutEvents', { Entries: [] }),
    'look into the queues': { ...signed(accessKeyId, '', {}), method: 'GET', path: '/_fauxqs/queues', body: '' },
    'look into the mailbox': { ...signed(accessKeyId, '', {}), method: 'GET', path: '/store', body: '' },
    'open its page': { method: 'GET' },
    'see the keys of the shops': { method: 'GET', path: '/control/shops', headers: door },
    'break the mall': {
      method: 'POST',
      path: '/control/break',
      headers: { ...door, 'content-type': 'text/plain' },
      body: '{"kind":"slow","delayMs":1}',
    },
    'end a function': { method: 'POST', path: '/2018-06-01/runtime/init/error', headers: door, body: '{}' },
    'take an invocation': { method: 'GET', path: '/2018-06-01/runtime/invocation/next', headers: door },
  };
}

/** Sends every attack to every port, and says which were answered otherwise than by a refusal. */
async function attackAll(
  all: Readonly<Record<string, Ask>>,
  mayBeRefusedBy: (port: number) => RegExp,
): Promise<string[]> {
  const tried = ports.flatMap((port) =>
    Object.entries(all).map(async ([name, ask]) => {
      const { status, headers, text } = await send(port, ask);
      const leaks = Object.keys(headers).filter((header) => header.startsWith('access-control-'));
      const isDoor = ask.path?.startsWith('/control/') ?? false;
      const isRefused = (isDoor ? /^403$/ : mayBeRefusedBy(port)).test(String(status));
      return (isRefused || isByTheApi(status, text)) && leaks.length === 0
        ? []
        : [`${name} on ${serviceAt(port)}: ${status} ${leaks} ${text.slice(0, 80)}`];
    }),
  );
  return (await Promise.all(tried)).flat();
}

function serviceAt(port: number): string {
  const known = { ...run.endpoints, ...run.simulators };
  return Object.entries(known).find(([, url]) => url?.endsWith(`:${port}`))?.[0] ?? `port ${port}`;
}

/** The API behind the gateway of the template takes its own keys, and says in a problem that there are none. */
const isByTheApi = (status: number, text: string): boolean =>
  [401, 404].includes(status) && text.startsWith('{"type":"urn:tsunagi:problem:');

const isMall = (port: number): boolean => playedMalls.some(({ name }) => name === serviceAt(port));
const always = (): RegExp => /^403$/;
/** A mall refuses a caller without a key of a shop, as the real one does. */
const orByTheMall = (port: number): RegExp => (isMall(port) ? /^4\d\d$/ : /^403$/);
const rightful = () => attacks(run.env.AWS_ACCESS_KEY_ID ?? '', run.simulatorToken ?? '');

describe('the services of a running npm start', () => {
  it('serve who read their secrets in the data folder', async () => {
    const all = rightful();
    const statusAt = async (url: string | undefined, name: string) =>
      (await send(Number(new URL(url ?? '').port), all[name] as Ask)).status;
    expect(await statusAt(run.endpoints.dynamodb, 'list tables')).toBe(200);
    expect(await statusAt(run.endpoints.dynamodb, 'read orders')).toBe(200);
    expect(await statusAt(run.endpoints.sqs, 'list queues')).toBe(200);
    expect(await statusAt(run.endpoints.sqs, 'look into the queues')).toBe(200);
    // Nothing was sealed as AAAA: that is said by the keys, and not by their guard.
    expect(await statusAt(run.endpoints.kms, 'open keys')).toBe(400);
    expect(await statusAt(run.endpoints.ses, 'look into the mailbox')).toBe(200);
    expect(await statusAt(run.simulators?.rms, 'see the keys of the shops')).toBe(200);
    expect(await statusAt(run.simulators?.yahoo, 'see the keys of the shops')).toBe(200);
  });

  it('refuse everything to who knows no secret, on every port that is open', async () => {
    // Tables, queues, keys and bus, both sides of the mailbox, two malls, the console, and the Runtime API of functions.
    expect(ports.length).toBeGreaterThanOrEqual(10);
    expect(await attackAll(attacks('local', 'guessed'), orByTheMall)).toEqual([]);
    const bare = Object.entries(attacks('local', 'guessed')).map(
      ([name, ask]) => [name, { ...ask, headers: {} }] as const,
    );
    expect(await attackAll(Object.fromEntries(bare), orByTheMall)).toEqual([]);
  });

  it('refuse a page of a foreign origin, even one that knew the secrets, and answer no preflight', async () => {
    const from = (origin: string, all: Readonly<Record<string, Ask>>) =>
      Object.fromEntries(
        Object.entries(all).map(([name, ask]) => [
          `${name} from ${origin}`,
          { ...ask, headers: { ...ask.headers, origin } },
        ]),
      );
    const preflight: Ask = {
      method: 'OPTIONS',
      headers: {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-amz-date,x-amz-target',
        'access-control-request-private-network': 'true',
      },
    };
    // A page of another port of this machine is as foreign, and so is one without an origin, from a file or a sandbox.
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
      expect(await attackAll(from(origin, { ...rightful(), preflight }), always)).toEqual([]);
    }
  });

  it('refuse a foreign name that leads here by DNS rebinding, even with the secrets', async () => {
    const called = (host: string) =>
      Object.fromEntries(
        Object.entries(rightful()).map(([name, ask]) => [
          `${name} at ${host}`,
          { ...ask, headers: { ...ask.headers, host } },
        ]),
      );
    for (const port of ports) {
      for (const host of [
        `evil.example:${port}`,
        `127.0.0.1.evil.example:${port}`,
        `localhost.:${port}`,
        '127.0.0.1',
      ]) {
        const answers = Object.values(called(host)).map(async (ask) => (await send(port, ask)).status);
        expect(new Set(await Promise.all(answers)), `${host} at ${serviceAt(port)}`).toEqual(new Set([403]));
      }
    }
  });

  it('show the mailbox at an address that is a secret, whose page asks for nothing beside it', async () => {
    const { port, pathname } = new URL(mailbox);
    const page = await send(Number(port), { method: 'GET', path: pathname });
    expect(page).toMatchObject({ status: 200, headers: { 'referrer-policy': 'no-referrer' } });
    expect(page.text).toContain("fetch('list')");
    // It would be asked for without the secret.
    expect(page.text.match(/(?:fetch\(|href=|src=)["'`]\/\w[^"'`]*/g)).toBeNull();
    const store = await send(Number(port), { method: 'GET', path: `${pathname}mails` });
    expect(JSON.parse(store.text)).toEqual(expect.any(Array));
    const list = (origin: string) =>
      send(Number(port), { method: 'GET', path: `${pathname}list`, headers: { origin } });
    expect((await list(`http://127.0.0.1:${port}`)).status).toBe(200);
    expect((await list('https://evil.example')).status).toBe(403);
    const other = pathname.replace(/.\/$/, (last) => (last === 'A/' ? 'B/' : 'A/'));
    expect((await send(Number(port), { method: 'GET', path: `${other}mails` })).status).toBe(403);
  });

  it('keep their secrets where only their own user reads them', () => {
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'run.json')).mode & 0o077).toBe(0);
    const secrets = [run.env.AWS_ACCESS_KEY_ID, run.simulatorToken, new URL(mailbox).pathname.slice(1, -1)];
    expect(secrets.filter((secret = '') => secret.length < 32)).toEqual([]);
    expect(new Set(secrets).size).toBe(3);
    // Every user of the machine sees the arguments of every process.
    const family = familyOf(desk.child.pid ?? 0).filter((pid) => pid !== desk.child.pid);
    expect(family.length).toBeGreaterThan(1);
    const seen = [desk.child.pid, ...family].map((pid) => argumentsOf(pid ?? 0)).join('\n');
    expect(secrets.filter((secret = '') => seen.includes(secret))).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)('refuse another user of the machine, who cannot read the secrets', async () => {
    const program = `
      const { readFileSync } = require('node:fs');
      const read = (path) => { try { return readFileSync(path, 'utf8').length; } catch ({ code }) { return code; } };
      const [asks, files] = JSON.parse(process.argv[1]);
      Promise.all(asks.map(({ url, ...init }) => fetch(url, init).then(
        async (answer) => [answer.status, await answer.text()],
        // A function's process may have ended.
        ({ cause }) => [cause.code === 'ECONNREFUSED' ? 403 : cause.code, '']))).then((statuses) =>
        console.log(JSON.stringify({ uid: process.getuid(), statuses, files: files.map(read) })));`;
    const asks = ports.map((port) => {
      const door = { url: `http://127.0.0.1:${port}/control/shops` };
      const { body = '', ...list } = signed('local', 'DynamoDB_20120810.ListTables', {});
      return isMall(port) ? door : { url: `http://127.0.0.1:${port}/`, ...list, body };
    });
    const files = [...familyOf(desk.child.pid ?? 0).map((pid) => `/proc/${pid}/environ`), join(folder, 'run.json')];
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, JSON.stringify([asks, files])], {
      uid: 65_534,
      gid: 65_534,
      cwd: '/',
      env: {},
    });
    const {
      uid,
      statuses,
      files: read,
    } = JSON.parse(stdout) as {
      uid: number;
      statuses: [status: number, text: string][];
      files: unknown[];
    };
    expect(uid).toBe(65_534);
    expect(statuses).toHaveLength(ports.length);
    expect(statuses.filter(([status, text]) => status !== 403 && !isByTheApi(status, text))).toEqual([]);
    // The process of a function may have ended in between, and its files are gone; this process has not, and the folder exists.
    expect([read[0], read.at(-1)]).toEqual(['EACCES', 'EACCES']);
    expect(read.filter((code) => code !== 'ENOENT' && code !== 'EACCES')).toEqual([]);
  });
});

function argumentsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // The process has ended in between.
    return '';
  }
}
