import { fieldReader } from '../text/read-fields.ts';
import type { EpochMs } from '../units.ts';
import { type MovementKind, quantityMax } from './movement.ts';

/** The events that report movements, and what kind of movement each of them reports. */
export const movementEvents = {
  StockCounted: 'counted',
  StockReceived: 'received',
  StockAdjusted: 'adjusted',
} as const satisfies Record<string, MovementKind>;
export type MovementEvent = keyof typeof movementEvents;

/** What an event reports of a merchant's stock. Its JSON Schema is `docs/events/<type>.schema.json`. */
export interface ReportedMovements {
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

export const movementsFormat = 1;
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
