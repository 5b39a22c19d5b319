import { describe, expect, it } from 'vitest';
import {
  type Budget,
  countedAnew,
  type Reached,
  reachedSection,
  timedBudgets,
  withReached,
} from '../../bench/budgets.ts';
import counts from '../../bench/cost/counts.json' with { type: 'json' };
import { recounted } from '../../bench/cost/counts.ts';
import type { Figures } from '../../bench/figures.ts';
import { textOf } from '../../proving/layout/sources.ts';

const page = textOf('docs/reference/bench.md');
const budget: Budget = { figure: 'peak', measured: 226, limit: 256, sense: 'at most', gated: true };
const example: Reached = { on: '2026-11-25', cores: 2, budgets: [budget, { ...budget, figure: 'row', measured: 300 }] };

describe('what the bench reached', () => {
  it('docs/reference/bench.md has what the bench reached as it was recorded (else: npm run bench -- --record)', () => {
    const reached = JSON.parse(textOf('bench/reached.json')) as Reached;
    expect(page).toContain(reachedSection(reached));
    expect(withReached(page, reached)).toBe(page);
  });

  it('a record of the bench is written under its heading, and nothing else of the page changes', () => {
    const written = withReached(page, example);
    expect(written).toContain('| peak | 226 | at most 256 | yes | gate |');
    expect(written).toContain('| row | 300 | at most 256 | **no** | gate |');
    expect(withReached(written, JSON.parse(textOf('bench/reached.json')) as Reached)).toBe(page);
    expect(() => withReached('# Bench\n', example)).toThrow('no heading');
  });
});

it('what is counted anew replaces what was counted, and leaves what an idle machine measured', () => {
  const counted = { ...budget, figure: 'row', measured: 100 };
  const anew = countedAnew(example, [counted], '2026-12-01');
  expect(anew).toEqual({ ...example, countedOn: '2026-12-01', budgets: [counted, budget] });
  expect(reachedSection(anew)).toContain('counted anew on 2026-12-01');
});

it('a whole run fails where a measured budget is broken', () => {
  const timed = {
    pageOverParse: 4,
    coldPageOverParse: 5,
    pollCpuOverUndici: 1.5,
    shopsPerMinute: 6_000,
    peakMb: 226,
    orderCpuOverLeast: 4,
  };
  const figures = { import: timed, coldStartOverEmpty: { 'poll-orders': 2.3 } } as unknown as Figures;
  const budgets = timedBudgets(figures);
  expect(budgets).toHaveLength(7);
  expect(budgets.filter(({ gated }) => !gated)).toEqual([]);
});

it('counting again leaves the CPU that an idle machine measured', () => {
  const [name = '', run] = Object.entries(counts.runs)[0] ?? [];
  const again = recounted(counts, {
    parts: { ...counts.parts, full: { ...counts.parts.full, alarmMetrics: 7 } },
    runs: { [name]: { ...run, readUnits: 3, cpuMs: 999, seconds: 999 } as (typeof counts.runs)['reconcile'] },
    push: { ...counts.push, writeUnits: 4, cpuMs: 999 },
  });
  expect(again.parts.full.alarmMetrics).toBe(7);
  expect(again.runs[name]).toMatchObject({ readUnits: 3, cpuMs: run?.cpuMs, seconds: run?.seconds });
  expect(again.push).toEqual({ ...counts.push, writeUnits: 4 });
  expect(again.order).toEqual(counts.order);
});
