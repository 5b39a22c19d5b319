import { type EpochMs, readWhole, type Sentence } from '../kernel/index.ts';
import { statusRequest } from '../model/index.ts';
import {
  type Clock,
  momentOf,
  type Ports,
  type RejectedRequests,
  type RequestEvent,
  rejectRequest,
} from '../ports/index.ts';
import { checkPushes, type PushRequest, type RequestPorts, requestPushes } from './request.ts';

/** The outcome of an event. */
export type TakenIn =
  | { readonly kind: 'taken-in'; readonly pushes: number }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** What taking in needs. */
export type IntakePorts = RequestPorts &
  Pick<Ports, 'bus'> & { readonly clock: Clock; readonly rejected: RejectedRequests };

/** How a rejected request appears on the bus, in the log and in errors. */
const kind = { news: 'StatusPushRejected', what: 'request', line: 'push.request-rejected' } as const;

/**
 * Accepts everything that an event requests, or nothing if any part is wrong. A wrong event is rejected with all reasons at
 * once, and the rejection is published on the bus. The same event may arrive any number of times. `arrivedAt` is when our queue
 * received it, the same for every receipt; the default is now. Throws `store.failing`, `queue.failing` and `bus.failing`, after
 * which the event must be delivered again.
 */
export async function takeIn(ports: IntakePorts, event: RequestEvent, arrivedAt?: EpochMs): Promise<TakenIn> {
  const problems: string[] = [];
  const shape = statusRequest(ports.malls.names);
  const rejection = { ...kind, shape };
  const request = readWhole(shape, event.detail, problems);
  if (request === null) return rejectRequest(ports, event, problems, rejection);

  const { shop, by, orders } = request;
  const received = ports.clock.now();
  const now = momentOf(event, Math.min(arrivedAt ?? received, received));
  const requests = orders.map(({ orderNumber, change: content }): PushRequest => ({ shop, orderNumber, content }));
  const found = reasonsOf(await checkPushes(ports, requests, now));
  if (found.length > 0) return rejectRequest(ports, event, found, rejection);

  // A sender on the bus can write any name here. The prefix keeps it apart from a person who used a command.
  const requested = await requestPushes(ports, requests, { by: `event:${by}`, now });
  // The shop may have gone in between.
  const refused = reasonsOf(requested.map((one) => (one.kind === 'refused' ? one.problems : [])));
  return refused.length > 0
    ? rejectRequest(ports, event, refused, rejection)
    : { kind: 'taken-in', pushes: requests.length };
}

/** Problems of the orders, in their order. A problem of the shop concerns all of them, and is reported once. */
function reasonsOf(problems: readonly (readonly Sentence[])[]): string[] {
  const all = problems.flatMap((found, index) =>
    found.map(String).map((problem) => (problem.startsWith('shop: ') ? problem : `orders[${index}], ${problem}`)),
  );
  return [...new Set(all)];
}
