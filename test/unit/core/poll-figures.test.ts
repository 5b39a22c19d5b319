import { expect, it } from 'vitest';
import { type PollReport, tellOfPoll } from '../../../core/orders/poll-shard.ts';
import type { Log, LogValue } from '../../../core/ports/log.ts';

const quiet: PollReport = {
  visited: 800,
  paused: 0,
  failed: 0,
  cutShort: false,
  imported: 0,
  missing: 0,
  quarantined: 0,
  behind: 0,
  calls: 800,
  callsBeyond: 0,
  callsBeyondFor: 0,
  agesMs: [],
};

function toldOf(report: Partial<PollReport>): Record<string, LogValue>[] {
  const told: Record<string, LogValue>[] = [];
  const log: Log = { info: (_, fields = {}) => told.push(fields), warn: () => undefined, error: () => undefined };
  tellOfPoll(log, 0, { ...quiet, ...report });
  return told;
}

it('says nothing of a minute in which hundreds of shops were asked and had nothing new', () => {
  expect(toldOf({})).toEqual([]);
});

it('says no figure of calls where each shop was asked once, and the mall failed', () => {
  expect(toldOf({ visited: 0, failed: 20, calls: 20 })).toMatchObject([{ failed: 20, CallsPerOrder: null }]);
});

it('divides the calls beyond the first of each visit by the orders that came', () => {
  expect(toldOf({ imported: 4, calls: 802, callsBeyond: 2, callsBeyondFor: 4 })).toMatchObject([
    { imported: 4, calls: 802, CallsPerOrder: 0.5 },
  ]);
});

it('tells of calls that brought nothing at all', () => {
  expect(toldOf({ calls: 817, callsBeyond: 17, callsBeyondFor: 1 })).toMatchObject([{ CallsPerOrder: 17 }]);
});
