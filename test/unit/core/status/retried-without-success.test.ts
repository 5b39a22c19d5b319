import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { PushState, PushStep, RetryReason } from '../../../../core/model/push.ts';
import { oldestRetrySince } from '../../../../core/status/push-shop.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';

/** How long a push had waited according to the log lines of an event, in minutes. */
const waitsOf = ({ log }: PushWorld, event: string): number[] =>
  log.lines.filter((line) => line.event === event).map(({ fields }) => Number(fields.PushWaitSeconds) / 60);

describe('how old a push is that is tried again and again', () => {
  it('counts from when it was asked for, though it never is due for long when it is swept', async () => {
    const world = await openPushWorld();
    const [number = ''] = world.orders(1);
    world.rms.control.break({ kind: 'server-error-json', operations: ['confirmOrder'] });
    await world.ask(number, { kind: 'confirm' });
    await world.pass(3 * hourMs);
    expect(world.push(number).state.kind).toBe('retrying');
    expect(waitsOf(world, 'pushes.measured')).toEqual([]);
    const waits = waitsOf(world, 'pushes.tried');
    // One at least in any ten minutes: an alarm over periods of five sees it.
    expect(waits.length).toBeGreaterThan(17);
    expect(waits[0]).toBeGreaterThanOrEqual(10);
    expect(waits.at(-1)).toBeGreaterThan(165);
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));

    world.rms.control.mend();
    await world.pass(45 * minuteMs);
    expect(world.push(number).state.kind).toBe('confirmed');
    const before = waitsOf(world, 'pushes.tried').length;
    await world.pass(hourMs);
    expect(waitsOf(world, 'pushes.tried')).toHaveLength(before);
  });

  it('is not reported for one that waits for the mall, which is no trouble', async () => {
    const flow = { cardDelayMs: dayMs, prepaidDelayMs: dayMs, shopChosenDelayMs: dayMs };
    const world = await openPushWorld({ settings: { flow } });
    const [number = ''] = world.orders(1, 200);
    await world.ask(number, shipment('1'));
    await world.pass(3 * hourMs);
    expect(world.push(number).state).toMatchObject({ kind: 'retrying', reason: 'mall-processing' });
    expect(waitsOf(world, 'pushes.tried')).toEqual([]);
  });
});

describe('since when a push is retried without success', () => {
  const retrying = (reason: RetryReason): PushState => ({ kind: 'retrying', tries: 3, next: start, reason });
  const since = (state: PushState, trail: readonly PushStep[] = []): number | null =>
    oldestRetrySince({ state, requestedAt: start, trail });

  it('is when it was asked for, where a call failed or its end is not known', () => {
    expect(since(retrying('not-done'))).toBe(start);
    expect(since(retrying('unknown'))).toBe(start);
  });

  it('is never, where it waits for the mall or another push, or is not tried again', () => {
    for (const reason of ['confirm-first', 'mall-processing', 'mall-changing'] as const)
      expect(since(retrying(reason))).toBeNull();
    expect(since({ kind: 'held', since: start, cause: 'manual', tries: 3 })).toBeNull();
    expect(since({ kind: 'confirmed', at: start })).toBeNull();
  });

  it('is when a person had it looked at again, where it was done before, and not where it was under way', () => {
    const at = start + hourMs;
    const byHand: PushStep = { at: at + minuteMs, what: 'retried-by-hand' };
    const failedAgain: PushStep = { at: at + 2 * minuteMs, what: 'retrying' };
    expect(since(retrying('not-done'), [{ at, what: 'confirmed' }, byHand, failedAgain])).toBe(byHand.at);
    expect(since(retrying('not-done'), [{ at, what: 'retrying' }, byHand, failedAgain])).toBe(start);
  });
});
