import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { OrderStatusApi } from '../../../../core/ports/order-status-api.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { nextPush } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { openPushWorld, type PushWorld, shipment, type Worker } from '../../../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const defect = new TypeError('Cannot read 花子 of undefined');

/** A worker whose door at the mall is another one in parts. */
function workerWith(changed: (door: OrderStatusApi) => Partial<OrderStatusApi>): Worker {
  const worker = world.worker();
  const malls: Ports['malls'] = {
    ...worker.ports.malls,
    shop: async (shop) => {
      const open = await worker.ports.malls.shop(shop);
      const door = open.status as OrderStatusApi;
      return { ...open, status: { ...door, ...changed(door) } };
    },
  };
  return { ...worker, ports: { ...worker.ports, malls } };
}

const readingBreaksOver = (number: string): Worker =>
  workerWith((door) => ({
    readStates: (numbers) => (numbers.includes(number) ? Promise.reject(defect) : door.readStates(numbers)),
  }));

async function expectOthersDone(broken: string): Promise<void> {
  const others = world.pushes().filter(({ orderNumber }) => orderNumber !== broken);
  expect(others.map(({ state }) => state.kind)).toEqual(others.map(() => 'confirmed'));
}

describe('a defect of ours over one order', () => {
  it.each([
    ['in its reading', (number: string) => readingBreaksOver(number), 'not-done'],
    [
      'in its call',
      (number: string) =>
        workerWith((door) => ({
          ship: (one, changes, read) => (one === number ? Promise.reject(defect) : door.ship(one, changes, read)),
        })),
      'unknown',
    ],
    [
      'in what is made of its state',
      (number: string) =>
        workerWith((door) => ({
          readStates: async (numbers) => {
            const read = await door.readStates(numbers);
            const spoilt = (state: (typeof read.states)[number]) =>
              state.orderNumber === number ? { ...state, baskets: undefined as never } : state;
            return { ...read, states: read.states.map(spoilt) };
          },
        })),
      'not-done',
    ],
  ])('%s puts off that push alone, and fails the run at its end', async (_, workerOver, reason) => {
    const numbers = world.orders(5, 300);
    const broken = numbers[2] ?? '';
    for (const number of numbers) await world.ask(number, shipment('1'));
    world.store.workMessages.length = 0;
    const report = await world.run(workerOver(broken));
    expect([...report.internalErrors.values()]).toEqual([defect.constructor].map((kind) => expect.any(kind)));
    expect(report.confirmed).toBe(4);
    await expectOthersDone(broken);
    const push = world.push(broken);
    expect(push.state).toMatchObject({ kind: 'retrying', reason, code: 'defect' });
    expect(push.trail.at(-1)).toMatchObject({ what: 'retrying', code: 'defect' });
    // The failed message comes back by itself: no other one is sent for it.
    expect(world.store.workMessages).toEqual([]);
    expect(JSON.stringify(world.log.lines)).not.toContain('花子');
    expect(world.log.lines.filter(({ event }) => event === 'push.defect')).toHaveLength(1);
    // After the defect is fixed.
    await world.pass(11 * minuteMs);
    expect(world.push(broken).state.kind).toBe('confirmed');
    expect(world.rows(broken)).toHaveLength(1);
  });

  it('is found out among orders that share a call', async () => {
    const numbers = world.orders(8);
    const broken = numbers[5] ?? '';
    for (const number of numbers) await world.ask(number, { kind: 'confirm' });
    await world.run(
      workerWith((door) => ({
        confirm: (some) =>
          some.includes(broken) ? Promise.reject(defect) : (door.confirm?.(some) ?? Promise.reject(defect)),
      })),
    );
    await expectOthersDone(broken);
    expect(world.push(broken).state).toMatchObject({ kind: 'retrying', code: 'defect', reason: 'unknown' });
  });

  it('fails each run until it is mended, and is said once in the history', async () => {
    const [number = '', other = ''] = world.orders(2, 300);
    await world.ask(number, shipment('1'));
    await world.run(readingBreaksOver(number));
    await world.idle(minuteMs);
    await world.ask(other, shipment('2'));
    const report = await world.run(readingBreaksOver(number));
    expect([...report.internalErrors.values()]).toEqual([defect]);
    await expectOthersDone(number);
    expect(world.push(number).trail.filter(({ code }) => code === 'defect')).toHaveLength(1);
  });

  it('in a look at what is done puts off that look alone', async () => {
    const [number = '', other = ''] = world.orders(2, 300);
    await world.ask(number, shipment('1'));
    await world.run();
    const at = world.time.now();
    const open = { unknownAt: at, lookAgainAt: at };
    await putChanges(world.worker().ports.targets, nextPush(world.push(number), 'w', open));
    await world.ask(other, shipment('2'));
    const report = await world.run(readingBreaksOver(number));
    expect(report.internalErrors.size).toBe(1);
    await expectOthersDone(number);
    expect(world.push(number).state.kind).toBe('confirmed');
    expect(world.push(number).lookAgainAt).toBeGreaterThan(at);
  });
});
