import type { Merchant } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { didYouMean } from './nearest.ts';
import { type Parameter, text } from './parameter.ts';

/** Merchants that are named when one was mistyped. */
const namedMax = 10;

/** A merchant, by its place. */
export const merchantPlace: Parameter<string> = text('<merchant>', 'the merchant’s id');

/** A merchant that is meant: its row, and whether it is there at all. */
export interface MerchantMeant {
  readonly row: Merchant | null;
}

/** The merchant that is meant; notes a problem and returns null when neither a row nor a shop names it. */
export async function merchantMeant(
  ports: Pick<Ports, 'merchants' | 'shops'>,
  id: string,
  problems: string[],
): Promise<MerchantMeant | null> {
  const [merchants, shops] = await Promise.all([ports.merchants.list(), ports.shops.all()]);
  const row = merchants.find((merchant) => merchant.id === id) ?? null;
  if (row !== null || shops.some(({ merchant }) => merchant === id)) return { row };
  const ids = [...new Set([...merchants.map((merchant) => merchant.id), ...shops.map(({ merchant }) => merchant)])];
  const more = ids.length > namedMax ? `, and ${ids.length - namedMax} more (ops merchants list)` : '';
  const there =
    ids.length === 0
      ? 'There is none yet: ops merchants import.'
      : `Merchants: ${ids.sort().slice(0, namedMax).join(', ')}${more}.`;
  problems.push(`merchant: there is no merchant ${JSON.stringify(id)}.${didYouMean(id, ids)} ${there}`);
  return null;
}
