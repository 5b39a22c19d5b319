import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import {
  isInMaintenance,
  type Maintenance,
  overrunMs,
  problemsOfMaintenance,
  withEnded,
} from '../../../../core/model/pause.ts';
import { pausesOf } from '../../../../core/model/standing.ts';

const from = Date.UTC(2024, 5, 15, 17);
const to = from + 6 * hourMs;
const window: Maintenance = {
  id: '20240616-0200',
  mall: 'rms',
  capabilities: ['import', 'stock'],
  from,
  to,
  note: '定期メンテナンス',
  by: 'ops',
};

const held = (maintenance: Maintenance, now: number): string[] =>
  pausesOf({ pauses: [], healths: [], maintenances: [maintenance] }, now).map(
    ({ capability, rampStep }) => `${capability}${rampStep === undefined ? '' : ` step ${rampStep}`}`,
  );

describe('a planned maintenance', () => {
  it('holds what it names from its start on, and after its end until that was answered', () => {
    expect(held(window, from - 1)).toEqual([]);
    expect(held(window, from)).toEqual(['import', 'stock']);
    expect(held(window, to + hourMs)).toEqual(['import', 'stock']);
    const importBack = withEnded(window, ['import'], to + minuteMs);
    expect(importBack.endedAt).toBeUndefined();
    expect(held(importBack, to + hourMs)).toEqual(['stock']);
    const both = withEnded(importBack, ['import', 'stock'], to + 2 * minuteMs);
    expect(both).toMatchObject({
      endedAt: to + 2 * minuteMs,
      ended: { import: to + minuteMs, stock: to + 2 * minuteMs },
    });
    expect(held(both, to + hourMs)).toEqual([]);
  });

  it('lets shops through step by step after its end, as after an outage', () => {
    const ended = withEnded(window, ['import', 'stock'], to);
    expect(held(ended, to)).toEqual(['import step 0', 'stock step 0']);
    expect(held(ended, to + 3 * minuteMs)).toEqual(['import step 1', 'stock step 1']);
    expect(held(ended, to + 8 * minuteMs)).toEqual([]);
  });

  it('leaves out the steps of the ramp that its mall needs not, for what ends with it and no other', () => {
    const first = withEnded(window, ['import'], to, { since: to, from: 3 });
    expect(held(first, to)).toEqual(['stock']);
    const both = withEnded(first, ['stock'], to + minuteMs, { since: to + minuteMs, from: 1 });
    expect(both.rampFrom).toEqual({ import: 3, stock: 1 });
    expect(held(both, to + minuteMs)).toEqual(['stock step 1']);
    expect(held(both, to + 7 * minuteMs)).toEqual(['stock step 2']);
  });

  it('does not end early because the mall answers in the middle of it', () => {
    expect(withEnded(window, ['import', 'stock'], to - 1)).toBe(window);
  });

  it('holds nobody once the mall has answered after its end, though by our clock that is still to come', () => {
    const ended = withEnded(window, ['import', 'stock'], to + minuteMs, { since: to + minuteMs, from: 3 });
    expect(held(ended, to - 50 * minuteMs)).toEqual([]);
    expect(held(ended, to + 2 * minuteMs)).toEqual([]);
  });

  it('is followed by a ramp that begins by our clock, where the clock of the mall is ahead', () => {
    const now = to - 50 * minuteMs;
    const ended = withEnded(window, ['import', 'stock'], to + minuteMs, { since: now, from: 0 });
    const heldAfter = (minutes: number) => held(ended, now + minutes * minuteMs);
    expect([0, 3, 6].map(heldAfter)).toEqual([0, 1, 2].map((step) => [`import step ${step}`, `stock step ${step}`]));
    expect(heldAfter(8)).toEqual([]);
  });

  it('is followed by a whole ramp where the clock of the mall is behind by more than the ramp takes', () => {
    const now = to + 30 * minuteMs;
    const ended = withEnded(window, ['import', 'stock'], to + minuteMs, { since: now, from: 0 });
    const heldAfter = (minutes: number) => held(ended, now + minutes * minuteMs);
    expect([0, 3, 6].map(heldAfter)).toEqual([0, 1, 2].map((step) => [`import step ${step}`, `stock step ${step}`]));
    expect(heldAfter(8)).toEqual([]);
  });

  it('is written once when it ends', () => {
    const ended = withEnded(window, ['stock'], to);
    expect(withEnded(ended, ['stock'], to + minuteMs)).toBe(ended);
  });

  it('excuses failures until it has run over for a while, and no longer those of work that is back', () => {
    const inIt = (maintenance: Maintenance, now: number) => isInMaintenance([maintenance], 'rms', 'import', now);
    expect([from - 1, from, to, to + overrunMs - 1, to + overrunMs].map((now) => inIt(window, now))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(isInMaintenance([window], 'rms', 'status', from)).toBe(false);
    expect(inIt(withEnded(window, ['import'], to), to + minuteMs)).toBe(false);
  });

  it('is refused with every problem at once, and where it overlaps another', () => {
    const wanted = { mall: 'rms', from: to, to: from, capabilities: [] } as const;
    expect(problemsOfMaintenance(wanted, [], to + hourMs)).toHaveLength(3);
    const overlapping = { mall: 'rms', from: to - 1, to: to + hourMs, capabilities: ['stock'] } as const;
    expect(problemsOfMaintenance(overlapping, [window], from).map(String)).toEqual([
      expect.stringContaining(window.id),
    ]);
    expect(problemsOfMaintenance({ ...overlapping, from: to }, [window], from)).toEqual([]);
    expect(problemsOfMaintenance({ ...overlapping, capabilities: ['status'] }, [window], from)).toEqual([]);
  });
});
