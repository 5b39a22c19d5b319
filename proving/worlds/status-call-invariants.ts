import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Parcel, PushContent } from '../../core/model/push.ts';
import { standingAgeMaxMs } from '../../core/session/gate.ts';
import { gapBetweenCallsMs } from '../../core/session/pacer.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import type { Push } from '../memory/push.ts';
import type { StatusWatch, WatchedCall } from './status-watch.ts';
import type { World } from './world.ts';

/** Between the last look at the gate and the beginning of a call. */
const callMs = secondMs;
/** Clocks tell when a run may call again to some milliseconds. */
const slackMs = 10;
/** What must hold of the calls that make changes. */
export function brokenStatusCalls(world: World, watch: StatusWatch): string[] {
  return [
    ...callsWhilePaused(watch),
    ...callsWhileDown(world, watch),
    ...callsTooDense(world, watch),
    ...sentAgainTooSoon(world, watch),
    ...callsForWithdrawn(watch),
    ...stockGivenBack(world, watch),
  ];
}

/** A shop that a person has paused is not called. */
export function callsWhilePaused({ holds, calls }: StatusWatch): string[] {
  return holds.flatMap(({ shop, from, until }) =>
    calls
      .filter(
        (call) => call.shop === shop && call.startedAt > from + standingAgeMaxMs + callMs && call.startedAt < until,
      )
      .map(({ operation, startedAt }) => `${operation} of ${shop} ${startedAt - from} ms after a person had paused it`),
  );
}

