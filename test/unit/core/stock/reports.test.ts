import { describe, expect, it } from 'vitest';
import type { Listing } from '../../../../core/model/listing.ts';
import { countInstant, firstCounts } from '../../../../core/stock/check-listing.ts';
import { eventsOfSpan } from '../../../../core/stock/history.ts';
import { clashingLines, type ReportedLine, reportedMovement } from '../../../../core/stock/move.ts';
import { claimOf } from './shelf.ts';

const now = Date.UTC(2026, 10, 24, 5);
const setting = { merchant: 'kado', by: 'ops:tanaka', at: now, now, digest: 'file x' };
const line: ReportedLine = { line: 2, sku: 'tea', kind: 'counted', quantity: 5, at: null, id: null, note: '' };

describe('the id of a reported line', () => {
  it('is the slip’s number, else of a count its own moment, else the file and the line', () => {
    const idOf = (more: Partial<ReportedLine>): string => reportedMovement({ ...line, ...more }, setting).id;
    expect(idOf({ id: 'PO-1', at: now })).toBe('PO-1');
    expect(idOf({ at: now })).toBe('counted 2026-11-24T05:00:00.000Z');
    expect(idOf({})).toBe('file x 2');
    expect(idOf({ kind: 'received', at: now })).toBe('file x 2');
  });
});

describe('lines that cannot stand side by side', () => {
  it('are two counts of one SKU at one moment, and one slip twice', () => {
    const at = now - 1;
    const lines = [
      line,
      { ...line, line: 3 },
      { ...line, line: 4, at },
      { ...line, line: 5, kind: 'received' as const, id: 'a' },
      { ...line, line: 6, kind: 'received' as const, id: 'a' },
      { ...line, line: 7, sku: 'cup', kind: 'received' as const, id: 'a' },
      { ...line, line: 8, kind: 'received' as const },
      { ...line, line: 9, kind: 'received' as const },
    ];
    expect(clashingLines(lines)).toEqual([
      { line: 3, earlier: 2, about: 'count' },
      { line: 6, earlier: 5, about: 'id' },
    ]);
  });
});

describe('a first count by what a mall shows', () => {
  const listing = (item: string, sku: string): Listing => ({
    shop: 'rms#kado',
    item,
    merchant: 'kado',
    sku,
    version: 1,
    writer: 'w',
    terms: 1,
    linked: true,
    buffer: 0,
    cap: null,
    floor: null,
  });
  const there = (level: number | null) =>
    ({ kind: 'there', level, closed: false, published: true, updatedAt: null }) as const;
  const nothing = { isSet: () => false, isCounted: () => false };

  it('leaves out what is without limit, counted, made of others, or was not answered for', () => {
    const listings = ['a', 'b', 'c', 'd', 'e'].map((sku) => listing(`${sku}/${sku}`, sku));
    const readings = new Map([
      ['a/a', there(null)],
      ['b/b', there(3)],
      ['c/c', there(3)],
      ['e/e', there(-2)],
    ]);
    const known = { isSet: (sku: string) => sku === 'b', isCounted: (sku: string) => sku === 'c' };
    const found = firstCounts(listings, readings, known);
    expect(found.map((one) => (one.kind === 'count' ? one.quantity : one.why.kind))).toEqual([
      'unlimited',
      'set',
      'counted',
      'unread',
      0,
    ]);
  });

  it('of several listings that show one level is that, and no sum', () => {
    const listings = [listing('a/a', 'a'), listing('b/b', 'a')];
    const readings = new Map([
      ['a/a', there(4)],
      ['b/b', there(4)],
    ]);
    expect(firstCounts(listings, readings, nothing)).toEqual([
      { kind: 'count', sku: 'a', quantity: 4, items: ['a/a', 'b/b'] },
    ]);
  });

  it('speaks of the moment before the second in which the mall was read', () => {
    expect(countInstant(now + 700)).toBe(now - 1);
  });
});

describe('what moved in a span', () => {
  it('is each change of a claim at the time it was read, and no cancel of what was never seen to hold anything', () => {
    const ordered = claimOf({ sku: 'tea', quantity: 0, order: '1', orderedAt: now - 100, readAt: now + 200 });
    const trail = [
      [now - 90, 3],
      [now + 100, 2],
      [now + 200, 0],
    ] as const;
    const unseen = { ...ordered, orderNumber: '2', trail: [[now + 50, 0]] as const };
    const events = eventsOfSpan(
      [
        { kind: 'claim', claim: { ...ordered, trail } },
        { kind: 'claim', claim: unseen },
      ],
      { from: now, to: now + 1_000 },
    );
    expect(
      events.map((event) => event.kind === 'claim' && [event.what, event.before, event.after, event.at - now]),
    ).toEqual([
      ['changed', 3, 2, 100],
      ['cancelled', 2, 0, 200],
    ]);
  });
});
