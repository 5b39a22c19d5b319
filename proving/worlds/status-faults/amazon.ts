import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { PushContent } from '../../../core/model/push.ts';
import type { AmazonFault, AmazonSimulator } from '../../../simulator/amazon/index.ts';
import { openPushWorld, type PushWorld, shipment } from '../../status-world.ts';
import type { Cell } from './play.ts';

const number = '4444-1375-8703';
const seller = 'kado-no-mise';
const wanted = (trackingNumber: string): PushContent => shipment(trackingNumber, '2026-11-24', 'YAMATO');

/** A call of the client of Amazon, as it stands in the table. */
export interface AmazonCallUnderFault {
  readonly name: string;
  readonly operation: 'getOrder' | 'confirmShipment';
  /** True when the fault strikes the reading back alone. */
  readonly afterChange?: boolean;
  /** True where another number was reported an hour before, which this one corrects. */
  readonly corrects?: boolean;
}

/** Every call that makes pushes true at Amazon. */
export const amazonCalls: readonly AmazonCallUnderFault[] = [
  { name: 'getOrder, before', operation: 'getOrder' },
  { name: 'getOrder, reading back', operation: 'getOrder', afterChange: true },
  { name: 'confirmShipment', operation: 'confirmShipment' },
  { name: 'confirmShipment, correcting', operation: 'confirmShipment', corrects: true },
];

/** One way in which a call ends badly. */
export interface AmazonCallFault {
  readonly name: string;
  readonly fault: AmazonFault;
  /** Struck once; else until it is mended. */
  readonly once?: boolean;
  /** True where confirmShipment is refused by it: the application lacks the role, as far as can be told. */
  readonly isRefusal?: boolean;
}

/** Faults that can strike any call. */
export const amazonFaults: readonly AmazonCallFault[] = [
  { name: 'refused connection', fault: { kind: 'refuse' } },
  { name: 'reset', fault: { kind: 'reset' } },
  { name: 'time-out before applying', fault: { kind: 'timeout-before' } },
  { name: 'time-out after applying', fault: { kind: 'timeout-after' } },
  {
    name: 'applied 3 min after we gave up',
    fault: { kind: 'apply-later', applyAfterMs: 3 * minuteMs + 20 * secondMs },
  },
  { name: '503', fault: { kind: 'overloaded' } },
  { name: '503, applied', fault: { kind: 'overloaded', applied: true } },
  { name: '503, HTML', fault: { kind: 'server-error-html' } },
  { name: '200, HTML', fault: { kind: 'html-200' } },
  { name: '200, HTML, applied', fault: { kind: 'html-200', applied: true } },
  { name: '500, InternalFailure', fault: { kind: 'internal-failure' } },
  { name: '500, InternalFailure, applied', fault: { kind: 'internal-failure', applied: true } },
  { name: '403, a good token', fault: { kind: 'auth-flap' }, isRefusal: true },
  { name: '429, without a header', fault: { kind: 'throttle' } },
];

/** What confirmShipment alone knows. */
export const amazonRefusals: readonly AmazonCallFault[] = [
  { name: '204, and nothing done, once', fault: { kind: 'lost-write' }, once: true },
  { name: '204, and nothing done', fault: { kind: 'lost-write' } },
  { name: '400, InvalidInput', fault: { kind: 'invalid-input' } },
];

/** Plays one cell until nothing can come any more. */
export async function playAmazonCell(
  { name: call, operation, afterChange = false, corrects = false }: AmazonCallUnderFault,
  { name, fault, once = false }: AmazonCallFault,
): Promise<Cell> {
  let [isBroken, changed] = [false, false];
  const strike = (): void => {
    amazonOf(world).control.break({ ...fault, operations: [operation], ...(once ? { times: 1 } : {}) });
  };
  const world: PushWorld = await openPushWorld({
    amazon: {},
    onExchange({ request }) {
      if (!isBroken || changed || !request.path.endsWith('/shipmentConfirmation')) return;
      changed = true;
      if (afterChange) strike();
    },
  });
  const { control } = amazonOf(world);
  const [orderNumber = ''] = control.addOrders(seller, { count: 1, kind: 'plain', at: world.time.now() - hourMs });
  if (corrects) {
    await world.ask(orderNumber, wanted('4444-1375-8714'));
    await world.pass(hourMs);
    world.exchanges.length = 0;
    world.store.pushNews.length = 0;
  }
  const askedAt = world.time.now();
  isBroken = true;
  if (!afterChange) strike();
  const parcel = { carrier: 'YAMATO', trackingNumber: number, shippedOn: '2026-11-24' };
  const content: PushContent = corrects
    ? { kind: 'ship', parcels: [{ ...parcel, corrects: '4444-1375-8714' }] }
    : wanted(number);
  await world.ask(orderNumber, content);
  const pushOf = () => {
    const own = world.pushes().find((push) => push.requestedAt >= askedAt);
    if (own === undefined) throw new Error(`There is no push of ${orderNumber}.`);
    return own;
  };
  const watch = { endedAt: null as number | null, rowsMax: 0 };
  while (world.time.now() < askedAt + 4 * hourMs) {
    await world.pass(10 * secondMs);
    if (isBroken && world.time.now() >= askedAt + 10 * minuteMs) {
      isBroken = false;
      control.mend();
    }
    const { kind } = pushOf().state;
    watch.endedAt = kind === 'confirmed' || kind === 'failed' ? (watch.endedAt ?? world.time.now()) : null;
    watch.rowsMax = Math.max(watch.rowsMax, control.order(orderNumber)?.packages.length ?? 0);
  }
  const push = pushOf();
  const { packages = [], fulfillmentStatus } = control.order(orderNumber) ?? {};
  return {
    ...{ call, fault: name, state: push.state, rowsMax: watch.rowsMax, rows: packages.length },
    isSo: fulfillmentStatus === 'SHIPPED' && packages.length === 1 && packages[0]?.trackingNumber === number,
    writingCalls: world.exchanges.filter(({ request }) => request.path.endsWith('/shipmentConfirmation')).length,
    tookMs: (watch.endedAt ?? Number.POSITIVE_INFINITY) - askedAt,
    leftOpen: push.unknownAt !== undefined || push.lookAgainAt !== undefined || push.untold !== undefined,
    failures: world.failures,
    news: new Set(world.store.pushNews.map(({ id }) => id)).size,
  };
}

function amazonOf({ amazon }: PushWorld): AmazonSimulator {
  if (amazon === null) throw new Error('The world has no Amazon.');
  return amazon;
}
