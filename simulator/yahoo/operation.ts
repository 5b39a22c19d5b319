import type { SimRequest } from '../exchange.ts';
import type { Reply } from './reply.ts';
import type { ApiName, Shop } from './state.ts';
import type { World } from './world.ts';

/** A call on its way. Only the token end point is called without a shop. */
export interface Call {
  world: World;
  request: SimRequest;
}

/** A call whose access token is good. */
export interface ShopCall extends Call {
  shop: Shop;
}

/** One function of one API. */
export type Operation =
  | {
      /** As `books().calls` and a fault's `operations` name it. */
      name: string;
      api: Extract<ApiName, 'token'>;
      write: boolean;
      perform(call: Call): Reply;
    }
  | {
      name: string;
      api: Exclude<ApiName, 'token'>;
      write: boolean;
      /** POST when absent. */
      method?: 'GET';
      perform(call: ShopCall): Reply;
    };
