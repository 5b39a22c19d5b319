import { changesOfTarget, type OrderTarget } from '../../core/model/order-target.ts';
import type { TargetRequest } from '../../core/model/order-words.ts';
import type { PushState, PushStep } from '../../core/model/push.ts';
import type { ShopKey } from '../../core/model/shop.ts';

/** A request of an order's row by itself, as tests and laws tell of it: `pushing` while a worker has the row. */
export interface Push extends Omit<TargetRequest, 'state' | 'heldAt' | 'isForgotten'>, Pick<OrderTarget, 'missed'> {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly version: number;
  readonly writer: string;
  readonly state: PushState;
  readonly trail: readonly PushStep[];
}

/** What changes of it. An absent field stays as it is, null takes it away. */
export type PushChange = { readonly [Key in keyof Push]?: Push[Key] | null } & { readonly steps?: readonly PushStep[] };

/** The requests of a row, each by itself. */
export function pushesIn(target: OrderTarget): Push[] {
  const changes = changesOfTarget(target);
  return target.requests.map(({ heldAt: _, isForgotten: __, ...one }, request) => {
    const { state, timeline: trail } = changes[request] as (typeof changes)[number];
    const { shop, orderNumber, version, writer, missed } = target;
    return { shop, orderNumber, version, writer, ...one, state, ...(missed === undefined ? {} : { missed }), trail };
  });
}

/** The request as another run has written it. */
export function nextPush(push: Push, runId: string, { steps = [], ...change }: PushChange): Push {
  const trail = [...push.trail, ...steps];
  const changed = Object.entries({ ...push, ...change, version: push.version + 1, writer: runId, trail });
  return Object.fromEntries(changed.filter(([, value]) => value !== null)) as unknown as Push;
}
