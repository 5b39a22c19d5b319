import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kmsDataKeys } from '../../aws/data-keys.ts';
import { textOf } from '../../aws/dynamodb/attributes.ts';
import { dynamoMerchants, merchantOf, merchantsScope } from '../../aws/dynamodb/merchants.ts';
import { dynamoPauses } from '../../aws/dynamodb/pauses.ts';
import { scanItems } from '../../aws/dynamodb/query.ts';
import { dynamoRemovedShops } from '../../aws/dynamodb/removed-shops.ts';
import { dynamoShops } from '../../aws/dynamodb/shops.ts';
import { kmsVault } from '../../aws/vault.ts';
import { TsunagiError } from '../../core/kernel/errors.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Clock } from '../../core/ports/system.ts';
import { shopsPerShard } from '../../core/tenants/add-shop.ts';
import { createMalls } from '../../malls/registry.ts';
import type { RmsCredential } from '../../malls/rms/site.ts';
import { createUndiciTransport, type UndiciTransport } from '../../malls/undici.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { memoryPorts } from '../../proving/memory/index.ts';
import { type Serving, serve } from '../../simulator/index.ts';
import { createRms, type RmsSimulator } from '../../simulator/rms/index.ts';
import { type DynamoTables, freshTables } from '../contract/dynamo-subject.ts';
import { fakeKms } from '../unit/aws/fake-kms.ts';
import { type Said, say, start } from '../unit/ops/world.ts';

const merchantCount = 800;
const shards = 4;
const header = 'merchant,merchant_name,contacts,features,mall,shop_code,shop_name,import_from,rate';
const keyHeader = 'mall,shop_code,service_secret,license_key';

let rms: RmsSimulator;
let mall: Serving;
let emulator: DynamoEmulator;
let transport: UndiciTransport;
let tables: DynamoTables['tables'];
let folder: string;
const kms = fakeKms();
const clock: Clock = { now: () => start, sleep: async () => undefined };

beforeAll(async () => {
  rms = createRms({ now: () => start, seed: 7, settings: { transport: { connection: 'keep-alive' } } });
  mall = await serve(rms, { port: 0 });
  emulator = await startDynalite();
  transport = createUndiciTransport();
  ({ tables } = await freshTables(emulator.endpoint));
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-onboarding-'));
  writeLists();
});
afterAll(async () => {
  await transport.close();
  await mall.stop();
  await emulator.stop();
  rmSync(folder, { recursive: true });
});

const nameOf = (index: number): string => `m${String(index).padStart(3, '0')}`;
/** A quarter of the merchants have two shops. */
const shopsOf = (index: number): string[] =>
  index % 4 === 0 ? [`${nameOf(index)}-a`, `${nameOf(index)}-b`] : [`${nameOf(index)}-a`];
const lineOf = (index: number, code: string): string =>
  `${nameOf(index)},第${index}商店,tencho@${nameOf(index)}.example,import,rms,${code},${code} 楽天市場店,2026-11-20,`;
const lines = new Map<string, string>();
const keys = new Map<string, string>();

/** Lists that are right but for seven lines, each wrong in its own way. */
function writeLists(): void {
  for (let index = 0; index < merchantCount; index++) {
    for (const code of shopsOf(index)) {
      const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: code });
      lines.set(code, lineOf(index, code));
      keys.set(code, `rms,${code},${serviceSecret},${licenseKey}`);
    }
  }
  const right = [new Map(lines), new Map(keys)] as const;
  const spoil = (code: string, from: string, to: string): void => {
    lines.set(code, lines.get(code)?.replace(from, to) ?? '');
  };
  spoil('m101-a', 'tencho@m101.example', 'tencho@m101');
  spoil('m202-a', ',import,', ',import;mail,');
  spoil('m303-a', ',rms,', ',rakuten,');
  spoil('m404-b', '2026-11-20', '2026-11-31');
  keys.delete('m505-a');
  keys.set('m606-a', `${keys.get('m606-a')}x`);
  rms.control.switchFunction('m707-a', 'getOrder', false);
  writeFileSync(join(folder, 'merchants.csv'), [header, ...lines.values(), ''].join('\r\n'));
  writeFileSync(join(folder, 'keys.csv'), [keyHeader, ...keys.values(), ''].join('\r\n'), { mode: 0o600 });
  for (const [code, line] of right[0]) lines.set(code, line);
  for (const [code, key] of right[1]) keys.set(code, key);
}

