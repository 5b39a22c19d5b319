import { hash } from 'node:crypto';
import { type EpochMs, type ObjectShape, object, optional, type Shape, text, whole } from '../core/kernel/index.ts';
import type { ApiKey, ApiScope, Shop, ShopKey } from '../core/model/index.ts';
import type { ApiPorts } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import { notFound, wrongRequest } from './problem.ts';
import type { Reach } from './reach.ts';

/** A request of a key that works: the tables as that key sees them. */
export interface Session {
  readonly key: ApiKey;
  readonly ports: ApiPorts;
  readonly reach: Reach;
  readonly importSettings: ImportSettings;
  may(scope: ApiScope): boolean;
  /** Notes that what orders say of their buyers was read. */
  readBuyers(shop: ShopKey, orders: readonly string[]): void;
}

export interface Given<Query = unknown, Body = unknown> {
  /** The parts of the address, by their names. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The request's own name (Idempotency-Key); empty where the route takes none. */
  readonly name: string;
  /** The ETag that the caller has read (If-Match); null for none. */
  readonly ifMatch: string | null;
}

/** An address of the API, and all that is said of it: reading requests and the document of the API follow from it. */
export interface Route<Query = unknown, Body = unknown, Answer = unknown> {
  /** Unique among all; clients that are made from the document call a function so. */
  readonly name: string;
  readonly method: 'get' | 'post' | 'put';
  /** `/v1/shops/{mall}/{code}`. */
  readonly path: `/v1/${string}`;
  readonly scope: ApiScope;
  readonly summary: string;
  /** Query parameters; none when absent. */
  readonly query?: ObjectShape<Query>;
  readonly body?: Shape<Body>;
  readonly answer: Shape<Answer>;
  /** Requires an Idempotency-Key, which identifies repeats. */
  readonly isNamed?: boolean;
  /** Reads rows of all shops of the merchant; else those of the shop that address or body name, or of none. */
  readonly touches?: 'shops';
  run(session: Session, given: Given<Query, Body>): Promise<Answer>;
}

/** Declares a route: `run` gets what the shapes read, with their types. */
export const route = <Answer, Query = Readonly<Record<never, never>>, Body = undefined>(
  definition: Route<Query, Body, Answer>,
): Route => definition as unknown as Route;

const code = /^[A-Za-z0-9_-]{1,60}$/;

/** The parts that addresses have, and what each looks like. */
export const pathParts: Readonly<Record<string, { readonly pattern: RegExp; readonly about: string }>> = {
  mall: { pattern: /^[a-z]{1,20}$/, about: 'The mall, such as rms.' },
  code: { pattern: code, about: "The mall's own name of the shop." },
  merchant: { pattern: code, about: 'The id of the merchant.' },
  orderNumber: { pattern: /^#?[A-Za-z0-9-]{1,60}$/, about: '受注番号; a "#" is written %23.' },
  change: { pattern: /^[A-Za-z0-9_~.:-]{1,200}$/, about: 'The id of the change (`push`) within its order.' },
  incident: { pattern: /^[a-z]{1,20}-[0-9-]{8,20}$/, about: 'The id of the incident, such as rms-20200210-154500.' },
  mail: { pattern: /^[\w*#~.-]{1,200}$/, about: 'The id of the mail.' },
};

/** The parts of an address, in their order. */
export const partsIn = (path: Route['path']) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const { pattern, about } = pathParts[name] as (typeof pathParts)[string];
    return { name, pattern, about };
  });

export const shopKeyOf = ({ path }: Pick<Given, 'path'>): ShopKey => `${path.mall ?? ''}#${path.code ?? ''}`;

/** The shop that an address names, as it stood within the last minute. */
export async function shopIn({ reach }: Session, { path }: Pick<Given, 'path'>): Promise<Shop> {
  const shop = await reach.shop(shopKeyOf({ path }));
  if (shop === null) throw notFound('shop');
  return shop;
}

/** The shops of a merchant, by key. */
export async function shopsOf({ ports }: Pick<Session, 'ports'>, merchant: string): Promise<Shop[]> {
  const rows = await ports.shops.those(await ports.merchantRows.shopKeys(merchant));
  return rows.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Form of an Idempotency-Key. */
export const nameForm = /^[\x21-\x7e]{1,100}$/;

const pageMax = 200;

/** Query parameters of every list. */
export const pageQuery = { limit: optional(whole({ from: 1, to: pageMax })), cursor: optional(text()) } as const;

interface Paging {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export const limitOf = ({ limit = 50 }: Paging): number => limit;

/** The key after which a page begins; empty for the first. */
export function placeOf({ cursor }: Paging): string {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  if (cursor !== undefined && Buffer.from(after).toString('base64url') !== cursor)
    throw wrongRequest(['cursor: expected what a page gave as its next.']);
  return after;
}

/** A page of rows sorted by unique keys, so that rows added or removed between two pages move no others. */
export function pageOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  paging: Paging,
): { readonly shown: Row[]; readonly next: string | null } {
  const after = placeOf(paging);
  const left = rows
    .map((row) => ({ row, key: keyOf(row) }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const shown = left.slice(0, limitOf(paging));
  const last = shown.at(-1);
  const next = last === undefined || left.length === shown.length ? null : Buffer.from(last.key).toString('base64url');
  return { shown: shown.map(({ row }) => row), next };
}

/** A moment as the start of a key by which rows are sorted. */
export const oldestFirst = (at: EpochMs): string => String(at).padStart(13, '0');
export const newestFirst = (at: EpochMs): string => oldestFirst(9_999_999_999_999 - at);

/** Reads what stands behind `?`: whole numbers are numbers, and each name stands once. */
export function readQuery(shape: ObjectShape<unknown>, parameters: URLSearchParams, problems: string[]): unknown {
  const given: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    const [value = '', ...more] = parameters.getAll(name);
    if (more.length > 0) problems.push(`${name}: stands ${more.length + 1} times. Give it once.`);
    const kind = shape.fields[name]?.schema().type;
    if (kind === 'integer' && /^-?\d{1,15}$/.test(value)) given[name] = Number(value);
    else given[name] = kind === 'boolean' && /^(?:true|false)$/.test(value) ? value === 'true' : value;
  }
  return shape.read(given, '', problems);
}

export const nothing = object({});

/** Names a body by its content. */
export const tagOf = (body: string): string => `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
