import { describe, expect, it } from 'vitest';
import type { JournalEntry, PlainObject } from '../../../journal/index.ts';
import {
  announced,
  asked,
  at,
  book,
  call,
  claim,
  figuresOf,
  from,
  health,
  mail,
  parcel,
  push,
  row,
  rowIn,
  to,
} from './small-day.ts';

type Settings = Parameters<typeof figuresOf>[1];
const second = 1_000;
const orders = (entries: readonly JournalEntry[], settings: Settings = {}) => figuresOf(entries, settings).orders;
const minutes = (entries: readonly JournalEntry[], settings: Settings = {}) => figuresOf(entries, settings).minutes;
const calls = (entries: readonly JournalEntry[], settings: Settings = {}) => figuresOf(entries, settings).calls;
const mails = (...sent: [address: string, subject?: string][]) =>
  figuresOf(sent.map(([address, subject]) => mail(0, address, subject))).mails;

describe('an order is lost', () => {
  it('when it has no row, or one in which it is not stored', () => {
    expect(orders([book()])).toMatchObject({ placed: 1, lost: 1 });
    const unread = rowIn('Orders', { shop: 'rms#a', orderNumber: 'A-1', kind: 'unreadable' });
    expect(orders([book(), unread]).lost).toBe(1);
    expect(orders([book(), row(at(40))]).lost).toBe(0);
  });

  it('but not when the row of another shop has its number, the shop did not import yet, or the mall never lists it', () => {
    expect(orders([book(), row(at(40), { shop: 'rms#b' })]).lost).toBe(1);
    expect(orders([book({ placedAt: at(-601) })])).toMatchObject({ placed: 0, lost: 0 });
    expect(orders([book({ visibleAt: at(100_000) })])).toMatchObject({ placed: 0, lost: 0 });
  });
});

describe('an order is stored twice', () => {
  const twice = (...more: JournalEntry[]) => orders([book(), row(at(40)), ...more]).storedTwice;

  it('when its number has a second row, in whatever writing and shop', () => {
    expect(twice(row(at(41), { shop: 'rms#b', orderNumber: ' a-1' }))).toBe(1);
  });

  it('but not when it is another order of another shop, at a mall where shops number their own', () => {
    const named = (shop: string) => row(at(41), { shop, orderNumber: '#1001' });
    expect(twice(named('shopify#a'), named('shopify#b'))).toBe(0);
    expect(twice(named('shopify#a'), named('yahoo#b'))).toBe(0);
    expect(twice(named('shopify#a'), named('shopify#a'))).toBe(1);
    expect(twice(named('yahoo#a'), named('yahoo#b'))).toBe(1);
  });

  it('when a line is claimed in two places, or for more than it has', () => {
    expect(twice(claim())).toBe(0);
    expect(twice(claim({ quantity: 1 }), claim({ quantity: 1 }))).toBe(1);
    expect(twice(claim(), claim({ quantity: 0 }))).toBe(0);
    expect(twice(claim({ quantity: 3 }))).toBe(1);
    expect(twice(claim({ lineId: '2', quantity: 1 }))).toBe(1);
  });

  it('when a revision is announced under two ids; a repeat under the same id is none', () => {
    expect(twice(announced('x', 1), announced('x', 1), announced('z', 2))).toBe(0);
    expect(twice(announced('x', 1), announced('y', 1))).toBe(1);
  });
});

describe('what could be had in the grey hours', () => {
  const fetchable = (settings: Settings = {}, order = book()) => orders([order], settings).fetchableDuringGrey;
  const script = (faults: PlainObject[]) => ({ faults });

  it('is what the mall lists before the last moment at which it answers, whether we asked or not', () => {
    expect(fetchable()).toBe(1);
    const shut = { kind: 'refuse', from: at(50), until: to } as const;
    expect(fetchable(script([shut]), book({ placedAt: at(49) }))).toBe(1);
    expect(fetchable(script([shut]), book({ placedAt: at(50) }))).toBe(0);
    expect(fetchable(script([{ ...shut, from }]))).toBe(0);
  });

  it('is not reduced by faults that let some calls through, or strike others', () => {
    const shut = { kind: 'server-error-json', from, until: to } as const;
    for (const change of [
      { probability: 0.9 },
      { times: 5 },
      { writesOnly: true },
      { api: 'inventory' },
      { shopUrl: 'b' },
    ])
      expect(fetchable(script([{ ...shut, ...change }]))).toBe(1);
    expect(fetchable(script([{ ...shut, shopUrl: 'a' }]))).toBe(0);
  });

  it('leaves out orders that are listed later, and shops whose key is refused', () => {
    expect(fetchable({}, book({ visibleAt: to }))).toBe(0);
    const keyless = [{ shop: 'rms#a', from: at(40), to: at(90) }];
    expect(fetchable({ keyless }, book({ placedAt: at(40) }))).toBe(0);
    expect(fetchable({ keyless }, book({ placedAt: at(39) }))).toBe(1);
    expect(fetchable({ keyless: [{ shop: 'rms#a', from: at(5), to: at(90) }] })).toBe(0);
  });

  it('is compared with what was stored before the end', () => {
    expect(orders([book(), row(at(59))])).toMatchObject({ placedByGrey: 1, storedDuringGrey: 1 });
    expect(orders([book(), row(to)]).storedDuringGrey).toBe(0);
    expect(orders([book({ placedAt: at(-1) }), row(at(40))])).toMatchObject({
      placedByGrey: 0,
      storedDuringGrey: 0,
    });
  });
});

