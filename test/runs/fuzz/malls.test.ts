import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import type { MallShop } from '../../../core/ports/mall.ts';
import type { Transport } from '../../../malls/http.ts';
import { openRmsShop } from '../../../malls/rms/client.ts';
import { createRms } from '../../../simulator/rms/index.ts';
import { inProcess } from '../../unit/malls/rms/in-process.ts';
import { yahooInProcess } from '../../unit/malls/yahoo/in-process.ts';
import { type Edit, edited, editedText, edits, fuzzed } from './edits.ts';
import { editedXml } from './xml-edits.ts';

/** A mall whose answers are changed on their way. */
interface Garbled {
  readonly shop: MallShop;
  readonly numbers: readonly string[];
  readonly items: readonly string[];
  /** How the next answers are changed; none: as they are. */
  garble(changes: readonly Edit[] | null): void;
  /** Answers that were changed so far. */
  garbled(): number;
}

const now = Date.parse('2026-11-24T06:00:00Z');

function garbling(transport: Transport, change: (body: string, changes: readonly Edit[]) => string) {
  let changes: readonly Edit[] | null = null;
  let count = 0;
  const garbled: Transport = async (request) => {
    const answer = await transport(request);
    // Keys and tokens are left alone: without one there is no answer to garble.
    if (changes === null || request.url.includes('token')) return answer;
    count++;
    return { ...answer, body: Buffer.from(change(String(answer.body), changes)) };
  };
  return {
    transport: garbled,
    garble: (next: readonly Edit[] | null) => {
      changes = next;
    },
    garbled: () => count,
  };
}

/** Edits the parsed value in most cases, and the text itself now and then. */
function editedJson(body: string, changes: readonly Edit[]): string {
  if (body === '' || (changes[0]?.with ?? 0) % 6 === 0) return editedText(body, changes);
  return JSON.stringify(edited(JSON.parse(body), changes)) ?? '';
}

function garbledRms(): Garbled {
  const rms = createRms({ now: () => now, seed: 9 });
  const account = rms.control.addShop({ shopUrl: 'kado', skus: 6 });
  const numbers = rms.control.addOrders('kado', { count: 4, at: now - 60_000, kind: 'random' });
  const { transport, ...more } = garbling(inProcess(rms), editedJson);
  const shop = openRmsShop({
    shop: { key: 'rms#kado', code: 'kado' } as Parameters<typeof openRmsShop>[0]['shop'],
    credential: account,
    baseUrl: 'https://rms.invalid',
    now: () => now,
    settings: { timeoutMs: 20_000 },
    transport,
  });
  const items = rms.control.inventory('kado').map((row) => `${row.manageNumber.toLowerCase()}/${row.variantId}`);
  return { shop, numbers, items: items.slice(0, 4), ...more };
}

function garbledYahoo(): Garbled {
  let transport: Transport | undefined;
  const mall = yahooInProcess({}, (inner) => {
    const made = garbling(inner, editedXml);
    more = made;
    transport = made.transport;
    return transport;
  });
  const numbers = mall.yahoo.control.addOrders('kado-no-mise', { count: 1, at: mall.clock.at - 60_000 });
  const items = mall.yahoo.control
    .stock('kado-no-mise')
    .map(({ itemCode, subCode }) => (subCode === '' ? itemCode : `${itemCode}:${subCode}`));
  return { shop: mall.shop(), numbers, items: items.slice(0, 4), ...more };
}
let more: Omit<ReturnType<typeof garbling>, 'transport'>;

/** What a call ended with; anything but an error of ours is a crash. */
async function endOf<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    expect(error.message).toMatch(/\S{3}/);
    return null;
  }
}

const malls: readonly (readonly [string, () => Garbled])[] = [
  ['楽天', garbledRms],
  ['Yahoo!ショッピング', garbledYahoo],
];

