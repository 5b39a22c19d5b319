import { type EpochMs, eachLimited, fieldReader, type Kept, keep, TsunagiError } from '../kernel/index.ts';
import { type Movement, type MovementKind, quantityMax } from '../model/index.ts';
import { momentOf, type Ports, type RejectedRequests, type RequestEvent } from '../ports/index.ts';
import { movementProblems, writeMovement } from './move.ts';
import type { MovedSkus } from './spread-skus.ts';

/** The outcome of an event. */
export type MovementsTaken =
  | { readonly kind: 'taken-in'; readonly moved: MovedSkus }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** What taking in needs. */
export type TakeMovementsPorts = Pick<Ports, 'stock' | 'merchants' | 'bus' | 'clock' | 'log'> & {
  readonly rejected: RejectedRequests;
};

const writesAtOnce = 16;
/** A rejection lists at most this many reasons; more would not help. */
const reasonsMax = 100;

/**
 * Accepts all movements that an event reports, or none if any part is wrong. A wrong event is rejected with all reasons at once, and
 * the rejection is published on the bus. The same event may arrive any number of times. `arrivedAt` is when our queue received it; the
 * default is now. Throws `store.failing`, `queue.failing` and `bus.failing`, after which the event must be delivered again.
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
    // The id is the event's own: a stored one is this movement, accepted before.
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
  // The bus first: repeated news keeps its id, while a second message in the queue would be a separate one.
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

/** The events that report movements, and what kind of movement each of them reports. */
export const movementEvents = {
  StockCounted: 'counted',
  StockReceived: 'received',
  StockAdjusted: 'adjusted',
} as const satisfies Record<string, MovementKind>;
export type MovementEvent = keyof typeof movementEvents;

/** What an event reports of a merchant's stock. Its JSON Schema is `docs/events/<type>.schema.json`. */
interface ReportedMovements {
  readonly merchant: string;
  /** Who reports it. */
  readonly by: string;
  readonly items: readonly {
    readonly sku: string;
    readonly quantity: number;
    /** The instant it speaks of; absent: when the event was sent. */
    readonly at?: EpochMs;
  }[];
}

const movementsFormat = 1;
/** What one event may hold. */
export const itemsMax = 100;
const forms = {
  merchant: { pattern: /^[A-Za-z0-9_-]{1,60}$/, wanted: 'the id of a merchant: up to 60 letters, digits, "-" and "_"' },
  by: { pattern: /^[^\p{Cc}]{1,100}$/u, wanted: 'who reports it, in up to 100 characters' },
  sku: { pattern: /^[^\p{Cc}]{1,200}$/u, wanted: 'a SKU of up to 200 characters' },
  at: {
    pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/,
    wanted: 'a moment with its offset such as "2026-11-24T14:00:00+09:00"',
  },
} as const;

/** What a SKU looks like that people report of. */
export const skuForm = forms.sku;

/**
 * Reads what an event reports, and collects everything that is wrong with it: places and what was expected, never what was
 * there. Null when there is anything wrong.
 */
export function readMovements(kind: MovementKind, detail: unknown, problems: string[]): ReportedMovements | null {
  const before = problems.length;
  const { wrong, object, text, list, whole } = fieldReader(problems);
  const moment = (value: unknown, path: string): EpochMs => {
    const at = Date.parse(text(value, path, forms.at));
    if (typeof value === 'string' && forms.at.pattern.test(value) && Number.isNaN(at)) {
      problems.push(`${path}: there is no such moment.`);
    }
    return at;
  };
  const given = object(detail, '', ['format', 'merchant', 'items', 'by']);
  if (given.format !== movementsFormat) wrong('format', String(movementsFormat), given.format);
  const reported: ReportedMovements = {
    merchant: text(given.merchant, 'merchant', forms.merchant),
    by: text(given.by, 'by', forms.by),
    items: list(given.items, 'items', itemsMax).map((one, index) => {
      const path = `items[${index}]`;
      const item = object(one, path, ['sku', 'quantity', 'at']);
      const from = kind === 'adjusted' ? -quantityMax : 0;
      return {
        sku: text(item.sku, `${path}.sku`, forms.sku),
        quantity: whole(item.quantity, `${path}.quantity`, { from, to: quantityMax }),
        ...(item.at === undefined ? {} : { at: moment(item.at, `${path}.at`) }),
      };
    }),
  };
  return problems.length > before ? null : reported;
}

const shape: Kept = {
  format: 'plain',
  merchant: 'plain',
  by: 'plain',
  items: { each: { sku: 'plain', quantity: 'plain', at: 'plain' }, max: itemsMax },
};

/** What an event reported, right or wrong, without anything that a movement has no field for. */
function knownMovementFields(detail: unknown): unknown {
  return keep(detail, shape);
}
