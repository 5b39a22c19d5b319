import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { removedShop, type ShopKey } from '../../../../core/model/shop.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import type { HeldKeys } from '../../../../core/tenants/keys.ts';
import {
  type DraftLine,
  type LineValues,
  problemsAcrossLines,
  problemsAgainstStore,
  type Standing,
  soundLines,
} from '../../../../core/tenants/onboarding-file.ts';
import { type GivenKey, keysOfLines } from '../../../../core/tenants/onboarding-keys.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');

function draft(line: number, values: Partial<LineValues> = {}): DraftLine {
  return {
    line,
    values: {
      merchant: 'kado',
      merchantName: '角の店',
      contacts: ['tencho@kado.example'],
      features: ['import'],
      mall: 'rms',
      shopCode: `shop-${line}`,
      shopName: `${line}号店`,
      importFrom: now - dayMs,
      importFromCounted: false,
      callsPerSecond: null,
      ...values,
    },
  };
}

describe('lines of one merchant', () => {
  it('that say the same have no problem, and lists may stand in another order', () => {
    const contacts = ['a@kado.example', 'b@kado.example'];
    const lines = [draft(2, { contacts }), draft(3, { contacts: [...contacts].reverse() }), draft(4, { contacts })];
    expect(problemsAcrossLines(lines)).toEqual([]);
  });

  it('that contradict each other are all refused, and each names another', () => {
    const lines = [draft(2), draft(3, { merchantName: '角' }), draft(4), draft(5, { merchant: 'sakura' })];
    expect(
      problemsAcrossLines(lines).map(({ line, column, text }) => [line, column, String(text).split('. All')[0]]),
    ).toEqual([
      [2, 'merchant_name', '"角の店", but line 3 says "角" of merchant kado'],
      [3, 'merchant_name', '"角", but line 2 says "角の店" of merchant kado'],
      [4, 'merchant_name', '"角の店", but line 3 says "角" of merchant kado'],
    ]);
  });

  it('show contacts masked, and features as they are written', () => {
    const lines = [draft(2), draft(3, { contacts: [], features: ['import', 'stock'] })];
    const texts = problemsAcrossLines(lines).map(({ text }) => String(text));
    expect(texts[0]).toContain('t***@kado.example, but line 3 says - of merchant kado.');
    expect(texts.join(' ')).not.toContain('tencho');
    expect(texts).toContainEqual(expect.stringContaining('import, but line 3 says import;stock of merchant kado'));
  });

  it('are compared by what could be read: a cell with a problem of its own contradicts nothing', () => {
    const { merchantName: _, ...rest } = draft(3).values;
    expect(problemsAcrossLines([draft(2), { line: 3, values: rest }])).toEqual([]);
  });
});

describe('a shop that stands on several lines', () => {
  it('is refused on each of them', () => {
    const lines = [draft(2, { shopCode: 'a' }), draft(3), draft(9, { shopCode: 'a' })];
    expect(problemsAcrossLines(lines).map(({ line, text }) => `${line} ${text}`)).toEqual([
      '2 rms#a stands on line 9 too. A shop has one line.',
      '9 rms#a stands on line 2 too. A shop has one line.',
    ]);
  });
});

describe('a line held against what is stored', () => {
  const line = draft(2, { importFrom: now - dayMs + 7 });
  const shop = newShop(
    {
      mall: 'rms',
      code: 'shop-2',
      name: '2号店',
      merchant: 'kado',
      shard: 0,
      importFrom: now - dayMs,
      callsPerSecond: 1,
    },
    { version: 1, sealed: Uint8Array.of(1) },
  );
  const standing = (more: Partial<Standing> = {}): Standing => ({
    shops: new Map(),
    removed: new Map(),
    now,
    lookBackMs: () => 730 * dayMs,
    ...more,
  });
  const stored = standing({ shops: new Map([[shop.key, shop]]) });
  const columns = (values: Partial<LineValues>) =>
    problemsAgainstStore(draft(2, { ...line.values, ...values }), stored).map(({ column }) => column);

  it('of a new shop is sound, unless it begins before the mall looks back', () => {
    expect(problemsAgainstStore(line, standing())).toEqual([]);
    const early = problemsAgainstStore(draft(2, { importFrom: now - 731 * dayMs }), standing());
    expect(early).toEqual([
      expect.objectContaining({
        column: 'import_from',
        text: expect.stringContaining('use 2024-11-24 15:45:01 or later'),
      }),
    ]);
  });

  it('that says what is stored is sound: it was applied before', () => {
    expect(columns({})).toEqual([]);
    expect(columns({ callsPerSecond: 1 })).toEqual([]);
  });

  it('that counts its first day back from now says the same on another day', () => {
    expect(columns({ importFrom: now - 9 * dayMs, importFromCounted: true })).toEqual([]);
  });

  it('that differs says where, and which command changes it', () => {
    const differing = draft(2, {
      ...{ merchant: 'sakura', shopName: '本店', importFrom: now - 2 * dayMs, callsPerSecond: 2 },
    });
    const problems = problemsAgainstStore(differing, stored);
    expect(problems.map(({ column }) => column)).toEqual(['merchant', 'shop_name', 'import_from', 'rate']);
    const [merchant, name, from, rate] = problems.map(({ text }) => String(text));
    expect(merchant).toContain('is a shop of kado. No command changes it: its orders hold stock there.');
    expect(name).toContain('ops shops change --shop rms#shop-2 --name …');
    expect(from).toContain('ops import --shop rms#shop-2 --from … --to …');
    expect(rate).toContain('ops shops change --shop rms#shop-2 --rate …');
  });

  it('of a removed shop does not bring it back', () => {
    const removed = removedShop(shop, 'sakura', now - hourMs);
    expect(problemsAgainstStore(line, standing({ removed: new Map([[shop.key, removed]]) }))).toEqual([
      expect.objectContaining({
        column: 'shop_code',
        text: 'rms#shop-2 was removed by sakura at 2026-11-24 14:45:00. To import it again: ops shops add',
      }),
    ]);
  });
});

