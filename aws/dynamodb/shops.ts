import { type EpochMs, sentence, TsunagiError } from '../../core/kernel/index.ts';
import {
  type MallName,
  type PendingCredential,
  type Rewound,
  type SealedCredential,
  type Shop,
  type ShopAsSeen,
  type ShopKey,
  shardsMax,
  shopKey,
} from '../../core/model/index.ts';
import type { ShopStore } from '../../core/ports/index.ts';
import { bytes, number, text } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { queryItems, scanItems } from './query.ts';
import {
  credentialAttributes,
  expiryAttributes,
  failingPart,
  lostSpanPart,
  ofOneCredential,
  pendingPart,
  rewoundPart,
  shardKey,
  shopItem,
  shopItemKey,
  shopOf,
  troubleAttributes,
} from './shop-item.ts';
import { deleteItem, type Item, putItem, readItem, storedBy, type Table, updateItem } from './table.ts';

/** The shops on DynamoDB; the table is described in `lib/data-stack.ts`. */
export function dynamoShops(table: Table): ShopStore {
  /** Sets attributes of a shop that there is; a mistyped key must not grow into a shop of its own. */
  const record = async (key: ShopKey, attributes: Item, remove: readonly string[] = []): Promise<void> => {
    const expression = new Expression();
    const shopExists = expression.present('shop');
    const update = expression.update({ set: attributes, remove, when: shopExists });
    if ((await updateItem(table, shopItemKey(key), update)) === 'refused') throw unknownShop(key);
  };

  /** Notes what a run found out, unless the import was sent back since. */
  const note = async (seen: ShopAsSeen, attributes: Item, extra?: (expression: Expression) => string) => {
    const expression = new Expression();
    const shopExists = expression.present('shop');
    const asSeen = notRewoundSince(expression, seen);
    const when = allOf(shopExists, asSeen, ...(extra ? [extra(expression)] : []));
    return updateItem(table, shopItemKey(seen.key), expression.update({ set: attributes, when }));
  };
  const noteOrThrow = async (seen: ShopAsSeen, attributes: Item): Promise<void> => {
    if ((await note(seen, attributes)) === 'written') return;
    if ((await readItem(table, shopItemKey(seen.key))) === null) throw unknownShop(seen.key);
  };

  return {
    async inShard(shard) {
      const expression = new Expression();
      const ofShard = expression.compare('shard', '=', text(shardKey(shard)));
      return (await queryItems(table, { IndexName: 'shard', ...expression.keys(ofShard) })).map(shopOf);
    },

    some: (mall, limit) => someShops(table, mall, limit),

    async get(key) {
      const item = await readItem(table, shopItemKey(key));
      return item && shopOf(item);
    },

    async those(keys) {
      return (await readItems(table, keys.map(shopItemKey), { consistent: false })).map(shopOf);
    },

    async all() {
      return (await scanItems(table)).map(shopOf);
    },

    async add(shop) {
      const expression = new Expression();
      const noShop = expression.condition(expression.absent('shop'));
      if ((await putItem(table, shopItem(shop), noShop)) === 'written') return 'stored';
      // No two sealings are alike, so the same bytes are our own write, repeated after its answer was lost.
      const standing = await readItem(table, shopItemKey(shop.key));
      const ownRepeat =
        standing !== null && Buffer.compare(shopOf(standing).credential.sealed, shop.credential.sealed) === 0;
      return ownRepeat ? 'stored' : 'duplicate';
    },

    async moveCursor(seen, cursor) {
      const isBehind = (expression: Expression) => expression.compare('cursor', '<', number(cursor));
      await note(seen, { cursor: number(cursor) }, isBehind);
    },

    async bringCursorBack(seen, cursor) {
      const standsThere = (expression: Expression) => expression.compare('cursor', '=', number(seen.cursor), 'ahead');
      await note(seen, { cursor: number(cursor) }, standsThere);
    },

    async noteImportTrouble(seen, trouble) {
      await note(seen, troubleAttributes(trouble));
    },

    async recordLostSpan(key, span) {
      await record(key, lostSpanPart.write(span));
    },

    async recordFailing(key, failing) {
      if (failing !== null) return record(key, failingPart.write(failing));
      const expression = new Expression();
      const shopExists = expression.present('shop');
      const update = expression.update({ remove: failingPart.attributes, when: shopExists });
      await updateItem(table, shopItemKey(key), update);
    },

    async recordScan(seen, at) {
      await noteOrThrow(seen, { scannedAt: number(at), scanPlace: text('') });
    },

    async recordScanPlace(seen, place) {
      await noteOrThrow(seen, { scanPlace: text(place) });
    },

    async recordReread(seen, day, after) {
      await noteOrThrow(seen, { rereadDay: text(day), rereadAfter: text(after) });
    },

    async rewind(seen, to, at) {
      const expression = new Expression();
      const rewound = { times: (seen.rewound?.times ?? 0) + 1, at };
      const when = asSeenOrOwnRepeat(expression, seen, to, rewound);
      const update = expression.update({ set: rewindAttributes(seen, to, rewound), when });
      return storedBy(updateItem(table, shopItemKey(seen.key), update));
    },

    async moveToShard(key, from, to) {
      const expression = new Expression();
      const asSeen = expression.compare('shard', '=', text(shardKey(from)), 'from');
      const ownRepeat = expression.compare('shard', '=', text(shardKey(to)));
      const update = expression.update({ set: { shard: text(shardKey(to)) }, when: anyOf(asSeen, ownRepeat) });
      return storedBy(updateItem(table, shopItemKey(key), update));
    },

    async replaceCredential(key, credential, pending, seen) {
      const expression = new Expression();
      const set = { ...credentialAttributes(credential), ...(pending && pendingPart.write(pending)) };
      // The end of the key before is not the end of this one.
      const remove = ofOneCredential.filter((name) => !(name in set));
      const when = isNextOrOwnRepeat(expression, credential, seen);
      return storedBy(updateItem(table, shopItemKey(key), expression.update({ set, remove, when })));
    },

    async putPending(key, pending) {
      const expression = new Expression();
      const versionBefore = expression.compare('credentialVersion', '=', number(pending.version - 1));
      const update = expression.update({ set: pendingPart.write(pending), when: versionBefore });
      return storedBy(updateItem(table, shopItemKey(key), update));
    },

    async recordKeyExpiry(key, version, facts) {
      const set = expiryAttributes(facts, version);
      if (Object.keys(set).length === 0) return;
      const expression = new Expression();
      const sameVersion = expression.compare('credentialVersion', '=', number(version));
      await updateItem(table, shopItemKey(key), expression.update({ set, when: sameVersion }));
    },

    async change(key, { name, callsPerSecond, nextDayCutOff, ...days }) {
      const removed = Object.entries(days).flatMap(([field, value]) => (value === null ? [field] : []));
      const attributes = {
        ...(name === undefined ? {} : { name: text(name) }),
        ...(callsPerSecond === undefined ? {} : { callsPerSecond: number(callsPerSecond) }),
        // An empty text is none.
        ...(nextDayCutOff === undefined ? {} : { nextDayCutOff: text(nextDayCutOff ?? '') }),
        ...Object.fromEntries(
          Object.entries(days).flatMap(([field, value]) => (value === null ? [] : [[field, number(value)]])),
        ),
      };
      if (Object.keys(attributes).length + removed.length > 0) await record(key, attributes, removed);
    },

    async remove(key, credentialVersion) {
      const expression = new Expression();
      const sameVersion = expression.compare('credentialVersion', '=', number(credentialVersion));
      if ((await deleteItem(table, shopItemKey(key), expression.condition(sameVersion))) === 'written')
        return 'removed';
      return (await readItem(table, shopItemKey(key))) === null ? 'absent' : 'changed';
    },
  };
}