/** One process over the mall and the tables: it knows no data key yet, and dies once it has written so many rows. */
function ops(words: readonly string[], rowsToLive = Number.POSITIVE_INFINITY): Promise<Said> {
  let left = rowsToLive;
  const dying =
    <Row>(write: (row: Row) => Promise<'stored' | 'duplicate' | 'changed'>) =>
    async (row: Row) => {
      left -= 1;
      if (left < 0) throw new TsunagiError('store.failing', 'later', 'DynamoDB did not carry out PutItem: ECONNRESET.');
      return write(row) as never;
    };
  const vault = kmsVault(kmsDataKeys(kms.client, 'data-key', tables.Control));
  const [shops, merchants] = [dynamoShops(tables.Shops), dynamoMerchants(tables.Control)];
  const ports: Ports = {
    ...memoryPorts(),
    ...{ clock, vault, pauses: dynamoPauses(tables.Control), removedShops: dynamoRemovedShops(tables.Control) },
    random: { next: () => 0.5, id: () => 'word' },
    shops: { ...shops, add: dying(shops.add) },
    merchants: { ...merchants, put: dying(merchants.put) },
    malls: createMalls({ sites: { rms: { baseUrl: mall.url } }, transport, vault, clock }),
  };
  return say(words, ports, { shards });
}

const importing = (file: string, more: readonly string[], rowsToLive?: number) =>
  ops(['merchants', 'import', '--file', join(folder, file), '--keys', join(folder, 'keys.csv'), ...more], rowsToLive);

async function stored() {
  const [shops, control] = await Promise.all([dynamoShops(tables.Shops).all(), scanItems(tables.Control)]);
  const merchants = control.filter((item) => textOf(item, 'scope') === merchantsScope).map(merchantOf);
  return { shops, merchants };
}

const badCodes = ['m101-a', 'm202-a', 'm303-a', 'm404-b', 'm505-a', 'm606-a', 'm707-a'];
const allCodes = Array.from({ length: merchantCount }, (_, index) => shopsOf(index)).flat();

