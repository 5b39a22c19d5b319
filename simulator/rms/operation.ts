import type { SimRequest } from '../exchange.ts';
import type { Reply } from './reply.ts';
import type { ApiName, Shop } from './state.ts';
import type { World } from './world.ts';

/** A call that found its shop. */
export interface Call {
  world: World;
  shop: Shop;
  request: SimRequest;
  query: URLSearchParams;
  /** What the path names: manageNumber, variantId. */
  names: readonly string[];
  orderJson: (orderNumber: string, version: number) => string;
}

/** One function of one API. */
export interface Operation {
  /** As `books().calls` and a fault's `operations` name it. */
  name: string;
  api: ApiName;
  write: boolean;
  /** What its message codes are called by, `UPDATE_ORDERSHIPPING_ASYNC`; absent where its API has no such codes. */
  messageCode?: string;
  perform(call: Call): Reply;
}
