import type { EpochMs } from '../kernel/index.ts';
import {
  isDone,
  keptOf,
  type OrderSeen,
  type OrderTarget,
  type Parcel,
  type Push,
  type PushContent,
  type TargetRequest,
  wantedParcels,
} from '../model/index.ts';
import type { Attempt } from '../session/index.ts';
import { type Decision, decide } from './decide.ts';
import type { StatusSession } from './status-session.ts';

/** What a worker saw of an order and did about it. Facts, no decisions: they may have to be applied to a later row. */
export interface OrderTurn {
  /** The row as it was claimed. */
  readonly claimed: OrderTarget;
  /** What was done for each request that was due, by its place in the row. */
  readonly attempts: ReadonlyMap<number, Attempt>;
  /** The order as it was read after that; null where it could not be read. */
  readonly seen: OrderSeen | null;
  /** True where some reading found the order. */
  readonly isFound: boolean;
  /** True where the order was called for, or could not be read: what has ended is looked at later. */
  readonly isLookPutOff: boolean;
  /** The call that removed rows, and how many. */
  readonly removal: { readonly attempt: Attempt; readonly rows: number } | null;
}

/** The places of the requests that have ended and are to be looked at. */
export function looksDue({ requests }: OrderTarget, now: EpochMs): number[] {
  return requests.flatMap((one, request) => (isDone(one) && (one.lookAgainAt ?? now + 1) <= now ? [request] : []));
}

export const placeOf = ({ requests }: OrderTarget, { id }: Pick<Push, 'id'>): number =>
  requests.findIndex((one) => one.id === id);

export const isShipment = (request: TargetRequest | undefined): boolean => request?.content.kind === 'ship';

export const removalsOf = ({ removals = 0 }: OrderTarget): number => removals;

/** What a request needs, its order being as it was read. */
export function decisionOf(
  { ports, settings, traits }: StatusSession,
  target: OrderTarget,
  request: number,
  { seen, ofOrder }: { readonly seen: OrderSeen; readonly ofOrder: readonly Push[] },
): Decision {
  const wanted = wantedParcels(target);
  const find = (parcel: Parcel) => wanted.find((one) => one.parcel === parcel);
  const { id } = target.requests[request] as TargetRequest;
  const push = ofOrder.find((one) => one.id === id) as Push;
  return decide(whatCounts(target, request), push, {
    ...{ seen, ofOrder, settings, traits },
    now: ports.clock.now(),
    outdatedOf: (parcel) => find(parcel)?.outdated ?? [],
    takenBackOf: (parcel) => find(parcel)?.takenBack ?? [],
  });
}

/** What of a request counts; all of it where nothing does. */
function whatCounts(target: OrderTarget, request: number): PushContent {
  const { content } = target.requests[request] as TargetRequest;
  const counting = keptOf(target, request);
  if (content.kind !== 'ship' || counting.length === 0) return content;
  const places = new Set(counting.map(({ index }) => index));
  return { ...content, parcels: content.parcels.filter((_, index) => places.has(index)) };
}