describe.each(malls)('whatever %s answers', (_, open) => {
  let mall: Garbled;
  beforeAll(async () => {
    mall = open();
    mall.garble(null);
    const span = { from: now - 3_600_000 * 24, to: now + 3_600_000, page: 1 };
    await mall.shop.listOrders(span);
    const read = await mall.shop.readOrders(mall.numbers);
    expect(read.orders).toHaveLength(mall.numbers.length);
  });
  const ever = (check: (mall: Garbled) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        mall.garble(changes);
        await check(mall);
      }),
      fuzzed as fc.Parameters<[Edit[]]>,
    );

  it('whatever a mall answers, a listing is one, or a failure that says what is wrong', async () => {
    const before = mall.garbled();
    await ever(async ({ shop }) => {
      const page = await endOf(() => shop.listOrders({ from: now - 3_600_000 * 24, to: now + 3_600_000, page: 1 }));
      if (page === null) return;
      expect(page.orderNumbers.every((number) => typeof number === 'string' && number.trim() !== '')).toBe(true);
      const total = page.total ?? page.orderNumbers.length;
      expect([total, page.pages].every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
      // An empty list means that there is nothing only where both counts say so: the caller compares them.
      if (page.orderNumbers.length === 0) expect(page.pages > 0).toBe(total > 0);
    });
    expect(mall.garbled() - before).toBeGreaterThanOrEqual(fuzzed.numRuns ?? 0);
  });

  it('whatever a mall answers, every order that was asked for is read, unreadable or absent, once', async () => {
    await ever(async ({ shop, numbers }) => {
      const reading = await endOf(() => shop.readOrders(numbers));
      if (reading === null) return;
      const named = [
        ...reading.orders.map(({ orderNumber }) => orderNumber),
        ...reading.unreadable.map(({ orderNumber }) => orderNumber),
        ...reading.absent,
      ];
      expect(named.sort()).toEqual([...numbers].sort());
      for (const { original, lines, orderNumber } of reading.orders) {
        expect(shop.traits.readOriginal(original)).toMatchObject({ orderNumber, lines });
        expect(shop.traits.readOriginal(shop.traits.redactOriginal(original)).lines).toEqual(lines);
        shop.traits.buyerMarks(original);
        shop.traits.mustShipToday?.(original);
        shop.traits.waitingIn?.(original);
        shop.traits.stateIn?.(original);
        for (const line of lines) expect(Number.isInteger(line.quantity) && line.quantity >= 0).toBe(true);
      }
      for (const { reason, raw } of reading.unreadable) expect([reason, raw].every((text) => text !== '')).toBe(true);
    });
  });

  it('whatever a mall answers, every item has a reading that can be trusted, or none, or the whole answer is refused', async () => {
    await ever(async ({ shop, items }) => {
      const readings = await endOf(() => shop.stock.read(items));
      if (readings === null) return;
      for (const item of readings.keys()) expect(items).toContain(item);
      for (const reading of readings.values()) {
        if (reading.kind === 'there') expect(reading.level === null || Number.isInteger(reading.level)).toBe(true);
      }
    });
  });

  it('whatever a mall answers, every level that is set has an outcome', async () => {
    await ever(async ({ shop, items }) => {
      const levels = items.map((item, index) => ({ item, level: index, kept: null as never }));
      const answer = await endOf(() => shop.stock.set(levels as Parameters<typeof shop.stock.set>[0]));
      if (answer !== null) expect([...answer.items.keys()].sort()).toEqual([...items].sort());
    });
  });

  it('whatever a mall answers, a change of a status, a probe and the expiry of a key end', async () => {
    await ever(async ({ shop, numbers }) => {
      await endOf(() => shop.probe('import'));
      await endOf(() => shop.keyExpiry());
      const { status } = shop;
      if (status === null) return;
      const [number = ''] = numbers;
      await endOf(() => status.readStates(numbers));
      const answer = await endOf(async () => status.setMemo?.(number, 'メモ') ?? null);
      if (answer !== null) for (const key of answer.orders.keys()) expect(numbers).toContain(key);
    });
  });
});
