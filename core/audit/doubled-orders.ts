import { expectedClaims, wrongClaims } from '../orders/claim-differences.ts';
import type { StoredOrder } from '../orders/row.ts';
import type { ShopRun } from '../orders/run.ts';
import type { ClaimKey } from '../stock/claim.ts';

/** An order whose claims on stock are not what its lines say. */
export interface DifferingOrder {
  readonly orderNumber: string;
  /** Its row's version when it was compared: another one means that it is being written just now. */
  readonly version: number;
  /** All claims of its lines. */
  readonly claims: readonly ClaimKey[];
}

/** The orders among these whose claims differ from their lines. Erased orders have no lines left to compare. */
export async function differingOrders(run: ShopRun, rows: readonly StoredOrder[]): Promise<DifferingOrder[]> {
  const compared = rows.flatMap((row) => {
    const expected = expectedClaims(run.shop, row, run.traits);
    return expected === null ? [] : [{ row, expected, claims: [...expected.values()].map(({ key }) => key) }];
  });
  const standing = await run.ports.stock.claims(compared.flatMap(({ claims }) => claims));
  const byOrder = Map.groupBy(standing, ({ orderNumber }) => orderNumber);
  return compared.flatMap(({ row: { orderNumber, version }, expected, claims }) => {
    const isWrong = wrongClaims(expected, byOrder.get(orderNumber) ?? []).length > 0;
    return isWrong ? [{ orderNumber, version, claims }] : [];
  });
}
