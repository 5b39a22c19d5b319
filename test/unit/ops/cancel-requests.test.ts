import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import { type MallName, type Shop, shopKey } from '../../../core/model/shop.ts';
import type { Credential } from '../../../core/ports/shops.ts';
import { credentialOf as amazonKeys } from '../malls/amazon/in-process.ts';
import { credentialOf as yahooKeys } from '../malls/yahoo/in-process.ts';
import { allPushes } from './pushes-stored.ts';
import { settings as labelSettings } from './shipments/label-world.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

const code = 'kado-no-mise';
let world: OpsWorld;
let folder: string;

beforeEach(async () => {
  world = openWorld();
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-cancels-'));
  const facts = { name: '角', contacts: [], features: ['import', 'status'] as const };
  await world.ports.merchants.put(newMerchant('kado', facts, start));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** A shop with two orders that are to be shipped; of the first one a cancel is requested. */
interface Case {
  readonly mall: MallName;
  readonly words: RegExp;
  /** The number of each, after the request came. */
  open(): Promise<{ readonly shop: Shop; readonly asked: string; readonly other: string }>;
}

async function add(mall: MallName, credential: Credential): Promise<Shop> {
  const key = shopKey(mall, code);
  const shop: Shop = {
    ...{ key, mall, code, name: '角の店', merchant: 'kado', shard: 0 },
    ...{ importFrom: start - hourMs, cursor: start - hourMs, scannedAt: 0, rereadDay: '', rereadAfter: '' },
    callsPerSecond: 1,
    credential: await world.ports.vault.seal(key, 0, 1, credential),
  };
  await world.ports.shops.add(shop);
  return shop;
}

const at = start - 40 * minuteMs;

/** Imports what came until some minutes later. */
async function imported(shop: Shop, minutes: number, [asked = '', other = '']: readonly string[]) {
  world.pass(minutes * minuteMs);
  await world.poll(shop);
  return { shop, asked, other };
}

type Asking = OpsWorld['amazon' | 'yahoo']['control'];

/** Two orders of a mall whose buyers ask for a cancel themselves; the first one does. */
async function askedAt(control: Asking, shop: Shop) {
  const numbers = control.addOrders(code, { count: 2, at });
  control.requestCancel(code, numbers[0] ?? '');
  return imported(shop, 10, numbers);
}

const cases: readonly Case[] = [
  {
    mall: 'amazon',
    words: /Its buyer asks for its cancel: before it is shipped, decide in セラーセントラル/,
    async open() {
      const { control } = world.amazon;
      return askedAt(control, await add('amazon', amazonKeys(control.addShop({ sellerId: code }), start)));
    },
  },
  {
    mall: 'yahoo',
    words: /Its buyer asks for its cancel: before it is shipped, decide in ストアクリエイターPro/,
    async open() {
      const { control } = world.yahoo;
      control.changeSettings({ flow: { cancelRequest: 'reason' } });
      return askedAt(control, await add('yahoo', yahooKeys(control.addShop({ sellerId: code }), start)));
    },
  },
  {
    mall: 'rms',
    words: /Its cancel is requested and not final \(キャンセル確定待ち\): before it is shipped, decide in RMS/,
    async open() {
      const { control } = world.rms;
      const shop = await world.addShop(code);
      const numbers = control.addOrders(code, { count: 2, at, kind: 'plain' });
      for (const number of numbers) control.moveOrder(code, number, 300);
      control.cancelOrder(code, numbers[0] ?? '', { finalAfterMs: 24 * hourMs });
      return imported(shop, 1, numbers);
    },
  },
];

/** What a person reads, without the ends of lines. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe.each(cases)('an order of $mall whose cancel is requested', ({ mall, words, open }) => {
  it('says so wherever it is listed and shown, and another order does not', async () => {
    const { shop, asked, other } = await open();
    const list = await world.json('orders list');
    expect(list.orders.map((one: Record<string, unknown>) => [one.orderNumber, one.cancelRequested]).sort()).toEqual(
      [
        [asked, true],
        [other, false],
      ].sort(),
    );
    expect(plain((await world.ops(`orders list --number ${asked}`)).out)).toMatch(words);
    expect(plain((await world.ops(`orders list --number ${other}`)).out)).not.toMatch(words);
    const { out: sheet } = await world.ops('orders list --csv');
    expect(sheet.split('\r\n').find((line) => line.startsWith(asked))).toContain(',あり,');
    expect(plain((await world.ops(`orders show ${asked}`)).out)).toMatch(new RegExp(` cancel request ${words.source}`));
    expect((await world.ops(`orders show ${other}`)).out).not.toContain(' cancel request ');
    expect(await world.json(`orders show ${asked}`)).toMatchObject({ cancelRequested: true });
    const { out: exported } = await world.ops(`orders export --shop ${shop.key} --format csv --from -2h --to now`);
    const [heads = '', ...lines] = exported.split('\r\n').filter((line) => line !== '');
    const column = heads.split(',').indexOf('キャンセル申請');
    for (const [number, cell] of [
      [asked, 'あり'],
      [other, ''],
    ] as const)
      for (const line of lines.filter((one) => one.startsWith(number))) expect(line.split(',')[column]).toBe(cell);
  });

  it('has no label, and is named with the reason; asked for, it has one', async () => {
    const { shop, asked, other } = await open();
    const settings = write('labels.json', JSON.stringify({ ...labelSettings, orderNumberIn: 'フリー項目０１' }));
    const file = join(folder, 'yupri.csv');
    const words2 = `orders export --shop ${shop.key} --format yupri --settings ${settings} --output ${file}`;
    const said = await world.ops(words2);
    expect(said.code).toBe(0);
    expect(plain(said.err)).toMatch(
      new RegExp(
        `Left out, because a cancel is requested \\(--cancel-requested writes them, too\\): ${asked} ${words.source}`,
      ),
    );
    expect(plain(said.err)).toContain('1 order left out, above: a cancel is requested and not decided.');
    const labels = readFileSync(file, 'latin1');
    expect([labels.includes(asked), labels.includes(other)]).toEqual([false, true]);
    const all = await world.ops(`${words2} --cancel-requested`);
    expect(plain(all.err)).toMatch(new RegExp(`Look at these: ${asked} ${words.source}`));
    expect(readFileSync(file, 'latin1')).toContain(asked);
  });

  it('is shipped with a warning, by number and by file', async () => {
    const { shop, asked, other } = await open();
    const carrier = mall === 'amazon' ? 'YAMATO' : '1001';
    const one = await world.ops(`push ship ${asked} --carrier ${carrier} --number 444413758703 --dry-run`);
    expect(one).toMatchObject({ code: 0, out: expect.stringContaining('would be requested') });
    expect(plain(one.err)).toMatch(new RegExp(`warning: ${asked}: ${words.source}`));
    const file = write(
      'shipped.csv',
      [
        'order_number,carrier,tracking_number,shipped_on',
        `${other},${carrier},444413758714,2026-11-24`,
        `${asked},${carrier},444413758703,2026-11-24`,
      ].join('\n'),
    );
    const both = await world.ops(`push ship --file ${file} --by miyu`);
    expect(both.code).toBe(0);
    expect(plain(both.out)).toMatch(new RegExp(`look at this 3 order_number ${words.source}`));
    expect(plain(both.out).match(/before it is shipped/g)).toHaveLength(1);
    expect(
      allPushes(world.store)
        .map(({ shop: of, orderNumber }) => [of, orderNumber])
        .sort(),
    ).toEqual([asked, other].map((number) => [shop.key, number]).sort());
    // Cancelling it needs no warning.
    const cancelled = await world.ops(`push cancel ${asked} --reason buyer-cancelled --yes --dry-run`);
    expect(cancelled.err).not.toContain('warning');
  });
});

it('the option of labels for such orders is refused for an export of orders', async () => {
  const { shop } = (await cases[2]?.open()) ?? {};
  const said = await world.ops(`orders export --shop ${shop?.key} --format csv --from -1h --to now --cancel-requested`);
  expect(said).toMatchObject({ code: 2, err: expect.stringContaining('--cancel-requested: is for labels only.') });
});