describe('minutes', () => {
  it('to the detection end with the first capability that counts as down and is out, after the outage began', () => {
    expect(minutes([health(1, 'suspect')]).toDetect).toBeNull();
    expect(minutes([health(-5, 'down'), health(-4, 'trickle'), health(2.5, 'down')]).toDetect).toBe(2.5);
    expect(minutes([health(1, 'down', 'stock')]).toDetect).toBeNull();
  });

  it('to the first order end with the first one stored after the end', () => {
    expect(minutes([row(to - 1), row(to + 90 * second)]).toFirstOrderAfterRecovery).toBe(1.5);
    expect(minutes([row(to - 1)]).toFirstOrderAfterRecovery).toBeNull();
  });

  it('to having caught up end with the last order of the outage, and have no end when one never came', () => {
    const books = [book(), book({ orderNumber: 'A-2' })];
    expect(minutes([...books, row(at(40)), row(at(66), { orderNumber: 'A-2' })]).toCaughtUp).toBe(6);
    expect(minutes([...books, row(at(40))]).toCaughtUp).toBeNull();
    const keyless = [{ shop: 'rms#a', from: at(5), to: at(90) }];
    expect(minutes([...books, row(at(95))], { keyless }).toCaughtUp).toBe(0);
    expect(minutes([book({ visibleAt: at(61) })]).toCaughtUp).toBe(0);
  });
});

describe('calls while held', () => {
  const healths = [health(2, 'down'), health(30, 'trickle')];
  const held = (...made: JournalEntry[]) => calls([...healths, ...made]).byWorkersWhilePaused;

  it('are those that workers began later than ten seconds after the pause was written, and before it was lifted', () => {
    const grace = 10 * second;
    const began = (startedAt: number) => ({ ...call(0), startedAt });
    expect(held(began(at(2) + grace))).toBe(0);
    expect(held(began(at(2) + grace + 1))).toBe(1);
    expect(held(began(at(30) - 1))).toBe(1);
    expect(held(began(at(30)))).toBe(0);
  });

  it('are not those of probes, of people, or of another kind of work', () => {
    expect(held(call(10, { caller: 'probe' }), call(10, { caller: 'person' }), call(10, { capability: 'stock' }))).toBe(
      0,
    );
  });

  it('are counted in a planned window, too, which needs no state of health', () => {
    const planned = { planned: ['import'] };
    expect(calls([call(10), call(59), call(61)], planned).byWorkersWhilePaused).toBe(2);
  });

  it('are those after a round without an answer, too, until the next round', () => {
    const relapse = [...healths, health(40, 'trickle', 'import', 1), health(41, 'trickle')];
    const made = [call(39), call(40.5), call(41.5)];
    expect(calls([...relapse, ...made]).byWorkersWhilePaused).toBe(1);
  });
});

describe('calls while down', () => {
  const down = (fault: PlainObject, ...made: JournalEntry[]) => calls(made, { faults: [fault] }).byWorkersWhileDown;
  const span = { from: at(10), until: at(20) };

  it('are those of workers while the mall answers none of their kind, known to us or not', () => {
    const made = [
      call(9),
      call(10),
      call(19),
      call(20),
      call(15, { caller: 'probe' }),
      call(15, { capability: 'stock' }),
    ];
    expect(down({ kind: 'refuse', ...span }, ...made)).toBe(3);
    expect(down({ kind: 'refuse', api: 'order', ...span }, ...made)).toBe(2);
    expect(down({ kind: 'refuse', api: 'inventory', ...span }, ...made)).toBe(1);
  });

  it('are none while some are answered', () => {
    const some = [
      { probability: 0.5 },
      { writesOnly: true },
      { shopUrl: 'a' },
      { times: 3 },
      { operations: ['getOrder'] },
    ];
    for (const one of some) expect(down({ kind: 'refuse', ...one, ...span }, call(15))).toBe(0);
    expect(down({ kind: 'apply-later', ...span }, call(15))).toBe(0);
  });
});

