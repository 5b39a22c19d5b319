import { type EpochMs, eachLimited, readWhole } from '../kernel/index.ts';
import { type Movement, type MovementKind, movementReports } from '../model/index.ts';
import { momentOf, type Ports, type RejectedRequests, type RequestEvent, rejectRequest } from '../ports/index.ts';
import { movementProblems, writeMovement } from './move.ts';
import type { MovedSkus } from './spread-skus.ts';

export type TakeMovementsPorts = Pick<Ports, 'stock' | 'merchants' | 'bus' | 'clock' | 'log'> & {
  readonly rejected: RejectedRequests;
};

const writesAtOnce = 16;
const common = { news: 'StockMovementRejected', what: 'movement', line: 'stock.movement-rejected' } as const;

/**
 * Accepts all movements of an event, or none if any part is wrong, publishing the rejection with all reasons. Repeatable. `arrivedAt`: when
 * our queue first got the event. Throws `store.failing`, `queue.failing` and `bus.failing`: deliver the event again then.
 */
export async function takeMovements(
  ports: TakeMovementsPorts,
  type: MovementEvent,
  event: RequestEvent,
  arrivedAt?: EpochMs,
) {
  const kind = movementEvents[type];
  const problems: string[] = [];
  const reported = readWhole(movementReports[type], event.detail, problems);
  const rejection = { ...common, shape: movementReports[type] };
  if (reported === null) return rejectRequest(ports, event, problems, rejection);
  const received = ports.clock.now();
  const sentAt = momentOf(event, Math.min(arrivedAt ?? received, received));
  const movements = reported.items.map(
    ({ sku, quantity, at }, index): Movement => ({
      merchant: reported.merchant,
      sku,
      at: at === undefined ? sentAt : Date.parse(at),
      id: `${event.id}#${index}`,
      kind,
      quantity,
      by: `event:${reported.by}`,
      note: '',
      writtenAt: received,
    }),
  );
  const found = [
    ...(await merchantProblems(ports, reported.merchant)),
    ...movements.flatMap((movement, index) =>
      movementProblems(movement, received).map((problem) => `items[${index}]: ${problem}`),
    ),
  ];
  if (found.length > 0) return rejectRequest(ports, event, found, rejection);
  // Ids are the event's own, so a stored one was accepted before.
  await eachLimited(movements, writesAtOnce, async (movement) => void (await writeMovement(ports, movement)));
  const moved: MovedSkus = { merchant: reported.merchant, skus: movements.map(({ sku }) => sku) };
  return { kind: 'taken-in' as const, moved };
}

async function merchantProblems({ merchants }: Pick<Ports, 'merchants'>, merchant: string): Promise<string[]> {
  const row = await merchants.get(merchant);
  if (row === null) return ['merchant: there is no such merchant. Give the id that ops merchants list shows.'];
  if (row.features.includes('stock')) return [];
  return [
    'merchant: has no stock with us. Switch the feature "stock" on with ops merchants change, then send it again.',
  ];
}

/** Events that report movements, with the kind of each. */
export const movementEvents = {
  StockCounted: 'counted',
  StockReceived: 'received',
  StockAdjusted: 'adjusted',
} as const satisfies Record<keyof typeof movementReports, MovementKind>;
export type MovementEvent = keyof typeof movementEvents;
