import { describe, expect, it } from 'vitest';
import type { Counts } from '../../../bench/cost/counts.ts';
import { prices } from '../../../bench/cost/prices.ts';
import { assumptions, dollarsOf, monthOf, ordersAfter, totalAfterFree, totalOf } from '../../../bench/cost/reckon.ts';

const run = {
  everyMinutes: 1,
  aShard: true,
  memoryMiB: 256,
  readUnits: 0,
  writeUnits: 2,
  mallCalls: 0,
  cpuMs: 10,
  seconds: 0,
};
const metrics = {
  ofEachMall: 5,
  ofMallsWithShops: 10,
  ofTheStage: 10,
  ofShards: 1,
  ofTrouble: { ofEachMall: 9, ofTheStage: 9 },
};
const parts = { alarmMetrics: 20, compositeAlarms: 10, metrics, dashboards: 1, keys: 1, feeds: 2, swept: 0 };
const counts: Counts = {
  parts: { full: parts, essential: { ...parts, compositeAlarms: 0, dashboards: 0 }, minimal: { ...parts, feeds: 1 } },
  runs: { 'poll-orders': run },
  poll: { shops: 1_000, readUnits: 30, writeUnits: 2 },
  call: { cpuMsKept: 0.2, cpuMsClosed: 1, bytesOut: 600 },
  cursor: { writeUnits: 2, everyMinutes: 5 },
  scan: { everyMinutes: 15, mallCalls: 4, readUnits: 0, writeUnits: 2 },
  nightly: { mallCalls: 1, readUnits: 0, writeUnits: 3 },
  order: { writeUnits: 16, readUnits: 1, events: 1, bytesKept: 2_500, cpuMs: 1, lines: 4 },
  push: {
    mallCalls: 3,
    writeUnits: 12,
    readUnits: 8,
    sends: 1,
    events: 1,
    cpuMs: 10,
    bytesKept: 700,
    logLines: 1,
    memoryMiB: 256,
    messagesMax: 25,
    gatherSeconds: 1,
    gapSeconds: 3,
    unitsOfTwo: { together: 8, apart: 16 },
  },
  move: {
    mallCalls: 4.5,
    writeUnits: 20,
    readUnits: 25,
    messages: 1,
    sends: 1,
    cpuMs: 30,
    logLines: 1,
    memoryMiB: 512,
    messagesMax: 25,
    gatherSeconds: 1,
  },
};
const minutes = assumptions.daysAMonth * 24 * 60;
const lineOf = (what: string, shops: number, ordersAShopADay = 10) => {
  const line = monthOf(counts, { shops, ordersAShopADay, profile: 'full' }).find((one) => one.what === what);
  if (!line) throw new Error(`There is no line ${what}.`);
  return line;
};

