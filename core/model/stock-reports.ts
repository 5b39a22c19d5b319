import { exactly, list, object, optional, text, whole } from '../kernel/index.ts';
import { quantityMax } from './sku.ts';

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

/** SKUs that one event may report of. */
const itemsMax = 100;

const movements = (from: number) =>
  object(
    {
      format: exactly(1),
      merchant: text(forms.merchant),
      by: text(forms.by),
      items: list(
        object({
          sku: text(forms.sku),
          quantity: whole({ from, to: quantityMax }),
          at: optional(text(forms.at, (at) => (Number.isNaN(Date.parse(at)) ? 'there is no such moment.' : null))),
        }),
        itemsMax,
      ),
    },
    ['format', 'merchant', 'items', 'by'],
  );

/** What each event says that reports movements of stock. */
export const movementReports = {
  StockCounted: movements(0),
  StockReceived: movements(0),
  StockAdjusted: movements(-quantityMax),
} as const;
