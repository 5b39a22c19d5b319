import { unpack } from '../orders/packing.ts';
import { claimKeyOf } from '../orders/plan.ts';
import type { StoredOrder } from '../orders/row.ts';
import type { ShopRun } from '../orders/run.ts';
import { type Claim, type ClaimKey, claimId } from '../stock/claim.ts';
import { inChunks } from '../units.ts';

/** Claims looked up by one read. */
const claimsAtOnce = 100;

/** An order whose claims on stock are not what its lines say. */
export interface DifferingOrder {
  readonly orderNumber: string;
  /** Its row's version when it was compared: another one means that it is being written just now. */
  readonly version: number;
  readonly claims: readonly ClaimKey[];
}

/** The orders among these whose claims differ from their lines. Erased orders have no lines left to compare. */
export async function differingOrders(run: ShopRun, rows: readonly StoredOrder[]): Promise<DifferingOrder[]> {
  const compared = rows
    .filter((row) => row.original.length > 0)
    .map((row) => ({ row, expected: expectedOf(run, row) }));
  const keys = compared.flatMap(({ expected }) => expected.map(({ key }) => key));
  const standing = new Map<string, Claim>();
  for (const chunk of inChunks(keys, claimsAtOnce)) {
    for (const claim of await run.ports.stock.claims(chunk)) standing.set(claimId(claim), claim);
  }
  return compared.flatMap(({ row, expected }) => {
    const agrees = expected.every(({ key, quantity }) => (standing.get(claimId(key))?.quantity ?? null) === quantity);
    if (agrees) return [];
    return [{ orderNumber: row.orderNumber, version: row.version, claims: expected.map(({ key }) => key) }];
  });
}

function expectedOf(run: ShopRun, row: StoredOrder): { readonly key: ClaimKey; readonly quantity: number }[] {
  const order = run.traits.readOriginal(unpack(row.original));
  const isCancelled = run.traits.isCancelled(order.progress);
  return order.lines.map((line) => ({
    key: claimKeyOf(run.shop, order, line),
    quantity: isCancelled ? 0 : line.quantity,
  }));
}