describe('a month’s bill', () => {
  it('has the writes of every order, and of every idle shop’s cursor', () => {
    expect(lineOf('New orders: row, claims, marks, announcement', 100).amount * 1e6).toBeCloseTo(
      100 * 10 * assumptions.daysAMonth * 16,
    );
    expect(lineOf('Cursors of idle shops', 100).amount * 1e6).toBeCloseTo((100 * minutes * 2) / 5);
  });

  it('has two changes of each order’s status, and what is kept of them', () => {
    const changes = 100 * 10 * assumptions.daysAMonth * 2;
    expect(lineOf('Status changes: row, claim, outcome, news', 100).amount * 1e6).toBeCloseTo(changes * 12);
    const kept = (shops: number): number =>
      lineOf('Orders of the last year, and changes of the last months', shops).amount;
    expect(kept(100) * 1e9).toBeCloseTo((changes / 2) * 12 * 2_500 + changes * 6 * 700);
  });

  it('has a run for each change of few shops, and runs that take many where many come', () => {
    const seconds = (shops: number): number => (lineOf('Runs for status changes', shops).amount * 1e6) / 0.25;
    const changes = (shops: number): number => shops * 10 * assumptions.daysAMonth * 2;
    expect(seconds(1)).toBeCloseTo(changes(1) * 6.5);
    const aSecond = changes(100_000) / (minutes * 60);
    expect(seconds(100_000)).toBeCloseTo((changes(100_000) / (aSecond / 5)) * 6.5);
    expect(seconds(10_000_000)).toBeCloseTo((changes(10_000_000) / 25) * 6.5);
  });

  it('has a move of stock for each line of an order, and a run for each order where few come', () => {
    const orders = (shops: number): number => shops * 10 * assumptions.daysAMonth;
    expect(lineOf('Moves of stock: listings, marks, leases', 100).amount * 1e6).toBeCloseTo(orders(100) * 4 * 20);
    const seconds = (shops: number): number => (lineOf('Runs for stock', shops).amount * 1e6) / 0.5;
    expect(seconds(1)).toBeCloseTo(orders(1) * assumptions.stockRunSeconds);
    expect(seconds(10_000_000)).toBeCloseTo((orders(10_000_000) / 25) * assumptions.stockRunSeconds);
  });

  it('has the backups that lie in the vault at once: it had none', () => {
    const orders = 100 * 10 * assumptions.daysAMonth * 12;
    const amount = 5 * orders * 2_500 + 35 * 100 * assumptions.bytesANight;
    expect(lineOf('Backups of the last 35 days', 100).amount * 1e9).toBeCloseTo(amount);
  });

  it('is less by what AWS gives for nothing, once for all lines of a price, and never below nothing', () => {
    const lines = [
      { what: 'some', price: 'queueRequest', amount: 0.8 },
      { what: 'more', price: 'queueRequest', amount: 2.2 },
      { what: 'few', price: 'alarm', amount: 4 },
      { what: 'a key', price: 'key', amount: 1 },
    ] as const;
    expect(totalAfterFree(lines, 'us-east-1')).toBeCloseTo(2 * 0.4 + 1);
  });

  it('grows with each year of orders, whose rows stay', () => {
    const shops = { shops: 100, ordersAShopADay: 10, profile: 'full' } as const;
    const gigabytes = (100 * 10 * assumptions.daysAMonth * 12 * 2_500) / 1e9;
    expect(ordersAfter(counts, shops, 1)).toBeCloseTo(gigabytes * (0.285 + 0.228 + 5 * 0.114));
    expect(ordersAfter(counts, shops, 3)).toBeCloseTo(3 * ordersAfter(counts, shops, 1));
  });

  it('has two leases of the poll and three of glances a shard and minute', () => {
    expect(lineOf('Leases and other writes of runs', 1_000).amount * 1e6).toBeCloseTo(minutes * (2 + 2 + 3));
    expect(lineOf('Leases and other writes of runs', 2_851).amount * 1e6).toBeCloseTo(minutes * 2 * (2 + 2 + 3));
  });

  it('has polls as long as the CPU share makes them, and never shorter than the mall’s distance', () => {
    const share = 256 / assumptions.memoryMiBOfACore;
    const seconds = (shops: number): number => (lineOf('Polls', shops).amount * 1e6) / 0.25 / minutes;
    expect(seconds(1)).toBeCloseTo(assumptions.runSecondsMin);
    expect(seconds(1_000)).toBeCloseTo(1 / share);
  });

  it('has what stands without any shop, and grows with them', () => {
    expect(dollarsOf(lineOf('Alarms', 1), 'us-east-1')).toBeCloseTo(2);
    expect(dollarsOf(lineOf('Composite alarms', 1), 'us-east-1')).toBeCloseTo(5);
    expect(dollarsOf(lineOf('Metrics of ours', 1), 'us-east-1')).toBeCloseTo(9);
    const total = (shops: number): number =>
      totalOf(monthOf(counts, { shops, ordersAShopADay: 10, profile: 'full' }), 'ap-northeast-1');
    expect(lineOf('Looking for messages', 1).amount).toBe(lineOf('Looking for messages', 800).amount);
    expect(total(1)).toBeGreaterThan(6);
    expect(total(57_000)).toBeGreaterThan((500 * total(1)) / 10);
  });

  it('has metrics of the malls that have shops, and of shards where there are several', () => {
    const metricsOf = (shops: number): number => lineOf('Metrics of ours', shops).amount;
    expect([metricsOf(1), metricsOf(2), metricsOf(2_851)]).toEqual([30, 40, 41]);
  });

  it('has runs of schedules as long as they wait by themselves, and the distance', () => {
    const probing = { ...run, aShard: false, seconds: 36 };
    const bill = monthOf(
      { ...counts, runs: { 'health-probe': probing } },
      { shops: 1, ordersAShopADay: 0, profile: 'full' },
    );
    const { amount = 0 } = bill.find(({ what }) => what.startsWith('Scans, probes')) ?? {};
    expect((amount * 1e6) / 0.25 / minutes).toBeGreaterThan(36.5);
    expect((amount * 1e6) / 0.25 / minutes).toBeLessThan(36.6);
  });

  it('is reckoned with prices that say where they are published', () => {
    for (const { source, dollars } of Object.values(prices)) {
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
      expect(Math.min(...Object.values(dollars))).toBeGreaterThan(0);
    }
  });
});
