import { TsunagiError } from '../../core/kernel/index.ts';
import type { PendingCredential, SealedCredential, ShopAsSeen, ShopKey } from '../../core/model/index.ts';
import type { ShopStore } from '../../core/ports/index.ts';
import { bytes, number, optionalNumber, text } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { queryItems, scanItems } from './query.ts';
import {
  credentialAttributes,
  expiryAttributes,
  failingAttributes,
  ofOneCredential,
  pendingAttributes,
  shardKey,
  shopItem,
  shopItemKey,
  shopOf,
  troubleAttributes,
} from './shop-item.ts';
import { asSeenOrOwnRepeat, notRewoundSince, rewindAttributes } from './shop-rewind.ts';
import { someShops } from './some-shops.ts';
import { deleteItem, type Item, putItem, readItem, type Table, updateItem } from './table.ts';

/** The shops on DynamoDB; the table is described in `lib/data-stack.ts`. */
export function dynamoShops(table: Table): ShopStore {
  /** Sets attributes of a shop that there is; a mistyped key must not grow into a shop of its own. */
  const record = async (key: ShopKey, attributes: Item): Promise<void> => {
    const expression = new Expression();
    const shopExists = expression.present('shop');
    const outcome = await updateItem(table, shopItemKey(key), {
      UpdateExpression: setAll(expression, attributes),
      ConditionExpression: shopExists,
      ...expression.placeholders(),
    });
    if (outcome === 'refused') {
      throw unknownShop(key);
    }
  };

  /** Notes what a run found out, unless the import was sent back since. */
  const note = async (seen: ShopAsSeen, attributes: Item, extra?: (expression: Expression) => string) => {
    const expression = new Expression();
    const update = setAll(expression, attributes);
    const shopExists = expression.present('shop');
    const asSeen = notRewoundSince(expression, seen);
    const clauses = [shopExists, asSeen, ...(extra ? [extra(expression)] : [])];
    return updateItem(table, shopItemKey(seen.key), {
      UpdateExpression: update,
      ConditionExpression: allOf(...clauses),
      ...expression.placeholders(),
    });
  };
  const noteOrThrow = async (seen: ShopAsSeen, attributes: Item): Promise<void> => {
    if ((await note(seen, attributes)) === 'written') return;
    if ((await readItem(table, shopItemKey(seen.key))) === null) throw unknownShop(seen.key);
  };

  return {
    async inShard(shard) {
      const expression = new Expression();
      const ofShard = expression.compare('shard', '=', text(shardKey(shard)));
      const query = { IndexName: 'shard', KeyConditionExpression: ofShard, ...expression.placeholders() };
      return (await queryItems(table, query)).map(shopOf);
    },

    some: (mall, limit) => someShops(table, mall, limit),

    async get(key) {
      const item = await readItem(table, shopItemKey(key));
      return item && shopOf(item);
    },

    async all() {
      return (await scanItems(table)).map(shopOf);
    },

    async add(shop) {
      const expression = new Expression();
      const noShop = expression.absent('shop');
      const condition = { ConditionExpression: noShop, ...expression.placeholders() };
      if ((await putItem(table, shopItem(shop), condition)) === 'written') return 'stored';
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
      await record(key, { lostFrom: number(span.from), lostTo: number(span.to) });
    },

    async recordFailing(key, failing) {
      if (failing !== null) return record(key, failingAttributes(failing));
      const expression = new Expression();
      const shopExists = expression.present('shop');
      const gone = ['failingSince', 'failingCode'].map((name) => expression.name(name));
      await updateItem(table, shopItemKey(key), {
        UpdateExpression: `REMOVE ${gone.join(', ')}`,
        ConditionExpression: shopExists,
        ...expression.placeholders(),
      });
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
      const update = setAll(expression, rewindAttributes(seen, to, rewound));
      const outcome = await updateItem(table, shopItemKey(seen.key), {
        UpdateExpression: update,
        ConditionExpression: asSeenOrOwnRepeat(expression, seen, to, rewound),
        ...expression.placeholders(),
      });
      return outcome === 'written' ? 'stored' : 'changed';
    },

    async moveToShard(key, from, to) {
      const expression = new Expression();
      const update = setAll(expression, { shard: text(shardKey(to)) });
      const asSeen = expression.compare('shard', '=', text(shardKey(from)), 'from');
      const ownRepeat = expression.compare('shard', '=', text(shardKey(to)));
      const outcome = await updateItem(table, shopItemKey(key), {
        UpdateExpression: update,
        ConditionExpression: anyOf(asSeen, ownRepeat),
        ...expression.placeholders(),
      });
      return outcome === 'written' ? 'stored' : 'changed';
    },

    async replaceCredential(key, credential, pending, seen) {
      const expression = new Expression();
      const attributes = {
        ...credentialAttributes(credential),
        ...(pending === undefined ? {} : pendingAttributes(pending)),
      };
      // The end of the key before is not the end of this one.
      const ended = ofOneCredential.filter((name) => !(name in attributes)).map((name) => expression.name(name));
      const set = setAll(expression, attributes);
      const update = ended.length === 0 ? set : `${set} REMOVE ${ended.join(', ')}`;
      const outcome = await updateItem(table, shopItemKey(key), {
        UpdateExpression: update,
        ConditionExpression: isNextOrOwnRepeat(expression, credential, seen),
        ...expression.placeholders(),
      });
      return outcome === 'written' ? 'stored' : 'changed';
    },

    async putPending(key, pending) {
      const expression = new Expression();
      const update = setAll(expression, pendingAttributes(pending));
      const versionBefore = expression.compare('credentialVersion', '=', number(pending.version - 1));
      const outcome = await updateItem(table, shopItemKey(key), {
        UpdateExpression: update,
        ConditionExpression: versionBefore,
        ...expression.placeholders(),
      });
      return outcome === 'written' ? 'stored' : 'changed';
    },

    async recordKeyExpiry(key, version, facts) {
      const attributes = expiryAttributes(facts, version);
      if (Object.keys(attributes).length === 0) return;
      const expression = new Expression();
      const update = setAll(expression, attributes);
      const sameVersion = expression.compare('credentialVersion', '=', number(version));
      await updateItem(table, shopItemKey(key), {
        UpdateExpression: update,
        ConditionExpression: sameVersion,
        ...expression.placeholders(),
      });
    },

    async change(key, { name, callsPerSecond, nextDayCutOff }) {
      const attributes = {
        ...(name === undefined ? {} : { name: text(name) }),
        ...optionalNumber('callsPerSecond', callsPerSecond),
        // An empty text is none.
        ...(nextDayCutOff === undefined ? {} : { nextDayCutOff: text(nextDayCutOff ?? '') }),
      };
      if (Object.keys(attributes).length > 0) await record(key, attributes);
    },

    async remove(key, credentialVersion) {
      const expression = new Expression();
      const sameVersion = expression.compare('credentialVersion', '=', number(credentialVersion));
      const condition = { ConditionExpression: sameVersion, ...expression.placeholders() };
      if ((await deleteItem(table, shopItemKey(key), condition)) === 'written') return 'removed';
      return (await readItem(table, shopItemKey(key))) === null ? 'absent' : 'changed';
    },
  };
}

function setAll(expression: Expression, attributes: Item): string {
  const sets = Object.entries(attributes).map(([name, value]) => expression.compare(name, '=', value));
  return `SET ${sets.join(', ')}`;
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
  return new TsunagiError('shop.unknown', 'never', `There is no shop ${key}.`, { shop: key });
}