it('the first five minutes of the ramp are held against the full rate and the usual one, the worst ramp counts', () => {
  const healths = [health(2, 'down'), health(30, 'trickle'), health(40, 'down'), health(45, 'trickle')];
  const before = Array.from({ length: 120 }, (_, index) => call(-60 + index / 2));
  const made = [...before, call(31), call(45), call(49.9), call(50)];
  // Two shops: half a call a second each is 300 in five minutes; usual were 10.
  expect(calls([...healths, ...made])).toMatchObject({
    first5MinOfRampOverFull: 0.007,
    first5MinOfRampOverOrdinary: 0.2,
  });
});

describe('status changes', () => {
  const statuses = (...entries: JournalEntry[]) => figuresOf(entries).status;
  const done = (entries: readonly JournalEntry[], settings: Settings = {}) => minutes(entries, settings).toStatusesDone;

  it('are counted by what was asked for, however often, and how its row ended', () => {
    const requested = [asked(), asked({ at: at(12) }), asked({ push: 'ship-2' }), asked({ push: 'ship-3' })];
    const rows = [push(), push({ id: 'ship-2', state: 'failed' }), push({ id: 'ship-3', state: 'withdrawn' })];
    expect(statuses(...requested, ...rows)).toMatchObject({ requested: 3, confirmed: 1, failed: 1, stuck: 0 });
    const failed = { kind: 'failed-message', at: at(12), queue: 'status', shop: 'rms#a' } as const;
    expect(statuses(...requested, ...rows, failed, failed).failedMessages).toBe(2);
  });

  it('are stuck when they have not ended, or have no row', () => {
    expect(statuses(asked(), push({ state: 'pushing' })).stuck).toBe(1);
    expect(statuses(asked(), push({ orderNumber: 'A-2' })).stuck).toBe(1);
  });

  it('are done when the last one has ended that was asked for before the end; those of a refused key do not count', () => {
    const late = push({ id: 'late', endedAt: at(66) });
    expect(done([push()])).toBe(0);
    expect(done([push(), late])).toBe(6);
    expect(done([late, push({ requestedAt: to, endedAt: at(90) })])).toBe(6);
    expect(done([late, push({ state: 'pushing' })])).toBeNull();
    expect(done([late], { keyless: [{ shop: 'rms#a', from: at(5), to: at(90) }] })).toBe(0);
  });
});

describe('a shipment is doubled', () => {
  const doubled = (rows: readonly ReturnType<typeof parcel>[], wanted: readonly object[] = [parcel()]) =>
    figuresOf([book({ parcels: rows }), push({ parcels: wanted })]).status.doubleShipments;

  it('when a basket has more equal rows than one request asked for', () => {
    const { basketId: _, ...unnamed } = parcel();
    expect(doubled([parcel()])).toBe(0);
    expect(doubled([parcel(), parcel()])).toBe(1);
    expect(doubled([parcel(), parcel()], [unnamed, unnamed])).toBe(0);
    expect(doubled([parcel(), parcel(), parcel()], [parcel({ basketId: '9' }), parcel({ basketId: '9' })])).toBe(2);
  });

  it('also when it was not asked for, but not when the rows differ or have no number', () => {
    expect(doubled([parcel(), parcel()], [])).toBe(1);
    expect(doubled([parcel(), parcel({ shippedOn: '2026-02-03' }), parcel({ basketId: '2' })])).toBe(0);
    expect(doubled([parcel({ trackingNumber: null }), parcel({ trackingNumber: null })])).toBe(0);
  });
});

describe('mails', () => {
  it('to an affected merchant are counted for each, so that one who got none or three shows', () => {
    expect(mails()).toMatchObject({ affectedMin: 0, affectedMax: 0, total: 0 });
    const three = mails(['one@example.jp'], ['one@example.jp'], ['one@example.jp']);
    expect(three).toMatchObject({ affectedMin: 3, affectedMax: 3, unaffected: 0, total: 3 });
  });

  it('to merchants who use nothing that was out, and to addresses of no merchant, are counted as those of others', () => {
    expect(mails(['two@example.jp'], ['stranger@example.jp']).unaffected).toBe(2);
  });

  it('of changes that failed are counted apart, and are none of the outage', () => {
    const sent = mails(
      ['one@example.jp'],
      ['two@example.jp', '【要対応 3件】ステータス送信ができなかったご注文があります'],
    );
    expect(sent).toMatchObject({ affectedMax: 1, unaffected: 0, digests: 1, total: 2 });
  });

  it('that correct an all-clear are counted apart', () => {
    const sent = mails(['one@example.jp'], ['one@example.jp', '【追加取込1件】楽天市場 接続障害の再照合の結果']);
    expect(sent).toMatchObject({ affectedMax: 1, corrections: 1, total: 2 });
  });
});
