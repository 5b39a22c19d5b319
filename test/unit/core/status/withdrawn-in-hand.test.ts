import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { PushState } from '../../../../core/model/push.ts';
import { nextRow } from '../../../../core/model/push-row.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import { isInHand } from '../../../../core/status/decide.ts';
import { defaultStatusSettings } from '../../../../core/status/settings.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';

const { leaseMs } = defaultStatusSettings;

const held: PushState = { kind: 'held', since: start, cause: 'manual', tries: 0 };
const pushing = (until: number): PushState => ({ kind: 'pushing', until, tries: 0 });

describe('a push is in hand', () => {
  it.each<[string, boolean, PushState, number | undefined]>([
    ['while a worker has its claim', true, pushing(start + secondMs), undefined],
    ['no longer once the claim is over', false, pushing(start), undefined],
    ['of no worker while it waits', false, held, undefined],
    ['of no worker after a call without an answer', false, held, start - secondMs],
    ['though a fast clock took over what was just claimed', true, held, start + leaseMs / 2],
    ['till the last call under a claim that a fast clock took over must have ended', true, held, start + 1],
    ['no longer once that call must have ended', false, held, start],
    ['of no worker after a call by a clock that is an hour fast', false, held, start + hourMs],
  ])('%s', (_, isSo, state, unknownAt) => {
    const row = unknownAt === undefined ? { state } : { state, unknownAt };
    expect(isInHand(row, start, defaultStatusSettings)).toBe(isSo);
  });
});

describe('what a worker has in hand', () => {
  let world: PushWorld;
  beforeEach(async () => {
    world = await openPushWorld();
  });

  it('is not taken back, though a process with a fast clock considered its claim over and held it', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    const { ports } = world.worker();
    const claim = { state: pushing(start + leaseMs) };
    await ports.pushes.put(nextRow(world.push(number), 'at-it', claim));
    await ports.pauses.set({ cause: 'manual', by: 'hanako', note: '棚卸し', since: start, scope: world.shop.key });
    await world.run(world.worker({}, hourMs));
    const row = world.push(number);
    expect(row).toMatchObject({ state: { kind: 'held' }, unknownAt: start + leaseMs / 2 });
    expect((await withdrawPush(ports, row, { by: 'taro' })).kind).toBe('under-way');
    expect(world.push(number)).toEqual(row);
    await world.idle(leaseMs / 2 + minuteMs);
    expect((await withdrawPush(ports, row, { by: 'taro' })).kind).toBe('withdrawn');
    // What it may have called for is looked after.
    expect(world.push(number)).toMatchObject({ state: { kind: 'withdrawn' }, unknownAt: start + leaseMs / 2 });
  });

  it('is taken back at once where only the moment of its last call is ahead, by a fast clock', async () => {
    const [number = ''] = world.orders(1, 300);
    await world.ask(number, shipment('1'));
    const { ports } = world.worker();
    const called = { state: { kind: 'retrying', tries: 1, next: start + hourMs, reason: 'unknown' } } as const;
    await ports.pushes.put(nextRow(world.push(number), 'fast', { ...called, unknownAt: start + hourMs }));
    expect((await withdrawPush(ports, world.push(number), { by: 'taro' })).kind).toBe('withdrawn');
  });
});
