import { describe, expect, it } from 'vitest';
import { brokenListingsLaws, type ListedPage, listedTo } from '../../proving/laws/listings.ts';

const minuteMs = 60_000;

/** The only page of a listing, given at its end; times are in minutes. */
function page(from: number, to: number, orderNumbers: readonly string[], more: Partial<ListedPage> = {}): ListedPage {
  return {
    ...{ shop: 'a', by: 'p1', at: to * minuteMs, from: from * minuteMs, to: to * minuteMs, page: 1, pages: 1 },
    ...{ total: orderNumbers.length, orderNumbers, isOfPoll: true, ...more },
  };
}

const broken = (...pages: readonly ListedPage[]): string[] =>
  brokenListingsLaws({ importsFrom: new Map([['a', 0]]), pages }).map(({ law }) => law);

describe('the law of listings', () => {
  const half = { total: 4, pages: 2, lastPlacedAt: 6 * minuteMs };
  it.each<[string, ListedPage[]]>([
    ['spans that overlap', [page(0, 10, ['1']), page(8, 20, []), page(20, 30, [])]],
    ['a listing that goes on at its last row', [page(0, 10, ['1', '2'], half), page(6, 20, ['3', '4'])]],
    [
      'a listing of two pages',
      [page(0, 10, ['1', '2'], half), page(0, 10, ['3', '4'], { ...half, page: 2 }), page(10, 20, [])],
    ],
    ['a question of the last minute', [page(0, 10, []), page(29, 30, [])]],
    [
      'a span that another process has listed',
      [page(0, 10, []), page(5, 20, [], { isOfPoll: false }), page(20, 30, [])],
    ],
    ['what a process asks for whose clock is wrong', [page(0, 10, []), page(20, 30, [], { isOfPoll: false })]],
    ['a shop that begins later', [page(500, 510, [])]],
  ])('the law of listings bears %s', (_, pages) => {
    expect(broken(...pages)).toEqual([]);
  });

  it.each<[string, ListedPage[]]>([
    ['a span that nobody has listed', [page(0, 10, []), page(12, 20, [])]],
    ['a poll that goes on by its own clock', [page(0, 20, [], { at: 10 * minuteMs }), page(20, 30, [])]],
    ['a poll that goes on after half a listing', [page(0, 10, ['1', '2'], half), page(10, 20, [])]],
    ['a poll that goes on where the mall counts more', [page(0, 10, ['1'], { total: 2 }), page(10, 20, [])]],
    [
      'a poll that goes on though a row has moved',
      [page(0, 10, ['1', '2'], half), page(0, 10, ['2', '4'], { ...half, page: 2 }), page(10, 20, [])],
    ],
    ['a poll of the future', [page(0, 10, []), page(900, 901, [], { at: 20 * minuteMs })]],
  ])('the law of listings finds %s', (_, pages) => {
    expect(broken(...pages)).toEqual(['spans-follow']);
  });
});

it.each<[string, number, ListedPage[]]>([
  ['its first day, where nothing was', 0, []],
  ['the end of the last listing', 20, [page(0, 10, ['1']), page(8, 20, [])]],
  ['the last row of half a listing', 6, [page(0, 10, ['1', '2'], { total: 4, pages: 2, lastPlacedAt: 6 * minuteMs })]],
  ['before a span that was left out', 10, [page(0, 10, []), page(12, 20, [])]],
  ['the end of the last listing before a moment', 10, [page(0, 10, []), page(8, 40, [])]],
])('the orders of a shop are listed up to %s', (_, minute, pages) => {
  expect(listedTo({ importsFrom: new Map([['a', 0]]), pages }, 'a', 30 * minuteMs)).toBe(minute * minuteMs);
});
