import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleKbMax } from '../../bench/budgets.ts';
import { selfSigned } from '../../bench/far-side/certificate.ts';
import { bundleSettings, definedFor } from '../../lib/bundling/bundle-settings.ts';
import { mallDesks, standardMalls } from '../../malls/mall-desks.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Makes calls one after the other, and prints the replies. */
const program = `
import { createUndiciTransport } from './malls/undici.ts';
void (async () => {
const send = createUndiciTransport();
const answers = [];
for (const path of ['/kept', '/closed', '/in-chunks', '/kept']) {
  const { status, body } = await send({ method: 'POST', url: process.argv[2] + path, headers: {}, body: '受注', timeoutMs: 5000, maxBytes: 100000 });
  answers.push(status + ' ' + body.toString());
}
console.log(JSON.stringify(answers));
await send.close();
})();
`;

describe('the HTTP of a bundle, in which undici lacks what no function uses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-bundle-'));
  let mall: Server;
  beforeAll(async () => {
    const { key, cert } = selfSigned();
    writeFileSync(join(folder, 'cert.pem'), cert);
    mall = createServer({ key, cert }, (request, response) => {
      if (request.url === '/closed') response.setHeader('connection', 'close');
      if (request.url === '/in-chunks') response.write('in ');
      request.resume().on('end', () => response.end(String(request.url)));
    });
    await new Promise<void>((resolve) => {
      mall.listen(0, '127.0.0.1', resolve);
    });
    await build({
      ...bundleSettings,
      stdin: { contents: program, resolveDir: root, loader: 'ts' },
      outfile: join(folder, 'calls.js'),
      logLevel: 'silent',
    });
  });
  afterAll(() => {
    mall.closeAllConnections();
    mall.close();
    rmSync(folder, { recursive: true });
  });

  it('the HTTP of a bundle speaks TLS, keeps connections and lets them close, and reads answers in chunks', async () => {
    const url = `https://127.0.0.1:${(mall.address() as AddressInfo).port}`;
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'calls.js'), url], {
      env: { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') },
    });
    expect(JSON.parse(stdout)).toEqual(['200 /kept', '200 /closed', '200 in /in-chunks', '200 /kept']);
  });
});

interface Bundled {
  readonly text: string;
  /** Of ours. */
  readonly sources: readonly string[];
  /** Of the SDK. */
  readonly packages: readonly string[];
}

const bundles = new Map<string, Promise<Bundled>>();

/** A function's bundle, and what it holds. */
function bundleOf(name: string, malls: readonly string[] = standardMalls): Promise<Bundled> {
  const key = `${name} ${malls}`;
  const bundle = bundles.get(key) ?? makeBundle(name, malls);
  bundles.set(key, bundle);
  return bundle;
}

const sendsHints = (mall: string): boolean => mallDesks.of(mall).hintSender !== undefined;

