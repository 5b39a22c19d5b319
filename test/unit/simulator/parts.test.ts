import { describe, expect, it } from 'vitest';
import { agenda } from '../../../simulator/agenda.ts';
import { jstDatetime, jstMidnight, parseJstDate, parseJstDatetime } from '../../../simulator/jst.ts';
import { prng, seedOf } from '../../../simulator/prng.ts';
import { answered, around, NOON, openMall } from './mall.ts';

describe('an agenda', () => {
  it('runs what is due by time, and what is due at once in the order it was entered', () => {
    const chance = prng(3);
    const entries = Array.from({ length: 500 }, (_, index) => ({ timeMs: chance.int(0, 40), index }));
    const plan = agenda();
    const ran: { timeMs: number; index: number }[] = [];
    for (const entry of entries) plan.at(entry.timeMs, () => ran.push(entry));
    plan.runUntil(20, () => {});
    expect(ran.every((entry) => entry.timeMs <= 20)).toBe(true);
    plan.runUntil(40, () => {});
    expect(ran).toEqual([...entries].sort((a, b) => a.timeMs - b.timeMs || a.index - b.index));
    expect(plan.size()).toBe(0);
  });

  it('runs what is entered during a run, and reports the time of each', () => {
    const plan = agenda();
    const told: number[] = [];
    plan.at(10, () => plan.at(15, () => plan.at(30, () => {})));
    plan.runUntil(20, (timeMs) => told.push(timeMs));
    expect(told).toEqual([10, 15]);
    expect(plan.size()).toBe(1);
  });
});

describe('seeded chance', () => {
  it('is the same for a seed, another for another, and its own for each name', () => {
    const draws = (seed: number) => {
      const chance = prng(seed);
      return Array.from({ length: 20 }, () => chance.next());
    };
    expect(draws(5)).toEqual(draws(5));
    expect(draws(5)).not.toEqual(draws(6));
    expect(new Set(['a', 'b', 'a b'].map((name) => seedOf(5, name))).size).toBe(3);
    expect(seedOf(5, 'a', 1)).not.toBe(seedOf(6, 'a', 1));
  });

  it('spreads evenly, and its gaps have the mean that was asked for', () => {
    const chance = prng(1);
    const dice = Array.from({ length: 6000 }, () => chance.int(1, 6));
    for (const side of [1, 2, 3, 4, 5, 6]) {
      const count = dice.filter((one) => one === side).length;
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
    const gaps = Array.from({ length: 20_000 }, () => chance.gap(100));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(mean).toBeGreaterThan(95);
    expect(mean).toBeLessThan(105);
  });
});

describe('Japan Standard Time', () => {
  it('is written and read in one form only', () => {
    const ms = Date.parse('2026-02-10T06:45:00Z');
    expect(jstDatetime(ms)).toBe('2026-02-10T15:45:00+0900');
    expect(parseJstDatetime('2026-02-10T15:45:00+0900')).toBe(ms);
    expect(jstMidnight(ms)).toBe(Date.parse('2026-02-09T15:00:00Z'));
    expect(parseJstDate('2026-02-29')).toBeNull();
    for (const wrong of ['2026-02-10T15:45:00+0000', '2026-02-10T15:45:00.000+0900', '2026-02-10T24:00:00+0900']) {
      expect(parseJstDatetime(wrong)).toBeNull();
    }
  });
});

describe('searchOrderItem', () => {
  it('lists what searchOrder lists, under the same codes', () => {
    const mall = openMall();
    mall.add(3);
    const path = '/es/2.0/purchaseItem/searchOrderItem/';
    const twin = answered(mall.call('', around(NOON), { path })).body;
    expect(twin).toBe(answered(mall.call('searchOrder', around(NOON))).body);
    expect(JSON.parse(twin).orderNumberList).toHaveLength(3);
  });
});
