import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { PushContent, PushState } from '../../../../core/model/push.ts';
import { withdrawPush } from '../../../../core/status/by-hand.ts';
import { defaultStatusSettings } from '../../../../core/status/settings.ts';
import { nextPush, type Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../../../proving/status-world.ts';

const { claimMs: leaseMs } = defaultStatusSettings;

const pushing = (until: number): PushState => ({ kind: 'pushing', until, tries: 0 });

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
    await putChanges(ports.targets, nextPush(world.push(number), 'at-it', claim));
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
    await putChanges(ports.targets, nextPush(world.push(number), 'fast', { ...called, unknownAt: start + hourMs }));
    expect((await withdrawPush(ports, world.push(number), { by: 'taro' })).kind).toBe('withdrawn');
  });

  it('is not taken back where it was asked for again meanwhile, until the worker may call no more', async () => {
    const [number = ''] = world.orders(1, 300);
    await inHand(number, { kind: 'memo', text: '熨斗' });
    await askAnew(number, { kind: 'memo', text: 'のし不要' }, { kind: 'memo', text: '熨斗' });
    const row = world.pushes()[0] as Push;
    const { ports } = world.worker();
    expect((await withdrawPush(ports, row, { by: 'taro' })).kind).toBe('under-way');
    await world.idle(leaseMs);
    expect((await withdrawPush(ports, row, { by: 'taro' })).kind).toBe('withdrawn');
    // What it may have called for is looked after.
    expect(world.pushes()[0]).toMatchObject({ unknownAt: start + leaseMs / 2 });
  });

  it('is not taken back as a number that was corrected, though the wrong one was asked for again (seed 605466)', async () => {
    const [number = ''] = world.orders(1, 300);
    const parcel = { carrier: '1001', shippedOn: '2026-11-24' };
    const wrong: PushContent = { kind: 'ship', parcels: [{ ...parcel, trackingNumber: '1111' }] };
    const right: PushContent = { kind: 'ship', parcels: [{ ...parcel, trackingNumber: '2222', corrects: '1111' }] };
    await inHand(number, wrong);
    await askAnew(number, right, wrong);
    await world.pass(leaseMs / 2 - 10 * secondMs);
    expect(world.writingCalls()).toEqual([]);
    await world.pass(2 * leaseMs);
    expect(world.pushes().map(({ state }) => state.kind)).toEqual(['withdrawn', 'confirmed']);
    expect(world.rows(number).map((row) => row.number)).toEqual(['2222']);
  });

  /** A push that a worker has just claimed. */
  async function inHand(number: string, content: PushContent): Promise<void> {
    await world.ask(number, content);
    const claim = { state: pushing(start + leaseMs) };
    await putChanges(world.worker().ports.targets, nextPush(world.push(number), 'at-it', claim));
  }

  async function askAnew(number: string, ...contents: readonly PushContent[]): Promise<void> {
    for (const content of contents) {
      await world.idle(secondMs);
      await world.ask(number, content);
    }
  }
});
