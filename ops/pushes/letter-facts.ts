import { mallNames, type ShopKey } from '../../core/merchants/shop.ts';
import type { DeadLetter } from '../../core/ports/dead-letters.ts';
import type { Ports } from '../../core/ports/index.ts';
import { pushKinds } from '../../core/status/push.ts';
import { reasonsOf } from './gather.ts';

/** What a message tells of itself. No word of what it says beyond that is looked at. */
export interface LetterFacts {
  /** Null when it names none that can be read. */
  readonly shop: ShopKey | null;
  /** The changes it asks for; null when it only says where to look. */
  readonly kinds: readonly string[] | null;
}

/** Reads a message of the work queue, or a request by event (`detail` of an event of the bus). */
export function letterFacts({ body }: Pick<DeadLetter, 'body'>): LetterFacts {
  const message = objectIn(body);
  const detail = asObject(message.detail);
  const shop = message.shop ?? detail.shop;
  const isShop = typeof shop === 'string' && mallNames.some((mall) => shop.startsWith(`${mall}#`));
  const orders: readonly unknown[] | null = Array.isArray(detail.orders) ? detail.orders : null;
  const kinds = orders?.map((order) => asObject(asObject(order).change).kind);
  return {
    shop: isShop ? (shop as ShopKey) : null,
    kinds: kinds ? [...new Set(pushKinds.filter((kind) => kinds.includes(kind)))] : null,
  };
}

/** By what messages are chosen; what is absent leaves all. */
export interface LetterFilter {
  readonly shop?: ShopKey | undefined;
  readonly kind?: string | undefined;
  readonly code?: string | undefined;
  /** Sent first at this moment or earlier. */
  readonly sentUntil?: number | undefined;
}

/**
 * Tells whether a message is meant. A message of the work queue names a shop and nothing else: by kind and by code it is chosen
 * by what its shop has undone.
 */
export function letterMatcher(
  { pushes }: Pick<Ports, 'pushes'>,
  filter: LetterFilter,
): (letter: DeadLetter) => Promise<boolean> {
  const words = new Map<ShopKey, Promise<{ kinds: Set<string>; codes: Set<string> }>>();
  const wordsOf = async (shop: ShopKey) => {
    const undone = await pushes.undone(shop, undoneMax);
    return {
      kinds: new Set<string>(undone.map(({ content }) => content.kind)),
      codes: new Set(undone.flatMap(({ state }) => reasonsOf(state))),
    };
  };
  return async (letter) => {
    const { shop, kinds } = letterFacts(letter);
    if (filter.sentUntil !== undefined && letter.sentAt > filter.sentUntil) return false;
    if (filter.shop !== undefined && filter.shop !== shop) return false;
    if (filter.kind === undefined && filter.code === undefined) return true;
    if (shop === null) return false;
    const known = words.get(shop) ?? wordsOf(shop);
    words.set(shop, known);
    const undone = await known;
    if (filter.code !== undefined && !undone.codes.has(filter.code)) return false;
    return filter.kind === undefined || (kinds?.includes(filter.kind) ?? undone.kinds.has(filter.kind));
  };
}

/** Rows of a shop that are looked at for their kinds and codes. */
const undoneMax = 1_000;

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
