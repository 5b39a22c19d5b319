import { expect, it } from 'vitest';
import { logPollResult, type PollReport } from '../../../../core/jobs/poll-orders.ts';
import type { Log, LogValue } from '../../../../core/ports/system.ts';

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
};

function toldOf(report: Partial<PollReport>): Record<string, LogValue>[] {
  const told: Record<string, LogValue>[] = [];
  const log: Log = { info: (_, fields = {}) => told.push(fields), warn: () => undefined, error: () => undefined };
  logPollResult(log, 0, { ...quiet, ...report });
  return told;
}

it('a poll warns of a backlog that the processor of the function holds up, and of no other', () => {
  const warned = (behind: number, cpuShare: number): unknown[] => {
    const lines: unknown[] = [];
    const warn: Log['warn'] = (event, fields) => lines.push({ event, ...fields });
    logPollResult(
      { info: () => undefined, warn, error: () => undefined },
      3,
      { ...quiet, imported: 900, behind },
      cpuShare,
    );
    return lines;
  };
  expect(warned(2, 0.934)).toEqual([{ event: 'poll.cpu-bound', shard: 3, behind: 2, imported: 900, cpuShare: 0.93 }]);
  expect(warned(2, 0.5)).toEqual([]);
  expect(warned(0, 0.9)).toEqual([]);
});

it('a poll reports no minute in which hundreds of shops were asked and had nothing new', () => {
  expect(toldOf({})).toEqual([]);
});

it('a poll reports no figure of calls where each shop was asked once, and the mall failed', () => {
  expect(toldOf({ visited: 0, failed: 20, calls: 20 })).toMatchObject([{ failed: 20, CallsPerOrder: null }]);
});

it('a poll divides the calls beyond the first of each visit by the orders that came', () => {
  expect(toldOf({ imported: 4, calls: 802, callsBeyond: 2, callsBeyondFor: 4 })).toMatchObject([
    { imported: 4, calls: 802, CallsPerOrder: 0.5 },
  ]);
});

it('a poll reports calls that brought nothing at all', () => {
  expect(toldOf({ calls: 817, callsBeyond: 17, callsBeyondFor: 1 })).toMatchObject([{ CallsPerOrder: 17 }]);
});
