import { type EpochMs, eachLimited, readWhole, type Static } from '../kernel/index.ts';
import { type Merchant, type Movement, type MovementKind, movementReports } from '../model/index.ts';
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
  const problems: string[] = [];
  const reported = readWhole(movementReports[type], event.detail, problems);
  const rejection = { ...common, shape: movementReports[type] };
  if (reported === null) return rejectRequest(ports, event, problems, rejection);
  const received = ports.clock.now();
  const sentAt = momentOf(event, Math.min(arrivedAt ?? received, received));
  const merchant = await ports.merchants.get(reported.merchant);
  const taken = await takeReport(ports, type, reported, merchant, {
    ...{ id: event.id, by: `event:${reported.by}`, received, checkedAt: sentAt, moment: () => sentAt },
  });
  return taken.kind === 'refused' ? rejectRequest(ports, event, taken.reasons, rejection) : taken;
}

/** `checkedAt`, `moment`: the time of items that name none, before all are known to be sound, and then. */
interface Reporting {
  readonly id: string;
  readonly by: string;
  readonly received: EpochMs;
  readonly checkedAt: EpochMs;
  moment(): EpochMs | Promise<EpochMs>;
}

/** Stores all movements of a report or none, each under the report's `id` and its own place: a repeat is stored once. Throws `store.failing`. */
export async function takeReport(
  ports: Pick<Ports, 'stock' | 'clock'>,
  type: MovementEvent,
  { merchant, items }: Static<(typeof movementReports)[MovementEvent]>,
  row: Merchant | null,
  { id, by, received, checkedAt, moment }: Reporting,
) {
  const movementsAt = (sentAt: EpochMs): Movement[] =>
    items.map(({ sku, quantity, at }, index) => ({
      ...{ merchant, sku, at: at === undefined ? sentAt : Date.parse(at), id: `${id}#${index}` },
      ...{ kind: movementEvents[type], quantity, by, note: '', writtenAt: received },
    }));
  const reasons = [
    ...stockProblems(row),
    ...movementsAt(checkedAt).flatMap((movement, index) =>
      movementProblems(movement, received).map((problem) => `items[${index}]: ${problem}`),
    ),
  ];
  if (reasons.length > 0) return { kind: 'refused' as const, reasons };
  const movements = movementsAt(await moment());
  await eachLimited(movements, writesAtOnce, async (movement) => void (await writeMovement(ports, movement)));
  const moved: MovedSkus = { merchant, skus: movements.map(({ sku }) => sku) };
  return { kind: 'taken-in' as const, moved };
}

/** Says why stock of a merchant is not taken; empty if it is. */
export function stockProblems(merchant: Merchant | null): string[] {
  if (merchant === null) return ['merchant: there is no such merchant. Give the id that ops merchants list shows.'];
  if (merchant.features.includes('stock')) return [];
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
