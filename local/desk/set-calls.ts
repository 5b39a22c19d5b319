import { type ShopKey, shopKey } from '../../core/model/index.ts';
import { levelsSetBy, stockAskedBy } from '../../simulator/stock-calls.ts';
import type { MallExchange } from './desk-mall.ts';

/** A call that sets levels. */
export interface SetCall {
  /** False: the mall did not say that it has done it. */
  readonly isTaken: boolean;
  /** Null: whose key it was is not in the call. */
  readonly shop: ShopKey | null;
  readonly levels: readonly { readonly item: string; readonly level: number }[];
}

/** What an exchange sets; null for any other call, a probe among them: it asks for no level, so that the mall has to refuse it. */
export function setCallOf({ request, outcome }: MallExchange): SetCall | null {
  const levels = levelsSetBy(request);
  if (levels === null) return null;
  const seller = stockAskedBy(request)?.seller ?? null;
  return {
    isTaken: outcome.ending === 'answer' && outcome.status >= 200 && outcome.status <= 299,
    shop: seller === null ? null : shopKey('yahoo', seller),
    levels: [...levels].map(([item, level]) => ({ item, level })),
  };
}
