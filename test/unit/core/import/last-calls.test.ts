import { describe, expect, it } from 'vitest';
import { readIsolated } from '../../../../core/import/read-orders.ts';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { dayMs } from '../../../../core/kernel/time.ts';
import type { ImportSession } from '../../../../core/session/import-session.ts';
import { noon } from '../../../contract/fixtures.ts';

const stored = ['w1', 'w2', 'w3'];
const failing = () => new TsunagiError('mall.failing', 'later', 'The mall answered 500.', { status: 500 });

/** A run with some calls left, at a mall that answers 500 for the bad orders, or for all, and leaves some out. */
function runWith(
  calls: number,
  isBad: (orderNumber: string) => boolean,
  isLeftOut: (orderNumber: string, call: number) => boolean = () => false,
): ImportSession & { readonly asked: string[] } {
  const asked: string[] = [];
  const reading: ImportSession['reading'] = { hasRead: false, listed: [] };
  const callsLeft = () => Math.max(0, calls - asked.length);
  const run = {
    asked,
    shop: { key: 'rms#kado-no-mise' },
    traits: { lookBackMs: dayMs },
    reading,
    mallNow: () => noon,
    ports: {
      random: { next: () => 0.5 },
      orders: {
        openOrders: async () => stored.map((orderNumber) => ({ orderNumber, orderedAt: noon })),
        rows: async () => new Map(stored.map((orderNumber) => [orderNumber, { kind: 'stored', orderNumber }])),
      },
    },
    mayCall: () => callsLeft() > 0,
    callsLeft,
    readOrders: async (orderNumbers: readonly string[]) => {
      asked.push(orderNumbers.join());
      if (orderNumbers.some(isBad)) throw failing();
      const absent = orderNumbers.filter((orderNumber) => isLeftOut(orderNumber, asked.length));
      const given = orderNumbers.filter((orderNumber) => !absent.includes(orderNumber));
      reading.hasRead ||= given.length > 0;
      return { orders: given.map((orderNumber) => ({ orderNumber })), unreadable: [], absent };
    },
  };
  return run as unknown as ImportSession & { readonly asked: string[] };
}

const isBad = (orderNumber: string): boolean => orderNumber.startsWith('b');

describe('bad orders that a run meets with its last calls', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'bad orders that a run meets with its last calls are no failing mall, with %i calls left',
    async (calls) => {
      const run = runWith(calls, isBad);
      const { orders, unreadable, unread } = await readIsolated(run, ['b1', 'b2', 'b3'], true);
      expect(orders).toEqual([]);
      expect([...unreadable.map(({ orderNumber }) => orderNumber), ...unread].sort()).toEqual(['b1', 'b2', 'b3']);
      expect(run.asked.length).toBeLessThanOrEqual(calls);
    },
  );

  it('orders are left to the next run when the only call shows one that is bad', async () => {
    expect((await readIsolated(runWith(1, isBad), ['b1'], true)).unread).toEqual(['b1']);
    const bad = (await readIsolated(runWith(2, isBad), ['b1'], true)).unreadable.map(({ orderNumber }) => orderNumber);
    expect(bad).toEqual(['b1']);
  });

  it('orders are not blamed for a mall that fails every call', async () => {
    await expect(
      readIsolated(
        runWith(25, () => true),
        ['b1', 'b2'],
        true,
      ),
    ).rejects.toMatchObject({ code: 'mall.failing' });
  });
});

describe('orders without a row that an answer leaves out', () => {
  const once = (orderNumber: string, call: number): boolean => call === 1 && orderNumber === 'n1';

  it('orders without a row that an answer leaves out are asked for once more, and are missing only then', async () => {
    const run = runWith(3, isBad, once);
    const { orders, absent } = await readIsolated(run, ['n1', 'n2'], true);
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual(['n2', 'n1']);
    expect([absent, run.asked]).toEqual([[], ['n1,n2', 'n1']]);
    const gone = runWith(3, isBad, (orderNumber) => orderNumber === 'n1');
    expect((await readIsolated(gone, ['n1', 'n2'], true)).absent).toEqual(['n1']);
    expect(gone.asked).toEqual(['n1,n2', 'n1']);
  });

  it('orders that an answer leaves out are not asked for again where they have a row, or no call is left', async () => {
    expect((await readIsolated(runWith(3, isBad, once), ['n1', 'n2'], false)).absent).toEqual(['n1']);
    expect((await readIsolated(runWith(1, isBad, once), ['n1', 'n2'], true)).absent).toEqual(['n1']);
  });
});
