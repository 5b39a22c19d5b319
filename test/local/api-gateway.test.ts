import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayMs } from '../../core/kernel/time.ts';
import { newMerchant } from '../../core/model/merchant.ts';
import { issueApiKey } from '../../core/tenants/api-keys.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { openClock } from '../../local/folder/clock-file.ts';
import { openDataFolder } from '../../local/folder/data-folder.ts';
import { memoryLog } from '../../proving/memory/index.ts';
import { apiPorts, readApiSettings } from '../../wiring/api-ports.ts';
import { missingOrder, shop } from '../contract/fixtures.ts';

const path = mkdtempSync(join(tmpdir(), 'tsunagi-gateway-'));
const before = { ...process.env };
const opened: (() => void | Promise<void>)[] = [() => rmSync(path, { recursive: true })];
let cloud: Cloud;
let key: string;
const order = { shop: 'rms#kado', orderNumber: '#1001' } as const;

beforeAll(async () => {
  const folder = openDataFolder(path);
  opened.push(() => folder.close());
  const assembly = join(path, 'assembly');
  const context = ['stage=local', 'api=true', 'malls=rms', 'rmsBaseUrl=https://rms.invalid', 'referenceUrl='];
  execFileSync(
    process.execPath,
    ['bin/synth.ts', '--quiet', '--out', assembly, ...context.flatMap((pair) => ['--context', pair])],
    { env: { ...process.env, CDK_VALIDATION: 'false' }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { clock, stop } = openClock(folder, { speed: 1 });
  opened.push(stop);
  const note = (): void => {};
  cloud = await startCloud({ assembly, folder, clock, log: note, onLost: note, limitRealMsMin: 60_000 });
  opened.push(cloud.stop);
  Object.assign(process.env, cloud.env);
  const { ports } = apiPorts(readApiSettings(cloud.env), memoryLog());
  const now = clock.now();
  await ports.merchants.put(newMerchant('kado', { name: '角田商店', contacts: [], features: ['import'] }, now));
  await ports.shops.add(shop({ key: 'rms#kado', mall: 'rms', code: 'kado', merchant: 'kado' }));
  await ports.shops.add(shop({ key: 'rms#sumi', mall: 'rms', code: 'sumi', merchant: 'sumi' }));
  await ports.orders.put(missingOrder(order), null);
  const facts = {
    merchant: 'kado',
    scopes: ['orders:read'],
    name: 'test',
    createdAt: now,
    by: 'x',
    endsAt: now + dayMs,
  } as const;
  key = (await issueApiKey(ports, facts, new Uint8Array(26).fill(1))).text;
});
afterAll(async () => {
  for (const one of opened.reverse()) await one();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

/** What the bundled function answers behind the gateway of the template. */
async function call(address: string, request: RequestInit = {}) {
  const [url = ''] = Object.values(cloud.httpApis);
  const headers = { authorization: `Bearer ${key}`, ...request.headers };
  const answer = await fetch(`${url}${address}`, { ...request, headers });
  return { status: answer.status, body: (await answer.json()) as ReturnType<typeof JSON.parse> };
}

describe('the bundled function of the API, behind the API Gateway of the template', () => {
  it('the bundled API answers its document, and refuses a request without a key', async () => {
    expect((await call('/v1/openapi.json')).body.openapi).toBe('3.1.0');
    expect((await call('/v1/shops', { headers: { authorization: '' } })).status).toBe(401);
  });

  it("the bundled API answers a merchant's key under the role of that merchant's rows", async () => {
    const { status, body } = await call('/v1/shops');
    expect([status, body.shops.map((one: { shop: string }) => one.shop)]).toEqual([200, ['rms#kado']]);
    expect((await call('/v1/merchants/kado')).body.name).toBe('角田商店');
    expect((await call('/v1/shops/rms/sumi')).status).toBe(404);
  });

  it('the bundled API finds an order whose number begins with a hash sign, in a path that the gateway has decoded', async () => {
    const { status, body } = await call('/v1/shops/rms/kado/orders/%231001');
    expect([status, body.orderNumber, body.kind]).toEqual([200, '#1001', 'missing']);
    expect((await call('/v1/shops/rms/kado/orders/%231001/changes')).body).toEqual({ pushes: [] });
  });

  it('refuses what no path of an order has: "?", "%" and "/" that were encoded, and bytes that are no UTF-8', async () => {
    const statuses = [];
    for (const odd of ['%3F1', '%251', '%252F1', '%2F1', '%00']) {
      statuses.push((await call(`/v1/shops/rms/kado/orders/${odd}`)).status);
    }
    expect(statuses.filter((status) => status !== 400 && status !== 404)).toEqual([]);
    expect((await call('/v1/shops/rms/kado/orders/%E0%A4%A')).status).toBe(400);
  });
});