function callsWhileDown({ watch: { healths } }: World, { calls }: StatusWatch): string[] {
  const states = healths.filter(({ health }) => health.capability === 'status');
  return states.flatMap(({ at, health }, index) => {
    if (health.state.kind !== 'down') return [];
    const until = states[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    return calls
      .filter(({ startedAt }) => startedAt > at + standingAgeMaxMs + callMs && startedAt < until)
      .map(({ operation, shop, startedAt }) => `${operation} of ${shop} ${startedAt - at} ms after statuses were held`);
  });
}

/** Each process keeps to the shop's third of the rate; and so do all, where one lease holds them apart and hands it on. */
function callsTooDense({ swarm, statuses }: World, { calls }: StatusWatch): string[] {
  const areOneLane = swarm.writes.leaseIgnored === 0 && statuses?.rightClocks === true;
  const gapMs = gapBetweenCallsMs('push', 1) - slackMs;
  const lanes = Map.groupBy(calls, ({ by, shop }) => (areOneLane ? shop : `${by} ${shop}`));
  return [...lanes.values()].flatMap((lane) =>
    lane.flatMap((call, index) => {
      const before = lane[index - 1];
      const afterMs = call.startedAt - (before?.startedAt ?? Number.NEGATIVE_INFINITY);
      return afterMs < gapMs ? [`${call.by} called ${call.shop} ${afterMs} ms after ${before?.by} did`] : [];
    }),
  );
}

const single = ['updateOrderShipping', 'updateOrderMemo', 'cancelOrder'];

/** The same call is not made again before one whose end is not known would have come to light. */
function sentAgainTooSoon({ statuses }: World, { calls }: StatusWatch): string[] {
  if (!statuses?.rightClocks) return [];
  const broken: string[] = [];
  const ofOne = calls.filter(({ operation, body }) => single.includes(operation) && !removes(body));
  for (const own of Map.groupBy(ofOne, ({ shop, operation, body }) => `${shop} ${operation} ${body}`).values()) {
    for (const [index, call] of own.entries()) {
      const before = own[index - 1];
      if (before === undefined || before.isAnswered) continue;
      const afterMs = call.startedAt - before.startedAt;
      if (afterMs < defaultStatusSettings.unknownWaitMs - callMs) {
        broken.push(`${call.operation} of ${call.shop} was sent again ${afterMs} ms after one with an unknown end`);
      }
    }
  }
  return broken;
}

function removes(body: string): boolean {
  return body.includes('shippingDeleteFlag');
}

/**
 * What was taken back is not called for any more. A worker that has it in hand by a wrong clock ends its run, and so does one from which
 * a fast clock took it, because its claim seemed over, before it was taken back.
 */
function callsForWithdrawn(watch: StatusWatch): string[] {
  /** Of a process, or of a run of one: `p7`, `p7.2`. */
  const isRight = (name: string): boolean => (watch.workers.get(name.split('.')[0] ?? name) ?? 0) === 0;
  const graceMs = (by: string, writer: string): number => (isRight(by) && isRight(writer) ? callMs : 3 * minuteMs);
  const byPush = Map.groupBy(watch.rows, ({ push }) => `${push.shop}#${push.orderNumber}#${push.id}`);
  return [...byPush].flatMap(([name, rows]) =>
    rows.flatMap(({ at, push }, index) => {
      if (push.state.kind !== 'withdrawn' || isReplacedInHand(push, rows[index - 1]?.push)) return [];
      const until =
        rows.slice(index + 1).find((next) => next.push.state.kind !== 'withdrawn')?.at ?? Number.POSITIVE_INFINITY;
      return watch.calls
        .filter(
          (call) =>
            call.shop === push.shop &&
            call.startedAt > at + graceMs(call.by, push.writer) &&
            call.startedAt < until &&
            isFor(call, push.orderNumber, ownContent(push, watch)),
        )
        .map(({ startedAt }) => `${name} was called for ${startedAt - at} ms after it was taken back`);
    }),
  );
}

/** True where another request took its place while a worker had it: that worker makes its call, and reads what became of it. */
function isReplacedInHand({ state, writer }: Push, before: Push | undefined): boolean {
  const isReplaced = state.kind === 'withdrawn' && state.reason === 'superseded';
  return isReplaced && before?.state.kind === 'pushing' && before.writer !== writer;
}

/** What of a push no other push of its order has: a call for it is a call for this push. Rows drop the text of a withdrawn memo. */
function ownContent({ id, shop, orderNumber, content }: Push, { rows }: StatusWatch): PushContent {
  if (content.kind === 'memo') {
    const named = rows.find(({ push }) => push.shop === shop && push.orderNumber === orderNumber && push.id === id);
    return named?.push.content ?? content;
  }
  if (content.kind !== 'ship') return content;
  const ofOthers = rows.flatMap(({ push }) =>
    push.orderNumber === orderNumber && push.id !== id && push.content.kind === 'ship' ? push.content.parcels : [],
  );
  const isShared = ({ carrier, trackingNumber }: Parcel): boolean =>
    ofOthers.some((other) => other.carrier === carrier && other.trackingNumber === trackingNumber);
  return { kind: 'ship', parcels: content.parcels.filter((parcel) => !isShared(parcel)) };
}

/** True of a call that would make a content true. */
function isFor({ operation, body }: WatchedCall, orderNumber: string, content: PushContent): boolean {
  if (!body.includes(orderNumber)) return false;
  if (content.kind === 'memo') return operation === 'updateOrderMemo' && body.includes(`"${content.text}"`);
  if (content.kind !== 'ship' || !body.includes('BasketidModelList')) return false;
  const { BasketidModelList } = JSON.parse(body) as ShippingBody;
  const rows = BasketidModelList.flatMap(({ ShippingModelList }) => ShippingModelList);
  return content.parcels.some(
    ({ carrier, trackingNumber }) =>
      trackingNumber !== null &&
      rows.some((row) => row.deliveryCompany === carrier && row.shippingNumber === trackingNumber),
  );
}

/** updateOrderShipping, as far as it is looked into. */
interface ShippingBody {
  readonly BasketidModelList: readonly {
    readonly ShippingModelList: readonly { readonly deliveryCompany?: string; readonly shippingNumber?: string }[];
  }[];
}

/** Stock is given back where it is kept: in our ledger for merchants who have one, at the mall for the others. */
function stockGivenBack({ shops, store }: World, { calls }: StatusWatch): string[] {
  const cancels = calls.filter(({ operation }) => operation === 'cancelOrder');
  return cancels.flatMap(({ shop, body }) => {
    const merchant = shops.find(({ key }) => key === shop)?.merchant ?? '';
    const keeps = store.merchantsById.get(merchant)?.features.includes('stock') ?? false;
    return body.includes(`"inventoryRestoreType":${keeps ? 2 : 0}`)
      ? []
      : [`a cancel of ${shop} gives stock back twice`];
  });
}
