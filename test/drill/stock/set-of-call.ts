import { itemOf as rmsItemOf } from '../../../malls/rms/stock-traits.ts';
import type { DrillCall } from '../day.ts';
import type { SetFact } from './facts.ts';

/** What a call sets; null for any other call. */
export function setOfCall({ mall, shop, startedAt, at, request, outcome }: DrillCall): SetFact | null {
  const levels = mall === 'rms' ? rmsLevels(request.path, request.body) : yahooLevels(request.path, request.body);
  if (levels === null) return null;
  // RMS says 204 and nothing else, Yahoo 200 and each item; whatever else is answered proves nothing.
  const isTaken = outcome.ending === 'answer' && outcome.status === (mall === 'rms' ? 204 : 200);
  return { startedAt, at, shop: `${mall}#${shop}`, levels, isTaken };
}

function rmsLevels(path: string, body: string): Map<string, number> | null {
  if (!path.endsWith('/inventories/bulk-upsert')) return null;
  const { inventories } = JSON.parse(body) as {
    readonly inventories: readonly { manageNumber: string; variantId: string; quantity: number }[];
  };
  return new Map(inventories.map((row) => [rmsItemOf(row), row.quantity]));
}

function yahooLevels(path: string, body: string): Map<string, number> | null {
  if (!path.endsWith('/setStock')) return null;
  const form = new URLSearchParams(body);
  const quantities = (form.get('quantity') ?? '').split(',');
  return new Map((form.get('item_code') ?? '').split(',').map((item, index) => [item, Number(quantities[index])]));
}
