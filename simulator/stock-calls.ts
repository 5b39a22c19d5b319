import type { SimRequest } from './exchange.ts';

/** What a call requests of a mall's stock, as an observer at the mall's door reads it by the mall's documents. */
export interface StockAsked {
  readonly kind: 'read' | 'set';
  /** The seller_id of a call at Yahoo. Null at RMS, where whose call it is stands in its key. */
  readonly seller: string | null;
  /**
   * By item, `<manageNumber>/<variantId>` or Yahoo's item_code, the level that it is to show. Null where the call names none: it reads, or
   * asks for a change by so many, or for nothing that the mall could do, as a probe does.
   */
  readonly levels: ReadonlyMap<string, number | null>;
}

/** What a request asks of stock; null for one that asks nothing of it, or that cannot be read, which the mall refuses. */
export function stockAskedBy({ path, body }: Pick<SimRequest, 'path' | 'body'>): StockAsked | null {
  switch (path.split('?')[0]?.match(/\/(inventories\/bulk-upsert|inventories\/bulk-get|setStock|getStock)$/)?.[1]) {
    case 'inventories/bulk-upsert':
      return ofRms('set', body);
    case 'inventories/bulk-get':
      return ofRms('read', body);
    case 'setStock':
      return ofYahoo('set', body);
    case 'getStock':
      return ofYahoo('read', body);
    default:
      return null;
  }
}

interface Row {
  readonly manageNumber?: unknown;
  readonly variantId?: unknown;
  readonly mode?: unknown;
  readonly quantity?: unknown;
}

function ofRms(kind: StockAsked['kind'], body: string): StockAsked | null {
  let rows: unknown;
  try {
    rows = (JSON.parse(body) as { readonly inventories?: unknown } | null)?.inventories;
  } catch {
    return null;
  }
  if (!Array.isArray(rows)) return null;
  const levels = (rows as (Row | null)[]).map((row): [string, number | null] => {
    const level = kind === 'set' && row?.mode === 'ABSOLUTE' && typeof row.quantity === 'number' ? row.quantity : null;
    // RMS does not tell capital letters of a manageNumber from small ones; of a variantId it does.
    return [`${String(row?.manageNumber).toLowerCase()}/${String(row?.variantId)}`, level];
  });
  return { kind, seller: null, levels: new Map(levels) };
}

function ofYahoo(kind: StockAsked['kind'], body: string): StockAsked {
  const form = new URLSearchParams(body);
  const quantities = (form.get('quantity') ?? '').split(',');
  const levels = (form.get('item_code') ?? '').split(',').map((item, index): [string, number | null] => {
    const quantity = quantities[index] ?? '';
    // With a sign it is a change by so many.
    return [item, kind === 'set' && /^\d+(\.\d+)?$/.test(quantity) ? Number(quantity) : null];
  });
  return { kind, seller: form.get('seller_id') ?? '', levels: new Map(levels) };
}

/** The levels that a call sets; null for one that sets none, a probe among them. */
export function levelsSetBy(request: Pick<SimRequest, 'path' | 'body'>): ReadonlyMap<string, number> | null {
  const asked = stockAskedBy(request);
  if (asked?.kind !== 'set') return null;
  const levels = [...asked.levels].flatMap(([item, level]): [string, number][] =>
    level === null ? [] : [[item, level]],
  );
  return levels.length === 0 ? null : new Map(levels);
}