describe('the keys of lines', () => {
  const given = (licenseKey: string, serviceSecret = 'secret'): GivenKey => ({
    kind: 'given',
    credential: { serviceSecret, licenseKey },
  });
  const held: HeldKeys = {
    licenceOf: (_, { licenseKey }) => String(licenseKey),
    holderOf: (_, { licenseKey }) => (licenseKey === 'held' ? 'rms#elsewhere' : null),
    of: (shop) => (shop === 'rms#shop-2' ? { serviceSecret: 'secret', licenseKey: 'mine' } : null),
  };
  const found = (keys: Readonly<Record<string, GivenKey>>, stored: readonly ShopKey[] = []) =>
    keysOfLines(
      Object.keys(keys).map((line) => draft(Number(line))),
      new Set(stored),
      held,
      (shop) => keys[shop.slice('rms#shop-'.length)] as GivenKey,
      () => 'license_key',
    );

  it('are found for new shops', () => {
    expect(found({ 2: given('a'), 3: given('b') })).toEqual({
      problems: [],
      credentials: new Map([
        [2, { serviceSecret: 'secret', licenseKey: 'a' }],
        [3, { serviceSecret: 'secret', licenseKey: 'b' }],
      ]),
    });
  });

  it('are given to neither of two lines with the same one, nor to a line with a stored shop’s', () => {
    const { problems, credentials } = found({ 2: given('a'), 3: given('a', 'other'), 4: given('held'), 5: given('b') });
    expect([...credentials.keys()]).toEqual([5]);
    expect(problems.map(({ line, text }) => `${line} ${String(text).split(' too:')[0]}`)).toEqual([
      '2 it is that of rms#shop-3 (line 3)',
      '3 it is that of rms#shop-2 (line 2)',
      '4 it is that of rms#elsewhere, which is stored',
    ]);
  });

  it('that are missing or cannot be used are reported with their line', () => {
    const { problems } = found({
      2: { kind: 'absent', problem: 'there is none.' },
      3: { kind: 'unusable', problems: [{ column: 'service_secret', text: 'is empty (keys.csv line 4).' }] },
    });
    expect(problems).toEqual([
      { line: 2, column: 'license_key', text: 'there is none.' },
      { line: 3, column: 'service_secret', text: 'is empty (keys.csv line 4).' },
    ]);
  });

  it('of stored shops need not be there, but must be the stored ones if they are', () => {
    const stored = ['rms#shop-2', 'rms#shop-3'] as const;
    expect(
      found({ 2: { kind: 'absent', problem: 'x' }, 3: { kind: 'absent', problem: 'x' } }, stored).problems,
    ).toEqual([]);
    expect(found({ 2: given('mine') }, stored).problems).toEqual([]);
    for (const keys of [{ 2: given('mine', 'another') }, { 2: given('other') }]) {
      const { problems } = found(keys, stored);
      expect(String(problems[0]?.text)).toMatch(
        /holds another key than this one\. To replace it: ops keys rotate --shop rms#shop-2\./,
      );
    }
    expect(found({ 3: given('unopened') }, stored).problems.map(({ text }) => String(text))[0]).toMatch(
      /holds a key that does not open\. To store this one: ops shops key --shop rms#shop-3\./,
    );
  });
});

describe('sound lines', () => {
  it('are those no problem names', () => {
    const problems = [{ line: 3, column: null, text: 'x' }];
    expect(soundLines([draft(2), draft(3), draft(4)], problems).map(({ line }) => line)).toEqual([2, 4]);
  });
});