async function makeBundle(name: string, malls: readonly string[]): Promise<Bundled> {
  const { metafile, outputFiles } = await build({
    ...bundleSettings,
    define: definedFor(name, mallDesks.names, {
      MALLS: malls.join(','),
      ...(name === 'sync-stock' && malls.some(sendsHints) && { ORDER_HINTS_QUEUE_ARN: 'arn:aws:sqs:…' }),
    }),
    entryPoints: [`${root}functions/${name}/handler.ts`],
    outfile: 'handler.js',
    write: false,
    metafile: true,
    absWorkingDir: root,
    logLevel: 'silent',
  });
  const [bundle] = Object.values(metafile.outputs);
  const kept = Object.entries(bundle?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = kept.flatMap(([path]) => /@(?:aws-sdk|smithy)\/([^/]+)\//.exec(path)?.[1] ?? []);
  const sources = kept.map(([path]) => path).filter((path) => !path.includes('node_modules/'));
  return { text: outputFiles[0]?.text ?? '', sources, packages: [...new Set(packages)].sort() };
}

/** What people's tools alone know of malls, and what only writes to merchants. */
const ofDesks = /^malls\/(?:(?:mall-)?desks|[^/]+\/(?:desk|columns|carriers|item-list|subscriptions))\.ts$/;
const ofMails = /^malls\/(?:(?:mall-)?mails|[^/]+\/mail)\.ts$/;

describe('a function’s bundle', () => {
  it.each([
    ['poll-orders', ['dynamodb', 'eventbridge', 'kms', 'sqs']],
    ['reconcile', ['dynamodb', 'eventbridge', 'kms', 'sqs']],
    ['push-status', ['dynamodb', 'eventbridge', 'kms', 'sqs']],
    ['sync-stock', ['dynamodb', 'eventbridge', 'kms', 'sqs']],
    ['health-probe', ['dynamodb', 'eventbridge', 'kms']],
    ['notify-merchants', ['dynamodb', 'kms', 'sesv2']],
  ])('the bundle of %s has the clients %j of the SDK, and of the rest what they need', async (name, clients) => {
    const { packages, sources } = await bundleOf(name);
    expect(sources).toContain(`functions/${name}/handler.ts`);
    expect(sources.filter((path) => ofDesks.test(path))).toEqual([]);
    expect(sources.some((path) => ofMails.test(path))).toBe(name === 'notify-merchants');
    expect(packages.filter((one) => one.startsWith('client-'))).toEqual(clients.map((client) => `client-${client}`));
    expect(packages.filter((one) => one.startsWith('credential-provider-'))).toEqual(['credential-provider-env']);
    expect(packages).not.toContain('node-http-handler');
    expect(packages).not.toContain('nested-clients');
  });

  it.each(['poll-orders', 'reconcile', 'push-status', 'sync-stock', 'health-probe'])(
    'of %s carried a mall that its deployment does not name, and changes of orders that it never makes',
    async (name) => {
      const { sources } = await bundleOf(name);
      const clients = (mall: string): boolean => sources.includes(`malls/${mall}/client.ts`);
      expect(mallDesks.names.filter(clients)).toEqual(standardMalls);
      expect(sources.includes('malls/rms/order-status-api.ts')).toBe(name === 'push-status');
      const alone = await bundleOf(name, ['rms']);
      expect(alone.sources.filter((path) => path.endsWith('/client.ts'))).toEqual(['malls/rms/client.ts']);
      const all = await bundleOf(name, mallDesks.names);
      const ofHints = ['core/import/import-hinted.ts', 'wiring/hint-work.ts'];
      expect(sources.filter((path) => ofHints.includes(path))).toEqual([]);
      expect(ofHints.every((path) => all.sources.includes(path))).toBe(name === 'sync-stock');
      expect(all.sources.filter((path) => path.endsWith('/client.ts'))).toHaveLength(mallDesks.names.length);
    },
  );

  it.each(['poll-orders', 'reconcile', 'push-status', 'sync-stock', 'health-probe', 'notify-merchants'])(
    'of %s is ASCII, which V8 reads faster, and loads neither assertions nor HTTP of Node’s',
    async (name) => {
      const { text } = await bundleOf(name);
      expect(text.length).toBeGreaterThan(100_000);
      // What is escaped in text stays as it is written in a regular expression: such words belong in a string.
      expect(text.match(/.{0,40}[^\0-\x7f].{0,40}/)).toBeNull();
      expect(text).not.toMatch(/require\("(node:)?(assert|http)"\)/);
    },
  );

  it('of poll-orders with 楽天市場 alone had the other standard mall, too', async () => {
    expect((await bundleOf('poll-orders', ['rms'])).text.length / 1_000).toBeLessThanOrEqual(485);
  });

  it.each(['poll-orders', 'reconcile', 'push-status', 'sync-stock', 'health-probe', 'notify-merchants'])(
    'of %s keeps to its budget with 楽天市場 alone and with every mall: only that of the first was measured, and with three malls two were larger',
    async (name) => {
      const kbs = [];
      for (const malls of [['rms'], mallDesks.names]) kbs.push((await bundleOf(name, malls)).text.length / 1_000);
      expect(Math.max(...kbs)).toBeLessThanOrEqual(bundleKbMax);
    },
  );
});
