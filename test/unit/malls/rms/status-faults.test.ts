import { describe, expect, it } from 'vitest';
import { mayBeApplied } from '../../../../core/kernel/errors.ts';
import type { ErrorCode } from '../../../../core/kernel/failures.ts';
import { openRmsShop } from '../../../../malls/rms/client.ts';
import type { RmsStatusApi } from '../../../../malls/rms/order-status-api.ts';
import { createUndiciTransport } from '../../../../malls/undici.ts';
import { serve } from '../../../../simulator/index.ts';
import type { Fault } from '../../../../simulator/rms/index.ts';
import { failureOf, orderIn, type StatusMall, shopUrl, statusMall } from './status-mall.ts';

const trackingNumber = '9876-5432-1098';
const memo = '電話番号は090';

/** Every call that changes something, each with an order that it would change. */
const calls: readonly (readonly [
  name: string,
  progress: 100 | 300,
  call: (door: RmsStatusApi, order: string, basketId: string) => Promise<unknown>,
])[] = [
  ['confirmOrder', 100, (door, order) => door.confirm([order])],
  [
    'updateOrderShipping',
    300,
    (door, order, basketId) =>
      door.ship(order, [
        { kind: 'add', basketId, parcel: { carrier: '1001', trackingNumber, shippedOn: '2026-11-24' } },
      ]),
  ],
  ['updateOrderSubStatus', 300, (door, order) => door.setSubStatus([order], '3700011')],
  ['updateOrderMemo', 300, (door, order) => door.setMemo(order, memo)],
  ['cancelOrder', 300, (door, order) => door.cancel(order, { reason: 'buyer-other', restoresStock: 'no' })],
];

/** How it ended, and whether the order was changed all the same. */
async function tried(mall: StatusMall, [, progress, call]: (typeof calls)[number], spoil: () => void) {
  const order = orderIn(mall, progress);
  const basketId = (await mall.state(order)).baskets[0]?.basketId ?? '';
  const shown = (): string => JSON.stringify(mall.rms.control.order(order)?.model);
  const before = shown();
  spoil();
  const error = await failureOf(call(mall.door, order, basketId));
  mall.rms.control.mend();
  return { error, order, changed: shown() !== before };
}

type Row = readonly [name: string, fault: Fault, code: ErrorCode, changed: boolean, open: boolean];
const faults: readonly Row[] = [
  ['no connection', { kind: 'refuse' }, 'mall.unreachable', false, false],
  ['a connection that broke', { kind: 'reset' }, 'mall.reset', true, true],
  ['silence, and nothing was done', { kind: 'timeout-before' }, 'mall.timeout', false, true],
  ['silence, and it was done', { kind: 'timeout-after' }, 'mall.timeout', true, true],
  ['silence, and it will be done', { kind: 'apply-later' }, 'mall.timeout', false, true],
  ['503', { kind: 'server-error-json' }, 'mall.failing', false, true],
  ['503, and it was done', { kind: 'server-error-json', applied: true }, 'mall.failing', true, true],
  ['a page with 503, and it was done', { kind: 'server-error-html', applied: true }, 'mall.not-json', true, true],
  ['a page with 200, and it was done', { kind: 'html-200', applied: true }, 'mall.not-json', true, true],
  ['a system error with 200, and it was done', { kind: 'system-error-200', applied: true }, 'mall.failing', true, true],
  ['a system error with 500', { kind: 'system-error-500' }, 'mall.failing', false, true],
  ['a conflict', { kind: 'conflict' }, 'mall.failing', false, true],
];

