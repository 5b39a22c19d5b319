import type { DocumentNode } from 'graphql';
import type { SimCall } from '../exchange.ts';
import type { Reply as SharedReply } from '../http.ts';
import type { Era } from './schema.ts';
import type { ApiName, Shop, World } from './state.ts';

/** What a call answers: a value that goes out as JSON, or a text as it is. */
export type Body = object | string;
export type Reply = SharedReply<Body>;

/** A function that a call asks for: the first field of its document, or the token end point. */
interface Operation {
  name: string;
  api: ApiName;
  write: boolean;
}

/** What the body of a call asks for. `problem`: why it cannot be read, as an answer. */
export type Asked =
  | { document: DocumentNode; text: string; variables: Record<string, unknown>; operationName: string | null }
  | { problem: Reply };

/** A call on its way. */
export interface Call extends SimCall {
  world: World;
  operation: Operation | null;
  /** Whose address was called; null where there is no such shop. */
  shop: Shop | null;
  /** The version that answers, and the one that was asked for; null where none answers. */
  version: string | null;
  asked: Asked | null;
}

/** A call for a shop, to which the app has access. */
export interface ShopCall extends Call {
  shop: Shop;
}

/** What the resolvers of one call share. */
export interface Context {
  world: World;
  shop: Shop;
  era: Era;
  version: string;
  /** What the call changes, once it is carried out. */
  changes: (() => void)[];
  warnings: {
    path: readonly string[];
    query: string;
    warnings: readonly { field: string; message: string; code: string }[];
  }[];
  /** The answer breaks off in the middle. */
  isBroken: boolean;
}

export const json = (status: number, body: object, headers?: Readonly<Record<string, string>>): Reply => ({
  status,
  body,
  ...(headers && { headers }),
});

export const html = (status: number, body: string): Reply => ({
  status,
  body,
  contentType: 'text/html; charset=utf-8',
});

/** The form of every refusal before GraphQL. */
export const refusal = (status: number, errors: string | object): Reply => json(status, { errors });

export const badToken = (): Reply =>
  refusal(401, '[API] Invalid API key or access token (unrecognized login or wrong password)');
export const notFound = (): Reply => refusal(404, 'Not Found');
export const badRequest = (): Reply => refusal(400, { query: 'Required parameter missing or invalid' });
