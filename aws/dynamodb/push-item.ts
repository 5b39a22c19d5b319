import { type EpochMs, TsunagiError } from '../../core/kernel/index.ts';
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
import { number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import type { Item } from './table.ts';

/** What decides where a row stands in the index, and for how long it is kept. */
export interface PushItemOptions extends Pick<StatusSettings, 'tellGraceMs'> {
  /** How long a push is kept after it has ended. */
  readonly retentionMs: number;
}

/** Attributes that a row has at some times only. */
const passing = ['openBucket', 'openKey', 'expiresAt', 'unknownAt', 'lookAgainAt', 'untold'] as const;

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
    orderNumber: text(push.orderNumber),
    id: text(push.id),
    version: number(push.version),
    writer: text(push.writer),
    requestedAt: number(push.requestedAt),
    by: text(push.by),
    content: text(JSON.stringify(push.content)),
    state: text(JSON.stringify(push.state)),
    trail: text(JSON.stringify(push.trail)),
    ...openAttributes(push, options),
    ...expiry(push.state, options),
    ...optionalNumber('unknownAt', push.unknownAt),
    ...optionalNumber('lookAgainAt', push.lookAgainAt),
    ...(push.untold === undefined ? {} : { untold: text(push.untold) }),
  };
}

/** Attributes that a row has no more, and that have to go from the item. */
export function goneAttributes(item: Item): string[] {
  return passing.filter((name) => !(name in item));
}

/** The push an item holds. Attributes it does not know, from a later release, are passed over, and stay in the item. */
export function pushOf(item: Item): Push {
  const [unknownAt, lookAgainAt] = [optionalNumberOf(item, 'unknownAt'), optionalNumberOf(item, 'lookAgainAt')];
  const untold = terminalStates.find((end) => end === item.untold?.S);
  return {
    shop: textOf(item, 'shop') as ShopKey,
    orderNumber: textOf(item, 'orderNumber'),
    id: textOf(item, 'id'),
    content: JSON.parse(textOf(item, 'content')) as Push['content'],
    requestedAt: numberOf(item, 'requestedAt'),
    by: textOf(item, 'by'),
    version: numberOf(item, 'version'),
    writer: textOf(item, 'writer'),
    state: stateOf(item),
    ...(unknownAt === undefined ? {} : { unknownAt }),
    ...(lookAgainAt === undefined ? {} : { lookAgainAt }),
    ...(untold === undefined ? {} : { untold }),
    trail: JSON.parse(textOf(item, 'trail')) as Push['trail'],
  };
}

/** The partition of the index in which a bucket's due rows lie, one shop's after the other's. */
export const dueScope = (bucket: number): string => `push#${bucket}`;
/** The same for failed rows. They are separate, so that a query for due rows does not read them. */
export const failedScope = (bucket: number): string => `push-failed#${bucket}`;
/** The same for confirmed rows that a pause had held. Others leave the index once they are confirmed. */
export const freedScope = (bucket: number): string => `push-freed#${bucket}`;

/** Where a moment lies among the rows of a shop. 13 digits last until the year 2286. */
export function openKeyAt(shop: ShopKey, kind: 'due' | 'failed' | 'freed', at: EpochMs): string {
  return `${shop}#${kind}#${String(Math.max(0, Math.floor(at))).padStart(13, '0')}`;
}

/** The moment in such a key. */
export function momentOfOpenKey(key: string): EpochMs {
  return Number(key.slice(key.lastIndexOf('#') + 1));
}

function openAttributes(push: Push, options: PushItemOptions): Item {
  const due = dueOf(push, options);
  const bucket = bucketOf(push.shop);
  if (due !== null) {
    return { openBucket: text(dueScope(bucket)), openKey: text(openKeyAt(push.shop, 'due', due)) };
  }
  const { state } = push;
  if (state.kind === 'failed') {
    return { openBucket: text(failedScope(bucket)), openKey: text(openKeyAt(push.shop, 'failed', state.at)) };
  }
  if (state.kind === 'confirmed' && pushHeldAt(push) !== null) {
    return { openBucket: text(freedScope(bucket)), openKey: text(openKeyAt(push.shop, 'freed', state.at)) };
  }
  return {};
}

/** In seconds, as DynamoDB wants it. */
function expiry(state: PushState, { retentionMs }: PushItemOptions): Item {
  switch (state.kind) {
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return { expiresAt: number(Math.ceil((state.at + retentionMs) / 1000)) };
    case 'requested':
    case 'pushing':
    case 'held':
    case 'retrying':
      return {};
  }
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

function stateOf(item: Item): PushState {
  const state = JSON.parse(textOf(item, 'state')) as PushState;
  if (stateKinds.has(state.kind)) return state;
  throw new TsunagiError(
    'store.failing',
    'never',
    `A push is in a state "${state.kind}", which this release does not know: a later release wrote it. Install that release again.`,
    { shop: textOf(item, 'shop'), orderNumber: textOf(item, 'orderNumber') },
  );
}
