import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, TsunagiError } from '../../../../core/kernel/errors.ts';
import type { ErrorCode } from '../../../../core/kernel/failures.ts';
import type { StockAnswer, StockLevel, StockOutcome } from '../../../../core/ports/stock-api.ts';
import { setLevels } from '../../../../core/stock/items.ts';

/** How a mall reports that a call has bad items. */
type Manner = 'names-all' | 'names-first' | 'names-none' | 'rolls-back' | 'our-client-refuses';

const levelsOf = (count: number): StockLevel[] =>
  Array.from({ length: count }, (_, index) => ({ item: `item-${index}`, level: index % 7 }));
const refusal: StockOutcome = { kind: 'refused', code: 'IE0002', words: 'invalid' };
const failing = (code: ErrorCode): TsunagiError => new TsunagiError(code, 'later', 'The mall is not well.');

/** A mall that takes everything but some bad items, and what it was sent. */
function mallWith(bad: ReadonlySet<string>, manner: Manner = 'names-all') {
  const sent: string[][] = [];
  const shown = new Map<string, number>();
  const set = async (levels: readonly StockLevel[]): Promise<StockAnswer> => {
    const items = levels.map(({ item }) => item);
    sent.push(items);
    expect(new Set(items).size).toBe(items.length);
    const guilty = items.filter((item) => bad.has(item));
    if (guilty.length === 0) {
      for (const { item, level } of levels) shown.set(item, level);
      return { requestId: null, items: new Map(items.map((item) => [item, { kind: 'set' }])) };
    }
    switch (manner) {
      case 'names-none':
        throw new TsunagiError('mall.refused', 'never', 'No.', { mallCodes: ['IE0009'] });
      case 'our-client-refuses':
        throw new InputError('These levels cannot be set', guilty);
      case 'names-all':
      case 'names-first':
      case 'rolls-back': {
        const named = manner === 'names-first' ? guilty.slice(0, 1) : guilty;
        const rest: StockOutcome =
          manner === 'rolls-back' ? { kind: 'unproven', code: 'refused-with-others' } : { kind: 'not-tried' };
        return { requestId: null, items: new Map(items.map((item) => [item, named.includes(item) ? refusal : rest])) };
      }
    }
  };
  return { door: { set }, sent, shown };
}

const always = (): boolean => true;
/** Lets so many calls pass. */
const atMost = (count: number) => (): boolean => count-- > 0;
const kindsOf = (items: ReadonlyMap<string, StockOutcome>): string[] => [...items.values()].map(({ kind }) => kind);

