import { mapLimited } from '../pacing/limited.ts';
import type { StockLedger } from '../ports/stock-ledger.ts';
import type { Movement } from './movement.ts';
import { defaultStockSettings } from './settings.ts';

/** A reported movement, and what stands of it already. */
export type KnownReport =
  | { readonly kind: 'new'; readonly movement: Movement }
  /** It was reported before: `movement` is that one. */
  | { readonly kind: 'again'; readonly movement: Movement }
  /** Something else stands under its id. */
  | { readonly kind: 'taken'; readonly movement: Movement; readonly standing: Movement };

/**
 * Looks each movement up by its id among what its SKU has: a report that did not say when it was so is known again although the
 * present is another one. `hasMoment` tells which movements have a moment of their own: that must be the same. Reads the entries of
 * every SKU once: for people's commands.
 */
export async function knownReports(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  movements: readonly Movement[],
  hasMoment: (movement: Movement) => boolean,
  onRead: (skus: number) => void = () => undefined,
): Promise<KnownReport[]> {
  const skus = [...new Set(movements.map(({ sku }) => sku))];
  let read = 0;
  const standing = new Map(
    await mapLimited(skus, defaultStockSettings.readsAtOnce, async (sku) => {
      const entries = await ledger.entries(merchant, sku);
      onRead(++read);
      const own = entries.flatMap((entry) => (entry.kind === 'movement' ? [entry.movement] : []));
      return [sku, Map.groupBy(own, ({ id }) => id)] as const;
    }),
  );
  return movements.map((movement) => {
    const alike = standing.get(movement.sku)?.get(movement.id) ?? [];
    const again = alike.find((one) => isSame(one, movement, hasMoment(movement)));
    if (again !== undefined) return { kind: 'again', movement: again };
    const [other] = alike;
    return other === undefined ? { kind: 'new', movement } : { kind: 'taken', movement, standing: other };
  });
}

function isSame(one: Movement, other: Movement, byMoment: boolean): boolean {
  return one.kind === other.kind && one.quantity === other.quantity && (!byMoment || one.at === other.at);
}
