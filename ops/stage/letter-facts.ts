import { pushKinds, type ShopKey } from '../../core/model/index.ts';
import type { DeadLetter, Ports } from '../../core/ports/index.ts';
import { t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { reasonsOf } from '../pushes/gather.ts';

export interface LetterFacts {
  /** Null when it names none that can be read. */
  readonly shop: ShopKey | null;
  /** The changes it asks for; null when it asks for none and only says where to look. */
  readonly kinds: readonly string[] | null;
  /** What it is, in a word or a few: the changes it asks for, or one of those below. */
  readonly kind: string;
}

/** What a message is called of which nothing can be read: the queue's function cannot read it either. */
export const unreadable = (): string => t`unreadable`;

const words = () =>
  ({
    shop: t`look at a shop`,
    skus: t`look at SKUs`,
    event: t`other event`,
    unreadable: unreadable(),
  }) as const;

export function letterFacts({ body }: Pick<DeadLetter, 'body'>): LetterFacts {
  const message = objectIn(body);
  const detail = asObject(message.detail);
  const shop = message.shop ?? detail.shop;
  const isShop = typeof shop === 'string' && mallDesks.names.some((mall) => shop.startsWith(`${mall}#`));
  const orders: readonly unknown[] | null = Array.isArray(detail.orders) ? detail.orders : null;
  const asked = orders?.map((order) => asObject(asObject(order).change).kind);
  const kinds = asked ? [...new Set(pushKinds.filter((kind) => asked.includes(kind)))] : null;
  return { shop: isShop ? (shop as ShopKey) : null, kinds, kind: kindOf(message, kinds) };
}

function kindOf(message: Readonly<Record<string, unknown>>, kinds: readonly string[] | null): string {
  if (kinds !== null && kinds.length > 0) return kinds.join(t` and `);
  if (Array.isArray(message.skus)) return words().skus;
  if (typeof message.shop === 'string') return words().shop;
  return message.detail === undefined ? words().unreadable : words().event;
}

export interface LetterFilter {
  readonly shop?: ShopKey | undefined;
  readonly kind?: string | undefined;
  readonly code?: string | undefined;
  readonly sentBefore?: number | undefined;
}

/** Tells whether a message is meant. One of the work queue names a shop only: kind and code are those of what its shop has undone, read once a shop. */
export function letterMatcher(
  { changes }: Pick<Ports, 'changes'>,
  filter: LetterFilter,
): (letter: DeadLetter) => Promise<boolean> {
  const known = new Map<ShopKey, Promise<{ kinds: Set<string>; codes: Set<string> }>>();
  const undoneOf = (shop: ShopKey) => {
    const undone = known.get(shop) ?? readUndone(changes, shop);
    known.set(shop, undone);
    return undone;
  };
  return async (letter) => {
    const { shop, kinds } = letterFacts(letter);
    const { kind, code } = filter;
    if (filter.sentBefore !== undefined && letter.sentAt >= filter.sentBefore) return false;
    if (filter.shop !== undefined && filter.shop !== shop) return false;
    if (kind !== undefined && kinds !== null && !kinds.includes(kind)) return false;
    if (code !== undefined && (shop === null || !(await undoneOf(shop)).codes.has(code))) return false;
    if (kind === undefined || kinds !== null) return true;
    return shop !== null && (await undoneOf(shop)).kinds.has(kind);
  };
}

const undoneMax = 1_000;

async function readUndone(changes: Ports['changes'], shop: ShopKey) {
  const undone = await changes.undone(shop, undoneMax);
  return {
    kinds: new Set<string>(undone.map(({ content }) => content.kind)),
    codes: new Set(undone.flatMap(({ state }) => reasonsOf(state))),
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