describe('setting a batch of levels', () => {
  it('is one call where nothing is wrong, and none where there is nothing to set', async () => {
    const mall = mallWith(new Set());
    const { items, stopped } = await setLevels(levelsOf(400), mall.door, always);
    expect([mall.sent.length, stopped, new Set(kindsOf(items))]).toEqual([1, null, new Set(['set'])]);
    expect(items.size).toBe(400);
    expect(await setLevels([], mall.door, always)).toMatchObject({ items: new Map() });
    expect(mall.sent).toHaveLength(1);
  });

  it.each<[Manner, number, number]>([
    ['names-all', 400, 2],
    ['rolls-back', 1000, 2],
    ['names-none', 400, 19],
    ['names-none', 1000, 21],
    ['our-client-refuses', 400, 19],
  ])('is not held by one bad item when the mall %s of %i, and costs at most %i calls', async (manner, count, most) => {
    for (const place of [0, 1, Math.floor(count / 2), count - 1]) {
      const mall = mallWith(new Set([`item-${place}`]), manner);
      const { items } = await setLevels(levelsOf(count), mall.door, always);
      expect(items.get(`item-${place}`)?.kind).toBe('refused');
      expect(kindsOf(items).filter((kind) => kind === 'set')).toHaveLength(count - 1);
      expect(mall.sent.length).toBeLessThanOrEqual(most);
    }
  });

  it('never lets any bad items hold the others, whichever they are and however the mall reports them', async () => {
    const manners: readonly Manner[] = ['names-all', 'names-first', 'names-none', 'rolls-back', 'our-client-refuses'];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat(59), { maxLength: 6 }),
        fc.constantFrom(...manners),
        async (count, places, manner) => {
          const levels = levelsOf(count);
          const bad = new Set(places.filter((place) => place < count).map((place) => `item-${place}`));
          const mall = mallWith(bad, manner);
          const { items, stopped } = await setLevels(levels, mall.door, always);
          expect(stopped).toBeNull();
          for (const { item, level } of levels) {
            expect(items.get(item)?.kind).toBe(bad.has(item) ? 'refused' : 'set');
            expect(mall.shown.get(item)).toBe(bad.has(item) ? undefined : level);
          }
          const halvings = Math.ceil(Math.log2(count));
          expect(mall.sent.length).toBeLessThanOrEqual(Math.max(1 + 2 * bad.size * halvings, 1 + bad.size));
        },
      ),
    );
  });

  it('takes a refusal of the shop for one of every item that is left, but for what may have been set', async () => {
    const words = 'The mall keeps no stock of this shop.';
    const refused: StockOutcome = { kind: 'refused', code: 'IE1105', words };
    const ofShop = new TsunagiError('mall.refused', 'never', words, { mallCodes: ['IE1105'], concerns: 'shop' });
    let calls = 0;
    const set = async (): Promise<StockAnswer> => {
      calls++;
      throw ofShop;
    };
    const first = await setLevels(levelsOf(400), { set }, always);
    expect([calls, first.stopped, first.items.size]).toEqual([1, ofShop, 400]);
    expect([...first.items.values()]).toEqual(Array(400).fill(refused));

    const mall = mallWith(new Set(['item-0']), 'rolls-back');
    calls = 0;
    const later = async (levels: readonly StockLevel[]): Promise<StockAnswer> => {
      if (++calls > 1) throw ofShop;
      return mall.door.set(levels);
    };
    const { items } = await setLevels(levelsOf(3), { set: later }, always);
    expect([calls, kindsOf(items)]).toEqual([2, ['refused', 'unproven', 'unproven']]);
  });

  it('sends an item once a call, with the level that was given last', async () => {
    const mall = mallWith(new Set());
    const levels = [...levelsOf(3), { item: 'item-1', level: 42 }];
    const { items } = await setLevels(levels, mall.door, always);
    expect(mall.sent).toEqual([['item-0', 'item-1', 'item-2']]);
    expect(mall.shown.get('item-1')).toBe(42);
    expect(items.size).toBe(3);
  });

  it('keeps the code of a call that was refused for a single item', async () => {
    const { items } = await setLevels(levelsOf(1), mallWith(new Set(['item-0']), 'names-none').door, always);
    expect(items.get('item-0')).toEqual({ kind: 'refused', code: 'IE0009', words: 'No.' });
  });

  it.each<ErrorCode>(['mall.timeout', 'mall.reset', 'mall.failing', 'mall.not-json', 'mall.unreadable'])(
    'stops at %s, with its items unproven and the rest not tried',
    async (code) => {
      const mall = mallWith(new Set(['item-0']), 'names-none');
      let calls = 0;
      const set = async (levels: readonly StockLevel[]): Promise<StockAnswer> => {
        calls++;
        // The whole is refused, then its first half is not answered.
        if (calls === 2) throw failing(code);
        return mall.door.set(levels);
      };
      const result = await setLevels(levelsOf(8), { set }, always);
      expect(result.stopped).toMatchObject({ code });
      expect(kindsOf(result.items)).toEqual([...Array(4).fill('unproven'), ...Array(4).fill('not-tried')]);
      expect(calls).toBe(2);
    },
  );

  it.each<ErrorCode>(['mall.unreachable', 'mall.throttled', 'key.refused'])(
    'stops at %s, with nothing tried',
    async (code) => {
      const error = new TsunagiError(code, 'later', 'Not now.', { status: 429 });
      const set = async (): Promise<StockAnswer> => {
        throw error;
      };
      const { items, stopped } = await setLevels(levelsOf(3), { set }, always);
      expect([new Set(kindsOf(items)), stopped]).toEqual([new Set(['not-tried']), error]);
    },
  );

  it('leaves what it had no calls for, and makes no call where none may be made', async () => {
    const mall = mallWith(new Set(['item-7']), 'names-none');
    const { items, stopped } = await setLevels(levelsOf(8), mall.door, atMost(2));
    expect([mall.sent.length, stopped]).toEqual([2, null]);
    expect(kindsOf(items)).toEqual([...Array(4).fill('set'), ...Array(4).fill('not-tried')]);
    const second = await setLevels(levelsOf(8), mall.door, () => false);
    expect([second.stopped, new Set(kindsOf(second.items))]).toEqual([null, new Set(['not-tried'])]);
    expect(mall.sent).toHaveLength(2);
  });

  it('keeps an item unproven that may have been set, when it cannot be sent again', async () => {
    const mall = mallWith(new Set(['item-0']), 'rolls-back');
    const { items } = await setLevels(levelsOf(3), mall.door, atMost(1));
    expect(kindsOf(items)).toEqual(['refused', 'unproven', 'unproven']);
    let calls = 0;
    const set = async (levels: readonly StockLevel[]): Promise<StockAnswer> => {
      calls++;
      if (calls === 2) throw failing('mall.unreachable');
      return mall.door.set(levels);
    };
    expect(kindsOf((await setLevels(levelsOf(3), { set }, always)).items)).toEqual(['refused', 'unproven', 'unproven']);
  });

  it('keeps unproven what a second call did not try, when it may not make a third', async () => {
    const answers: readonly StockOutcome[][] = [
      [refusal, { kind: 'unproven', code: 'others-failed' }, { kind: 'unproven', code: 'others-failed' }],
      [refusal, { kind: 'not-tried' }],
    ];
    let calls = 0;
    const set = async (levels: readonly StockLevel[]): Promise<StockAnswer> => {
      const said = answers[calls++] ?? [];
      return { requestId: null, items: new Map(levels.map(({ item }, index) => [item, said[index] ?? refusal])) };
    };
    const { items } = await setLevels(levelsOf(3), { set }, atMost(2));
    expect(kindsOf(items)).toEqual(['refused', 'refused', 'unproven']);
  });

  it('does not send again what the mall could not prove of itself, and calls unproven what it said nothing of', async () => {
    let calls = 0;
    const set = async (): Promise<StockAnswer> => {
      calls++;
      return { requestId: null, items: new Map([['item-0', { kind: 'unproven', code: 'ed-10002' }]]) };
    };
    const { items } = await setLevels(levelsOf(2), { set }, always);
    expect(calls).toBe(1);
    expect([...items.values()]).toEqual([
      { kind: 'unproven', code: 'ed-10002' },
      { kind: 'unproven', code: 'no-word' },
    ]);
  });

  it('isolates an item over which our own code breaks', async () => {
    const mall = mallWith(new Set());
    const set = async (levels: readonly StockLevel[]): Promise<StockAnswer> => {
      if (levels.some(({ item }) => item === 'item-5')) throw new RangeError('ours');
      return mall.door.set(levels);
    };
    const { items, defects, stopped } = await setLevels(levelsOf(9), { set }, always);
    expect(kindsOf(items).filter((kind) => kind === 'set')).toHaveLength(8);
    expect(items.get('item-5')).toEqual({ kind: 'unproven', code: 'defect' });
    expect([[...defects.keys()], stopped]).toEqual([['item-5'], null]);
  });

  it('sends again what was not tried because the level of another item was stale, and leaves that one to a reading', async () => {
    const sent: string[][] = [];
    const set = async (levels: readonly StockLevel[]): Promise<StockAnswer> => {
      sent.push(levels.map(({ item }) => item));
      const isStale = levels.some(({ item }) => item === 'item-1');
      const outcomeOf = (item: string): StockOutcome =>
        item === 'item-1' ? { kind: 'unproven', code: 'STALE' } : { kind: isStale ? 'not-tried' : 'set' };
      return { requestId: null, items: new Map(levels.map(({ item }) => [item, outcomeOf(item)])) };
    };
    const { items } = await setLevels(levelsOf(3), { set }, always);
    expect(kindsOf(items)).toEqual(['set', 'unproven', 'set']);
    expect(sent).toEqual([
      ['item-0', 'item-1', 'item-2'],
      ['item-0', 'item-2'],
    ]);
  });
});
