import { TsunagiError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ports } from '../ports/index.ts';
import type { RejectedRequests } from '../ports/rejected-requests.ts';
import type { EpochMs } from '../units.ts';
import { knownFieldsOf } from './known-fields.ts';
import { momentOf } from './moment-of.ts';
import { readRequest } from './read-request.ts';
import type { RequestEvent } from './rejected.ts';
import { checkPushes, type PushRequest, type RequestPorts, requestPushes } from './request.ts';

/** What became of an event. */
export type TakenIn =
  | { readonly kind: 'taken-in'; readonly pushes: number }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** What taking in needs. */
export type IntakePorts = RequestPorts &
  Pick<Ports, 'bus'> & { readonly clock: Clock; readonly rejected: RejectedRequests };

/** More reasons than this help nobody. */
const reasonsMax = 100;

/**
 * Takes in what an event asks for: all of it, or nothing where anything is wrong with it. Then it is rejected with all reasons
 * at once, and the bus is told. The same event may come any number of times. `arrivedAt` is when our queue got it, the same for
 * every receipt; now where nobody knows. Throws `store.failing`, `queue.failing` and
 * `bus.failing`, after which it has to come again.
 */
export async function takeIn(ports: IntakePorts, event: RequestEvent, arrivedAt?: EpochMs): Promise<TakenIn> {
  const problems: string[] = [];
  const request = readRequest(event.detail, problems);
  if (request === null) return reject(ports, event, problems);

  const { shop, by, orders } = request;
  const received = ports.clock.now();
  const now = momentOf(event, Math.min(arrivedAt ?? received, received));
  const requests = orders.map((order): PushRequest => ({ shop, ...order }));
  const found = reasonsOf(await checkPushes(ports, requests, now));
  if (found.length > 0) return reject(ports, event, found);

  // Whoever may put events on the bus writes what they like here: nothing may read as if a person had asked by a command.
  const requested = await requestPushes(ports, requests, { by: `event:${by}`, now });
  // The shop may have gone in between.
  const refused = reasonsOf(requested.map((one) => (one.kind === 'refused' ? one.problems : [])));
  return refused.length > 0 ? reject(ports, event, refused) : { kind: 'taken-in', pushes: requests.length };
}

/** Problems of the orders, in their order. What is wrong with the shop is wrong for all of them, and said once. */
function reasonsOf(problems: readonly (readonly string[])[]): string[] {
  const all = problems.flatMap((found, index) =>
    found.map((problem) => (problem.startsWith('shop: ') ? problem : `orders[${index}], ${problem}`)),
  );
  return [...new Set(all)];
}

async function reject(ports: IntakePorts, event: RequestEvent, all: readonly string[]): Promise<TakenIn> {
  const more = all.length - reasonsMax;
  const reasons = more > 0 ? [...all.slice(0, reasonsMax), `… and ${more} more.`] : all;
  const { id, source, time, detail } = event;
  const rejected = { event: { id, source, time }, reasons, detail: knownFieldsOf(detail) };
  // The bus first: news of it has one id however often it is told, while a second message in the queue would be another one.
  if (!(await ports.bus.tellRejected(rejected))) {
    throw new TsunagiError(
      'bus.failing',
      'later',
      'The bus did not take the news of a rejected request. The event comes again.',
    );
  }
  await ports.rejected.keep(rejected);
  ports.log.warn('push.request-rejected', { eventId: id, source, reasons: all.length, first: reasons[0] ?? '' });
  return { kind: 'rejected', reasons };
}
