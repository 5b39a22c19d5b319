import { TsunagiError } from '../errors.ts';
import { eachLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import type { RejectedRequests } from '../ports/rejected-requests.ts';
import { momentOf } from '../status/moment-of.ts';
import type { RequestEvent } from '../status/rejected.ts';
import type { EpochMs } from '../units.ts';
import { knownMovementFields } from './known-movement-fields.ts';
import { movementProblems, writeMovement } from './move.ts';
import type { Movement } from './movement.ts';
import { type MovementEvent, movementEvents, type ReportedMovements, readMovements } from './read-movements.ts';
import type { MovedSkus } from './spread-skus.ts';

/** What became of an event. */
export type MovementsTaken =
  | { readonly kind: 'taken-in'; readonly moved: MovedSkus }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** What taking in needs. */
export type TakeMovementsPorts = Pick<Ports, 'stock' | 'merchants' | 'bus' | 'clock' | 'log'> & {
  readonly rejected: RejectedRequests;
};

const writesAtOnce = 16;
/** More reasons than this help nobody. */
const reasonsMax = 100;

/**
 * Takes in the movements that an event reports: all of them, or none where anything is wrong with it. Then it is rejected with all
 * reasons at once, and the bus is told. The same event may come any number of times. `arrivedAt` is when our queue got it; now where
 * nobody knows. Throws `store.failing`, `queue.failing` and `bus.failing`, after which it has to come again.
 */
export async function takeMovements(
  ports: TakeMovementsPorts,
  type: MovementEvent,
  event: RequestEvent,
  arrivedAt?: EpochMs,
): Promise<MovementsTaken> {
  const kind = movementEvents[type];
  const problems: string[] = [];
  const reported = readMovements(kind, event.detail, problems);
  if (reported === null) return reject(ports, event, problems);
  const received = ports.clock.now();
  const sentAt = momentOf(event, Math.min(arrivedAt ?? received, received));
  const movements = reported.items.map(
    ({ sku, quantity, at }, index): Movement => ({
      merchant: reported.merchant,
      sku,
      at: at ?? sentAt,
      id: `${event.id}#${index}`,
      kind,
      quantity,
      by: `event:${reported.by}`,
      note: '',
      writtenAt: received,
    }),
  );
  const found = [
    ...(await merchantProblems(ports, reported)),
    ...movements.flatMap((movement, index) =>
      movementProblems(movement, received).map((problem) => `items[${index}]: ${problem}`),
    ),
  ];
  if (found.length > 0) return reject(ports, event, found);
  await eachLimited(movements, writesAtOnce, async (movement) => {
    // The id is the event's own: one that stands is this one, taken in before.
    await writeMovement(ports, movement);
  });
  return { kind: 'taken-in', moved: { merchant: reported.merchant, skus: movements.map(({ sku }) => sku) } };
}

async function merchantProblems(
  { merchants }: Pick<Ports, 'merchants'>,
  { merchant }: ReportedMovements,
): Promise<string[]> {
  const row = await merchants.get(merchant);
  if (row === null) return ['merchant: there is no such merchant. Give the id that ops merchants list shows.'];
  if (row.features.includes('stock')) return [];
  return [
    'merchant: has no stock with us. Switch the feature "stock" on with ops merchants change, then send it again.',
  ];
}

async function reject(ports: TakeMovementsPorts, event: RequestEvent, all: readonly string[]): Promise<MovementsTaken> {
  const more = all.length - reasonsMax;
  const reasons = more > 0 ? [...all.slice(0, reasonsMax), `… and ${more} more.`] : all;
  const { id, source, time, detail } = event;
  const rejected = { event: { id, source, time }, reasons, detail: knownMovementFields(detail) };
  // The bus first: news of it has one id however often it is told, while a second message in the queue would be another one.
  if (!(await ports.bus.tellMovementRejected(rejected))) {
    throw new TsunagiError(
      'bus.failing',
      'later',
      'The bus did not take the news of a rejected movement. The event comes again.',
    );
  }
  await ports.rejected.keep(rejected);
  ports.log.warn('stock.movement-rejected', { eventId: id, source, reasons: all.length, first: reasons[0] ?? '' });
  return { kind: 'rejected', reasons };
}