/**
 * A few shops of a mall. Where the first shards have enough of them it is one read of no more items than asked for; where a
 * mall has fewer shops than that, every shard is asked.
 */
async function someShops(table: Table, mall: MallName, limit: number): Promise<Shop[]> {
  const shops: Shop[] = [];
  for (let shard = 0; shard < shardsMax && shops.length < limit; shard++) {
    const expression = new Expression();
    const ofShard = expression.compare('shard', '=', text(shardKey(shard)));
    const query = { IndexName: 'shard', ...expression.keys(ofShard, expression.beginsWith('shop', shopKey(mall, ''))) };
    shops.push(...(await queryItems(table, query, limit - shops.length)).map(shopOf));
  }
  return shops;
}

/** What sending a shop's import back sets: a cursor behind `to` stays, scan and re-reading start over. */
function rewindAttributes(seen: Shop, to: EpochMs, rewound: Rewound): Item {
  return {
    ...(seen.cursor > to ? { cursor: number(to) } : {}),
    scannedAt: number(0),
    scanPlace: text(''),
    rereadDay: text(''),
    rereadAfter: text(''),
    ...rewoundPart.write(rewound),
  };
}

/** The import was not sent back since the shop was read. */
function notRewoundSince(expression: Expression, { rewound }: Pick<ShopAsSeen, 'rewound'>): string {
  if (rewound === undefined) return expression.absent('rewinds');
  return expression.compare('rewinds', '=', number(rewound.times), 'rewindsSeen');
}

/**
 * The import was not sent back since, and a cursor that stood behind `to` still does. The call's repeat of our own write meets
 * the very moment we wrote.
 */
function asSeenOrOwnRepeat(expression: Expression, seen: Shop, to: EpochMs, rewound: Rewound): string {
  const shopExists = expression.present('shop');
  const notRewound = notRewoundSince(expression, seen);
  const staysBehind = seen.cursor > to ? [] : [expression.compare('cursor', '<=', number(to), 'to')];
  const sameTimes = expression.compare('rewinds', '=', number(rewound.times), 'rewindsNow');
  const sameMoment = expression.compare('rewoundAt', '=', number(rewound.at), 'rewoundNow');
  return anyOf(allOf(shopExists, notRewound, ...staysBehind), allOf(sameTimes, sameMoment));
}

/** The credential counts up by one, beside the waiting key that was seen; a repeat of our own write meets the very bytes we wrote. */
function isNextOrOwnRepeat(
  expression: Expression,
  { version, sealed }: SealedCredential,
  seen: PendingCredential | null | undefined,
): string {
  const isOneUp = expression.compare('credentialVersion', '=', number(version - 1), 'versionBefore');
  const isNext = seen === undefined ? isOneUp : allOf(isOneUp, stillWaits(expression, seen));
  const sameVersion = expression.compare('credentialVersion', '=', number(version));
  const sameBytes = expression.compare('credential', '=', bytes(sealed));
  return anyOf(isNext, allOf(sameVersion, sameBytes));
}

function stillWaits(expression: Expression, seen: PendingCredential | null): string {
  if (seen === null) return expression.absent('pendingCredential');
  return expression.compare('pendingCredential', '=', bytes(seen.sealed), 'pendingSeen');
}

function unknownShop(key: ShopKey): TsunagiError {
  return new TsunagiError('shop.unknown', 'never', sentence`There is no shop ${key}.`, { shop: key });
}
