import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { PushContent } from '../../../core/model/push.ts';
import type { YahooFault, YahooSimulator } from '../../../simulator/yahoo/index.ts';
import { openPushWorld, type PushWorld, shipment } from '../../status-world.ts';
import type { Cell } from './play.ts';

/** A call of the client of Yahoo!ショッピング, as it stands in the table. */
export interface YahooCallUnderFault {
  readonly name: string;
  readonly operation: string;
  readonly content: PushContent;
  /** True when the fault strikes the reading back alone. */
  readonly afterChange?: boolean;
  /** True where the order was shipped an hour before. */
  readonly isShipped?: boolean;
}

const number = '1234-5678';

/** Every call that makes pushes true at Yahoo!ショッピング. */
export const yahooCalls: readonly YahooCallUnderFault[] = [
  { name: 'orderInfo, before', operation: 'orderInfo', content: shipment(number) },
  { name: 'orderInfo, reading back', operation: 'orderInfo', afterChange: true, content: shipment(number) },
  { name: 'orderChange, 閲覧済み', operation: 'orderChange', content: { kind: 'confirm' } },
  { name: 'orderChange, 社内メモ', operation: 'orderChange', content: { kind: 'memo', text: '熨斗あり' } },
  { name: 'orderPayStatusChange', operation: 'orderPayStatusChange', content: { kind: 'pay', paidOn: '2026-11-24' } },
  { name: 'orderShipStatusChange', operation: 'orderShipStatusChange', content: shipment(number) },
  { name: 'orderStatusChange, 完了', operation: 'orderStatusChange', content: { kind: 'complete' }, isShipped: true },
  {
    name: 'orderStatusChange, キャンセル',
    operation: 'orderStatusChange',
    content: { kind: 'cancel', reason: 'buyer-cancelled' },
  },
];

/** One way in which a call ends badly, or well with a Warning. */
export interface YahooCallFault {
  readonly name: string;
  readonly fault: YahooFault;
  /** Struck once; else until it is mended. */
  readonly once?: boolean;
}

/** Faults that can strike any call. */
export const yahooFaults: readonly YahooCallFault[] = [
  { name: 'refused connection', fault: { kind: 'refuse' } },
  { name: 'reset', fault: { kind: 'reset' } },
  { name: 'time-out before applying', fault: { kind: 'timeout-before' } },
  { name: 'time-out after applying', fault: { kind: 'timeout-after' } },
  {
    name: 'applied 3 min after we gave up',
    fault: { kind: 'apply-later', applyAfterMs: 3 * minuteMs + 20 * secondMs },
  },
  { name: '503, XML', fault: { kind: 'server-error-xml' } },
  { name: '503, XML, applied', fault: { kind: 'server-error-xml', applied: true } },
  { name: '503, HTML', fault: { kind: 'server-error-html' } },
  { name: '200, HTML', fault: { kind: 'html-200' } },
  { name: '200, HTML, applied', fault: { kind: 'html-200', applied: true } },
  { name: '500, od91001', fault: { kind: 'system-error' } },
  { name: '401, a good token', fault: { kind: 'auth-flap' } },
  { name: 'throttled (403)', fault: { kind: 'throttle' } },
];

/** Warnings of a cancel. */
export const yahooWarnings: readonly YahooCallFault[] = [
  { name: 'od91130: the stock of its lines was not moved', fault: { kind: 'stock-link-error' } },
  {
    name: 'od91704: accepted, and carried out 2 min later',
    fault: { kind: 'cancel-later', applyAfterMs: 2 * minuteMs },
  },
  {
    name: 'od91704: accepted, and carried out 20 min later',
    fault: { kind: 'cancel-later', applyAfterMs: 20 * minuteMs },
    once: true,
  },
];

/** Plays one cell until nothing can come any more. */
export async function playYahooCell(call: YahooCallUnderFault, { name, fault, once }: YahooCallFault): Promise<Cell> {
  let [isBroken, changed] = [false, false];
  const strike = (): void => {
    yahooOf(world).control.break({ ...fault, operations: [call.operation], ...(once ? { times: 1 } : {}) });
  };
  const world: PushWorld = await openPushWorld({
    yahoo: {},
    onExchange({ request }) {
      if (!isBroken || changed || !request.path.endsWith('/orderShipStatusChange')) return;
      changed = true;
      if (call.afterChange) strike();
    },
  });
  const { control } = yahooOf(world);
  const [orderNumber = ''] = control.addOrders('kado-no-mise', {
    count: 1,
    kind: call.content.kind === 'pay' ? 'unpaid' : 'plain',
    at: world.time.now() - hourMs,
  });
  if (call.isShipped) {
    await world.ask(orderNumber, shipment(number));
    await world.pass(hourMs);
    world.exchanges.length = 0;
    world.store.pushNews.length = 0;
  }
  const askedAt = world.time.now();
  isBroken = true;
  if (!call.afterChange) strike();
  await world.ask(orderNumber, call.content);
  let endedAt: number | null = null;
  while (world.time.now() < askedAt + 4 * hourMs) {
    await world.pass(10 * secondMs);
    if (isBroken && world.time.now() >= askedAt + 10 * minuteMs) {
      isBroken = false;
      control.mend();
    }
    const { kind } = world.push(orderNumber, call.content.kind).state;
    endedAt = kind === 'confirmed' || kind === 'failed' ? (endedAt ?? world.time.now()) : null;
  }
  const push = world.push(orderNumber, call.content.kind);
  const isShip = call.content.kind === 'ship';
  const rows = control.order(orderNumber)?.shipment.numbers.filter((one) => one !== '').length ?? 0;
  return {
    ...{ call: call.name, fault: name, state: push.state },
    ...{ rowsMax: isShip ? rows : null, rows: isShip ? rows : null },
    isSo: isSo(world, orderNumber, call.content),
    writingCalls: world.exchanges.filter(({ request }) => /\/order\w*Change$/.test(request.path)).length,
    tookMs: (endedAt ?? Number.POSITIVE_INFINITY) - askedAt,
    leftOpen: push.unknownAt !== undefined || push.lookAgainAt !== undefined || push.untold !== undefined,
    failures: world.failures,
    news: new Set(world.store.pushNews.map(({ id }) => id)).size,
  };
}

function yahooOf({ yahoo }: PushWorld): YahooSimulator {
  if (yahoo === null) throw new Error('The world has no Yahoo!ショッピング.');
  return yahoo;
}

function isSo(world: PushWorld, orderNumber: string, content: PushContent): boolean {
  const order = yahooOf(world).control.order(orderNumber);
  switch (content.kind) {
    case 'confirm':
      return order?.isSeen === true;
    case 'memo':
      return order?.notes === content.text;
    case 'pay':
      return order?.payStatus === 1;
    case 'ship':
      return order?.shipStatus === 3 && order.shipment.numbers[0] === number;
    case 'complete':
      return order?.orderStatus === 5;
    case 'cancel':
      return order?.orderStatus === 4 && order.cancelMails === 1;
    case 'sub-status':
      return false;
  }
}
