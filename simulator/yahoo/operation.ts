import type { SimCall } from '../exchange.ts';
import type { Reply as SharedReply } from '../http.ts';
import type { ApiName, Shop, World } from './state.ts';
import { leaf, type Tree, tree } from './xml.ts';

/** What an operation answers: XML, or what is sent as it is. */
export type Reply = SharedReply<Tree | string>;

/** A call on its way. Only the token end point is called without a shop. */
export interface Call extends SimCall {
  world: World;
  operation: Operation | null;
  shop: Shop | null;
}

/** A call whose access token is good. */
export interface ShopCall extends Call {
  shop: Shop;
}

/** One function of one API. */
export type Operation =
  | { name: string; api: Extract<ApiName, 'token'>; write: boolean; perform(call: Call): Reply }
  | {
      name: string;
      api: Exclude<ApiName, 'token'>;
      write: boolean;
      /** POST when absent. */
      method?: 'GET';
      perform(call: ShopCall): Reply;
    };

export function xml(status: number, body: Tree, apply?: () => void): Reply {
  return { status, body, ...(apply && { apply }) };
}

export function json(status: number, value: unknown, apply?: () => void): Reply {
  const contentType = 'application/json;charset=UTF-8';
  return { status, body: JSON.stringify(value), contentType, ...(apply && { apply }) };
}

export function html(status: number, body: string): Reply {
  return { status, body, contentType: 'text/html;charset=UTF-8' };
}

/** The results of a function, with their counts. */
export function resultSet(
  results: readonly Tree[],
  {
    available = results.length,
    first = 1,
    ...more
  }: { available?: number; first?: number; ok?: number; ng?: number } = {},
): Tree {
  const counts = { totalResultsAvailable: available, totalResultsReturned: results.length, firstResultPosition: first };
  return tree('ResultSet', results, { ...counts, ...more });
}

/** An error of the gateway: a message and no code. */
export function gatewayError(status: number, message: string): Reply {
  return xml(status, tree('Error', [leaf('Message', message)]));
}

/** `<Error><Message/><Code/></Error>`, with the namespace the stock API puts on it where `namespaced`. */
export function codeError(status: number, code: string, message: string, namespaced = false): Reply {
  const parts = [leaf('Message', message), leaf('Code', code)];
  return xml(status, tree('Error', parts, namespaced ? { xmlns: 'urn:yahoo:api' } : {}));
}
