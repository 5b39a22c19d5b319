import { type MallName, type ShopKey, shopKey } from '../../core/model/index.ts';
import { levelsSetBy, type SimRequest, type StockCall } from '../../simulator/index.ts';
import type { MallExchange } from './desk-mall.ts';
import { simulatorOf } from './played-malls.ts';

/** What a request asks of a mall's stock; null for one that asks nothing of it. */
export function stockCallAt(mall: MallName, request: Pick<SimRequest, 'path' | 'body'>): StockCall | null {
  return simulatorOf(mall).stockCallOf(request);
}

/** A call that sets levels. */
export interface SetCall {
  /** False: the mall did not say that it has done it. */
  readonly isTaken: boolean;
  /** Null: whose key it was is not in the call. */
  readonly shop: ShopKey | null;
  readonly levels: readonly { readonly item: string; readonly level: number }[];
}

/** What an exchange sets; null for any other call, a probe among them: it asks for no level, so that the mall has to refuse it. */
export function setCallOf({ mall, request, outcome }: MallExchange): SetCall | null {
  const call = stockCallAt(mall, request);
  const levels = levelsSetBy(call);
  if (call === null || levels === null) return null;
  return {
    isTaken: outcome.ending === 'answer' && outcome.status >= 200 && outcome.status <= 299,
    shop: call.shop === null ? null : shopKey(mall, call.shop),
    levels: [...levels].map(([item, level]) => ({ item, level })),
  };
}