describe.each(calls)('%s', (...row) => {
  const [operation] = row;

  it.each(faults)('that ends with %s', async (_name, fault, code, changed, open) => {
    const mall = statusMall();
    const { order, error, ...end } = await tried(mall, row, () =>
      mall.rms.control.break({ ...fault, operations: [operation] }),
    );
    // Only that a call left something open may have changed anything.
    expect({ code: error.code, retry: error.retry, open: mayBeApplied(error), ...end }).toEqual({
      code,
      retry: 'later',
      open,
      changed,
    });
    expect(error.context).toMatchObject({ shop: `rms#${shopUrl}`, operation, orderNumber: order });
    if (error.context.status !== undefined) expect(error.context.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['GA0001', 'ES01-01'] as const)('with a dead key, reported by %s', async (envelope) => {
    const mall = statusMall({ auth: { envelope } });
    const { error, changed } = await tried(mall, row, () => mall.rms.control.expireKey(shopUrl));
    expect(error).toMatchObject({ code: 'key.refused', retry: 'after-pause', context: { mallCodes: [envelope] } });
    expect([mayBeApplied(error), changed]).toEqual([false, false]);
  });

  it.each([400, 401, 403])('that is switched off, under %i', async (functionOffStatus) => {
    const mall = statusMall({ assumed: { functionOffStatus } });
    const { error, changed } = await tried(mall, row, () => mall.rms.control.switchFunction(shopUrl, operation, false));
    expect(error).toMatchObject({ code: 'key.function-off', retry: 'after-pause' });
    expect(error.message).toContain(`rpay.order.${operation} is switched off`);
    expect([mayBeApplied(error), changed]).toEqual([false, false]);
  });

  it('that is throttled, by 429 or by what is set as such', async () => {
    const known = statusMall({ throttle: { status: 429 } });
    const { error, changed } = await tried(known, row, () => known.rms.control.break({ kind: 'throttle' }));
    expect([error.code, mayBeApplied(error), changed]).toEqual(['mall.throttled', false, false]);
    const unsure = statusMall({ throttle: { status: 503 } }, { throttleStatuses: [429, 503] });
    const second = await tried(unsure, row, () => unsure.rms.control.break({ kind: 'throttle', applied: true }));
    expect([second.error.code, mayBeApplied(second.error), second.changed]).toEqual(['mall.throttled', true, true]);
  });

  it('that is answered and lost looks accepted, and is seen not to be there', async () => {
    const mall = statusMall();
    const [, progress, call] = row;
    const order = orderIn(mall, progress);
    const before = await mall.state(order);
    mall.rms.control.break({ kind: 'lost-write' });
    await call(mall.door, order, before.baskets[0]?.basketId ?? '');
    expect(await mall.state(order)).toEqual(before);
  });

  it('never repeats a tracking number or a memo in a failure', async () => {
    for (const [, fault] of faults) {
      const mall = statusMall();
      const { error } = await tried(mall, row, () => mall.rms.control.break(fault));
      const cause = error.cause instanceof Error ? error.cause.message : '';
      expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.context)} ${cause}`).not.toMatch(
        new RegExp(`${trackingNumber}|${memo}`),
      );
    }
  });
});

describe('changes over real HTTP', () => {
  it('arrive with every character, and break off as they should', async () => {
    const mall = statusMall();
    const order = orderIn(mall, 300);
    const serving = await serve(mall.rms, { port: 0 });
    // A busy machine, too, sends a call within three seconds.
    const transport = createUndiciTransport({ clockSpeed: 60, deadlineRealMsMin: 3_000 });
    const { serviceSecret, licenseKey } = mall.rms.control.shops()[0] ?? { serviceSecret: '', licenseKey: '' };
    const { status: door } = openRmsShop({
      shop: { key: `rms#${shopUrl}` },
      credential: { serviceSecret, licenseKey },
      baseUrl: serving.url,
      transport,
      now: () => mall.rms.control.nowMs(),
    });
    try {
      await door.setMemo(order, '𠮷野家さま 🎁 至急');
      expect((await door.readStates([order])).states).toMatchObject([{ memo: '𠮷野家さま 🎁 至急' }]);
      mall.rms.control.break({ kind: 'reset', times: 1 });
      await expect(door.setMemo(order, 'A')).rejects.toMatchObject({ code: 'mall.reset' });
      mall.rms.control.break({ kind: 'timeout-after', times: 1 });
      await expect(door.setMemo(order, 'B')).rejects.toMatchObject({ code: 'mall.timeout' });
      expect((await mall.state(order)).memo).toBe('B');
    } finally {
      await transport.close();
      await serving.stop();
    }
  });
});
