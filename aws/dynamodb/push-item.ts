import type { EpochMs } from '../../core/kernel/index.ts';
import {
  bucketOf,
  dueOf,
  type Push,
  type PushState,
  pushHeldAt,
  pushRowFormat,
  type ShopKey,
  terminalStates,
} from '../../core/model/index.ts';
import type { OrderKey } from '../../core/ports/index.ts';
import type { StatusSettings } from '../../core/status/index.ts';
import { expiry, type Item, momentText, number, text, textOf, writtenLater } from './attributes.ts';
import { Expression } from './expression.ts';
import { rowCodec } from './row-codec.ts';

/** What decides where a row stands in the index, and for how long it is kept. */
export interface PushItemOptions extends Pick<StatusSettings, 'tellGraceMs'> {
  /** How long a push is kept after it has ended. */
  readonly retentionMs: number;
}

const row = rowCodec<Push>({
  shop: 'text',
  orderNumber: 'text',
  id: 'text',
  content: 'json',
  requestedAt: 'number',
  by: 'text',
  version: 'number',
  writer: 'text',
  state: 'json',
  unknownAt: 'number?',
  lookAgainAt: 'number?',
  untold: 'text?',
  missed: 'json?',
  trail: 'json',
});

/** Attributes that a row has at some times only. */
const passing = ['openBucket', 'openKey', 'expiresAt', ...row.optional];

/** The key of a push's item: an order's pushes lie together. */
export function pushItemKey({ shop, orderNumber, id }: OrderKey & { readonly id: string }): Item {
  return { shop: text(shop), push: text(`${pushesOfOrder(orderNumber)}${id}`) };
}

/** How the sort keys of an order's pushes begin. */
export const pushesOfOrder = (orderNumber: string): string => `${orderNumber}#`;

/** A push as an item, with the keys of the index when it belongs in it. */
export function pushItem(push: Push, options: PushItemOptions): Item {
  return {
    ...pushItemKey(push),
    format: number(pushRowFormat),
    ...row.write(push),
    ...openAttributes(push, options),
    ...expiryOf(push.state, options),
  };
}

/** Writes a push over the one whose version is one less. */
export function pushUpdate(push: Push, options: PushItemOptions) {
  const expression = new Expression();
  const isBefore = expression.compare('version', '=', number(push.version - 1), 'before');
  return expression.updateTo(pushItem(push, options), { key: pushItemKey(push), passing, isBefore });
}

/** The push an item holds. Attributes it does not know, from a later release, are passed over, and stay in the item. */
export function pushOf(item: Item): Push {
  const { untold, ...push } = row.read(item);
  const { state } = push;
  if (!stateKinds.has(state.kind)) {
    const ids = { shop: textOf(item, 'shop'), orderNumber: textOf(item, 'orderNumber') };
    throw writtenLater(`A push is in a state "${state.kind}"`, ids);
  }
  return { ...push, ...(untold !== undefined && terminalStates.includes(untold) ? { untold } : {}) };
}

/** What the index of open pushes holds; each is a partition of its own, so that a query for due rows does not read the others. */
export type OpenKind = 'due' | 'failed' | 'freed';

/**
 * The partition in which a bucket's rows of a kind lie, one shop's after the other's. `freed`: confirmed rows that a pause had held;
 * others leave the index once they are confirmed.
 */
export function openBucketOf(kind: OpenKind, bucket: number): string {
  return kind === 'due' ? `push#${bucket}` : `push-${kind}#${bucket}`;
}

/** Where a moment lies among the rows of a shop. 13 digits last until the year 2286. */
export function openKeyAt(shop: ShopKey, kind: OpenKind, at: EpochMs): string {
  return `${shop}#${kind}#${momentText(at, 13)}`;
}

function openAttributes(push: Push, options: PushItemOptions): Item {
  const { shop, state } = push;
  const at = (kind: OpenKind, moment: EpochMs): Item => ({
    openBucket: text(openBucketOf(kind, bucketOf(shop))),
    openKey: text(openKeyAt(shop, kind, moment)),
  });
  const due = dueOf(push, options);
  if (due !== null) return at('due', due);
  if (state.kind === 'failed') return at('failed', state.at);
  if (state.kind === 'confirmed' && pushHeldAt(push) !== null) return at('freed', state.at);
  return {};
}

const stateKinds: ReadonlySet<string> = new Set<PushState['kind']>([
  'requested',
  'pushing',
  'held',
  'retrying',
  'confirmed',
  'failed',
  'withdrawn',
]);

function expiryOf(state: PushState, { retentionMs }: PushItemOptions): Item {
  switch (state.kind) {
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return expiry(state.at + retentionMs);
    case 'requested':
    case 'pushing':
    case 'held':
    case 'retrying':
      return {};
  }
}
