import { describe, expect, it } from 'vitest';
import {
  bytesKept,
  itemSize,
  type RawItem,
  readUnits,
  type TableRules,
  writeUnits,
} from '../../../bench/cloud/units.ts';

const rules: TableRules = {
  key: ['id'],
  indexes: [
    { key: ['due'], projected: [] },
    { key: ['shelf'], projected: 'all' },
  ],
};
const text = (bytes: number): RawItem[string] => ({ S: 'x'.repeat(bytes) });

describe('an item’s size', () => {
  it.each<[string, RawItem, number]>([
    ['text in UTF-8, and its name', { ab: { S: '茶x' } }, 2 + 4],
    ['a number by its digits, zeroes at the ends left out', { n: { N: '1795485600000' } }, 1 + 1 + 4],
    ['a small number', { n: { N: '1' } }, 1 + 2],
    ['zero', { n: { N: '0' } }, 1 + 1],
    ['a number below zero', { n: { N: '-12' } }, 1 + 3],
    ['bytes without their base64', { b: { B: Buffer.alloc(100).toString('base64') } }, 1 + 100],
    ['true and false', { b: { BOOL: false } }, 1 + 1],
    ['a list, three bytes and one an element', { l: { L: [{ N: '1' }, { S: 'ab' }] } }, 1 + 3 + 2 + 2 + 2],
    ['a map, three bytes, one an entry, and the names', { m: { M: { k: { S: 'ab' } } } }, 1 + 3 + 1 + 1 + 2],
    ['nothing else', {}, 0],
  ])('counts %s', (_what, item, size) => {
    expect(itemSize(item)).toBe(size);
  });
});

describe('the units of a write', () => {
  const small = { id: text(10) };

  it('are one a kilobyte of the larger of before and after', () => {
    expect(writeUnits(rules, null, small)).toEqual({ table: 1, indexes: 0 });
    expect(writeUnits(rules, null, { id: text(1_022) }).table).toBe(1);
    expect(writeUnits(rules, null, { id: text(1_023) }).table).toBe(2);
    expect(writeUnits(rules, { id: text(3_000) }, small).table).toBe(3);
    expect(writeUnits(rules, { id: text(3_000) }, null).table).toBe(3);
  });

  it('are as much for an index that the item enters or leaves, by what lies there', () => {
    const large = { id: text(10), more: text(3_000) };
    expect(writeUnits(rules, large, { ...large, due: { N: '7' } }).indexes).toBe(1);
    expect(writeUnits(rules, { ...large, due: { N: '7' } }, large).indexes).toBe(1);
    expect(writeUnits(rules, large, { ...large, shelf: text(1) }).indexes).toBe(3);
  });

  it('are twice that when the item moves within an index, and none when nothing of it changes there', () => {
    const due = (at: string): RawItem => ({ ...small, due: { N: at } });
    expect(writeUnits(rules, due('7'), due('8')).indexes).toBe(2);
    expect(writeUnits(rules, due('7'), { ...due('7'), more: text(5) }).indexes).toBe(0);
    const shelf = { ...small, shelf: text(1) };
    expect(writeUnits(rules, shelf, { ...shelf, more: text(5) }).indexes).toBe(1);
  });
});

it('a read takes one unit for each 4 KB, half of it when it may be a moment behind', () => {
  expect([readUnits(0, true), readUnits(4_096, true), readUnits(4_097, true)]).toEqual([1, 1, 2]);
  expect([readUnits(0, false), readUnits(9_000, false)]).toEqual([0.5, 1.5]);
});

it('on the disk an item and each entry of an index take 100 bytes more', () => {
  expect(bytesKept(rules, { id: text(10) })).toBe(12 + 100);
  const due = { id: text(10), due: { N: '7' } };
  expect(bytesKept(rules, due)).toBe(2 * (itemSize(due) + 100));
});