describe('eight hundred merchants from a list with seven bad lines', () => {
  it('a list of 800 merchants is tried without a trace, and each of its seven bad lines is named', async () => {
    const said = await importing('merchants.csv', ['--dry-run', '--json']);
    expect(said.code).toBe(1);
    const told = JSON.parse(said.out);
    expect(told).toMatchObject({ merchantsToAdd: 794, shopsToAdd: 993, linesRefused: 7, applied: null });
    const refused = told.lines.filter(({ result }: { result: string }) => result === 'refused');
    expect(
      refused.map(({ shop, problems }: { shop: string; problems: { column: string; text: string }[] }) => [
        shop.slice(shop.indexOf('#') + 1),
        ...problems.map(({ column, text }) => `${column}: ${text}`),
      ]),
    ).toEqual([
      ['m101-a', expect.stringContaining('contacts: got t***@m101, expected mail addresses')],
      ['m202-a', expect.stringContaining('features: got "import;mail", expected some of import, status, stock')],
      ['m303-a', 'mall: got "rakuten", expected amazon or rms or shopify or yahoo.'],
      ['m404-b', expect.stringContaining('import_from: got "2026-11-31", which is not a moment that exists')],
      ['m505-a', 'license_key: there is no key of rms#m505-a in the list of keys (--keys).'],
      ['m606-a', expect.stringContaining('the key is wrong, expired or replaced')],
      [
        'm707-a',
        expect.stringContaining('rpay.order.getOrder is switched off for this shop. Set it to 利用する in RMS'),
      ],
    ]);
    for (const table of [tables.Shops, tables.Control]) expect(await scanItems(table)).toEqual([]);
    expect(kms.dataKeysMade()).toBe(0);
  });

  it('a list of merchants is not applied at all while a line is bad', async () => {
    expect((await importing('merchants.csv', ['--unchecked'])).code).toBe(1);
    expect(await stored()).toEqual({ shops: [], merchants: [] });
  });

  it('merchants whose import dies in the middle are whole as far as they are there', async () => {
    const said = await importing('merchants.csv', ['--partial'], 700);
    expect(said.code).toBe(1);
    expect(said.err).toMatch(/What was applied stands: \d+ merchants added, 0 updated, \d+ shops added\./);
    const { shops, merchants } = await stored();
    expect(shops.length + merchants.length).toBe(700);
    const known = new Set(merchants.map(({ id }) => id));
    expect(shops.filter(({ merchant }) => !known.has(merchant))).toEqual([]);
    expect(kms.dataKeysMade()).toBe(shards);
  });

  it('the same command completes a list of merchants, and writes nothing again that was there', async () => {
    const before = await stored();
    const decrypts = kms.decrypts();
    const { applied } = JSON.parse((await importing('merchants.csv', ['--partial', '--json'])).out);
    expect(applied).toMatchObject({
      merchantsAdded: 794 - before.merchants.length,
      merchantsUpdated: 0,
      shopsAdded: 993 - before.shops.length,
    });
    const { shops, merchants } = await stored();
    expect(shops.map(({ code }) => code).sort()).toEqual(allCodes.filter((code) => !badCodes.includes(code)).sort());
    expect(merchants).toHaveLength(794);
    expect(merchants.every(({ version }) => version === 1)).toBe(true);
    const now = new Map(shops.map((shop) => [shop.key, shop]));
    for (const shop of before.shops) expect(now.get(shop.key)).toEqual(shop);
    expect(kms.dataKeysMade()).toBe(shards);
    // A process opens each shard's data key once, however many credentials it opens.
    expect(kms.decrypts() - decrypts).toBe(shards);
    const perShard = shopsPerShard(shops, shards);
    expect(Math.max(...perShard) - Math.min(...perShard)).toBeLessThanOrEqual(1);
  });

  it('the bad lines of a list of merchants go into a list of their own, which is mended and imported', async () => {
    const rejected = readFileSync(join(folder, 'merchants.csv.rejected.csv'), 'utf8').trimEnd().split('\r\n');
    expect(rejected[0]).toBe(`\ufeff${header},digest,reason`);
    expect(rejected.slice(1).map((line) => line.split(',')[5])).toEqual(badCodes);
    expect(rejected.slice(1).every((line) => line.split(',').slice(10).join(',').length > 20)).toBe(true);
    rms.control.switchFunction('m707-a', 'getOrder', true);
    writeFileSync(join(folder, 'mended.csv'), [header, ...badCodes.map((code) => lines.get(code)), ''].join('\r\n'));
    writeFileSync(join(folder, 'keys.csv'), [keyHeader, ...keys.values(), ''].join('\r\n'), { mode: 0o600 });
    const said = await importing('mended.csv', ['--json']);
    expect(said).toMatchObject({ code: 0 });
    expect(JSON.parse(said.out).applied).toMatchObject({ merchantsAdded: 6, merchantsUpdated: 0, shopsAdded: 7 });
  });

  it('all 800 merchants are there in the end, none twice, each with its own key, and nothing is left to do', async () => {
    const before = [await scanItems(tables.Shops), await scanItems(tables.Control)];
    writeFileSync(join(folder, 'merchants.csv'), [header, ...lines.values(), ''].join('\r\n'));
    const said = await importing('merchants.csv', []);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('There was nothing to apply.') });
    expect([await scanItems(tables.Shops), await scanItems(tables.Control)]).toEqual(before);

    const { shops, merchants } = await stored();
    expect(shops.map(({ code }) => code).sort()).toEqual([...allCodes].sort());
    expect(merchants).toHaveLength(merchantCount);
    const vault = kmsVault(kmsDataKeys(kms.client, 'data-key', tables.Control));
    for (const shop of shops) {
      const { serviceSecret, licenseKey } = (await vault.open(shop.key, shop.credential)) as RmsCredential;
      expect(`rms,${shop.code},${serviceSecret},${licenseKey}`).toBe(keys.get(shop.code));
    }
  });

  it('800 merchants are verified with one command', async () => {
    rms.control.expireKey('m500-b');
    const said = await ops(['shops', 'verify', '--all', '--json']);
    expect(said.code).toBe(1);
    const { shops, bad, verified } = JSON.parse(said.out);
    expect([shops, bad]).toEqual([1000, 1]);
    const wrong = verified.filter(({ well }: { well: boolean }) => !well);
    expect(wrong).toMatchObject([{ shop: 'rms#m500-b' }]);
    const results = wrong[0].functions;
    expect(results.map(({ result }: { result: string }) => result)).toEqual(results.map(() => 'key-refused'));
  });
});
