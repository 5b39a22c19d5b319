import type { SimCall } from '../exchange.ts';
import type { Reply as SharedReply } from '../http.ts';
import type { ApiName, Application, Shop, World } from './state.ts';

/** What an operation answers: a value that goes out as JSON, or a text as it is. */
export type Body = object | string;
export type Reply = SharedReply<Body>;

/** A call on its way. The token end point, and what belongs to an application, are called without a shop. */
export interface Call extends SimCall {
  world: World;
  operation: Operation | null;
  shop: Shop | null;
}

/** A call whose access token is good. */
export interface ShopCall extends Call {
  shop: Shop;
}

interface Named {
  name: string;
  write: boolean;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** It asks for no access token: its address is its key. */
  isOpen?: true;
}

/** A call whose access token is an application's. */
interface ApplicationCall extends Call {
  application: Application;
}

/** One operation of one API. */
export type Operation =
  | (Named & { api: Extract<ApiName, 'token'>; perform(call: Call): Reply })
  | (Named & { api: Extract<ApiName, 'application'>; perform(call: ApplicationCall): Reply })
  | (Named & { api: Exclude<ApiName, 'token' | 'application'>; perform(call: ShopCall): Reply });

export const json = (status: number, body: object, apply?: () => void): Reply => ({
  status,
  body,
  ...(apply && { apply }),
});

export const html = (status: number, body: string): Reply => ({ status, body, contentType: 'text/html' });

/** The envelope of every refusal. */
export const refusal = (status: number, code: string, message: string, details = ''): Reply =>
  json(status, { errors: [{ code, message, details }] });

export const invalidInput = (message: string, code = 'InvalidInput'): Reply => refusal(400, code, message);
export const unauthorized = (status: number, details = ''): Reply =>
  refusal(status, 'Unauthorized', 'Access to requested resource is denied.', details);
export const quotaExceeded = (): Reply =>
  refusal(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.');
export const notFound = (): Reply => refusal(404, 'NotFound', 'The requested resource does not exist.');
