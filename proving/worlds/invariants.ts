import type { StoredOrder } from '../../core/model/order.ts';
import { unpack } from '../../core/model/packing.ts';
import { movesToSpread } from '../../core/tenants/shop-changes.ts';
import { allRows } from '../memory/index.ts';
import { brokenCalls } from './call-invariants.ts';
import { brokenChangesBeside } from './changes-beside.ts';
import { brokenChats } from './chats.ts';
import { booked, brokenClaims } from './claim-invariants.ts';
import { isGone } from './gone-shops.ts';
import { brokenMails } from './mail-invariants.ts';
import { brokenMornings } from './morning-invariants.ts';
import { brokenOutages } from './outage-invariants.ts';
import { brokenStatuses } from './status-invariants.ts';
import { brokenStocks } from './stock-invariants.ts';
import type { World } from './world.ts';
import { isBeside } from './world-mall.ts';

/**
 * What must hold at the end of every world, checked against the mall's own books: every order is stored once as the mall
 * shows it now, each line claims its quantity once, each revision was announced under one id, and nothing is left undone.
 * Returns the broken invariants, in words.
 */
export function brokenInvariants(world: World): string[] {
  return [
    ...(world.glances?.heldUp ?? []),
    ...world.unexpected.map((error) => `a run ended with an error it should not have: ${error}`),
    ...ordersAreTrue(world),
    ...brokenClaims(world, booked(world)),
    ...announcementsAreTrue(world),
    ...nothingIsLeftUndone(world),
    ...shopsAreSpread(world),
    ...brokenOutages(world),
    ...brokenMails(world),
    ...brokenChats(world),
    ...brokenCalls(world),
    ...brokenStatuses(world),
    ...brokenStocks(world),
    ...brokenChangesBeside(world),
    ...brokenMornings(world),
  ];
}

function ordersAreTrue(world: World): string[] {
  const broken: string[] = [];
  const rows = new Map(
    allRows(world.store)
      .filter(({ shop }) => !isGone(shop) && !isBeside(shop))
      .map((row) => [`${row.shop} ${row.orderNumber}`, row]),
  );
  for (const { shop, order } of booked(world)) {
    const row = rows.get(`${shop.key} ${order.orderNumber}`);
    rows.delete(`${shop.key} ${order.orderNumber}`);
    if (!row) broken.push(`order ${order.orderNumber} of ${shop.key} is at the mall and not stored`);
    else if (row.kind !== 'stored') broken.push(`order ${order.orderNumber} is still ${row.kind}`);
    else if (row.problem)
      broken.push(`order ${order.orderNumber} is stored but its problem (${row.problem.kind}) stands`);
    else if (!row.final && unpack(row.original) !== JSON.stringify(order.model)) {
      broken.push(`order ${order.orderNumber} is stored (revision ${row.revision}) otherwise than the mall shows it`);
    } else if (row.progress !== String(order.orderProgress)) {
      broken.push(`order ${order.orderNumber} has progress ${row.progress}, at the mall ${order.orderProgress}`);
    }
  }
  for (const left of rows.keys()) broken.push(`${left} is stored and not at the mall, or from before the chosen date`);
  return broken;
}

function announcementsAreTrue(world: World): string[] {
  const broken: string[] = [];
  const idsByRevision = new Map<string, Set<string>>();
  for (const { id, kind, shop, orderNumber, revision } of world.store.accepted) {
    const name = `${shop} ${orderNumber} ${revision}`;
    idsByRevision.set(name, (idsByRevision.get(name) ?? new Set()).add(`${id} ${kind}`));
  }
  for (const [name, ids] of idsByRevision) {
    if (ids.size > 1) broken.push(`revision ${name} was announced under ${ids.size} ids or kinds`);
  }
  for (const row of storedRows(world)) {
    for (let revision = 1; revision <= row.revision; revision++) {
      const name = `${row.shop} ${row.orderNumber} ${revision}`;
      if (!idsByRevision.has(name)) broken.push(`revision ${name} was never announced`);
    }
    broken.push(...historyIsTrue(world, row));
  }
  return broken;
}

/**
 * The history holds every revision before the present one, once. A run that died, or was refused, between keeping a
 * revision and writing the row may have kept the present one as well: then with exactly the present content.
 */
function historyIsTrue(world: World, row: StoredOrder): string[] {
  const entries = [...(world.store.revisionsByOrder.get(`${row.shop}#${row.orderNumber}`)?.values() ?? [])];
  const superseded = new Set(entries.map(({ revision }) => revision).filter((revision) => revision < row.revision));
  const broken: string[] = [];
  if (superseded.size !== row.revision - 1) {
    broken.push(
      `order ${row.orderNumber} has revision ${row.revision} and ${superseded.size} superseded ones in its history`,
    );
  }
  for (const entry of entries) {
    if (entry.revision < row.revision) continue;
    if (entry.revision > row.revision || unpack(entry.original) !== unpack(row.original)) {
      broken.push(`order ${row.orderNumber} has revision ${row.revision} and another ${entry.revision} in its history`);
    }
  }
  return broken;
}

function nothingIsLeftUndone(world: World): string[] {
  const broken: string[] = [];
  const now = world.time.now();
  for (const row of storedRows(world)) {
    if (row.unannounced.length > 0) broken.push(`order ${row.orderNumber} still has unannounced revisions`);
  }
  for (const intents of world.store.intentsByBucket.values()) {
    for (const intent of intents.values()) broken.push(`intent ${intent.id} was left behind`);
  }
  for (const shop of world.store.shopsByKey.values()) {
    if (now - shop.cursor > 45 * 60_000)
      broken.push(`the cursor of ${shop.key} lags ${(now - shop.cursor) / 60_000} min`);
    if (shop.failing) broken.push(`${shop.key} is still noted as failing`);
    if (shop.cursor > now) broken.push(`the cursor of ${shop.key} runs ahead of the mall's clock`);
  }
  for (const pause of world.store.pausesById.values()) broken.push(`a ${pause.cause} pause still holds ${pause.scope}`);
  return broken;
}

/** Where the shops were spread after the last deployment, they are distributed evenly over the shards that have a schedule. */
function shopsAreSpread(world: World): string[] {
  const { swarm, store, shards } = world;
  if (!swarm.spreads || swarm.laterShards.length === 0) return [];
  const left = movesToSpread([...store.shopsByKey.values()], shards);
  return left.map(({ key, from }) => `${key} still lies in shard ${from} of ${shards} after the shops were spread`);
}

function storedRows(world: World): StoredOrder[] {
  return allRows(world.store).filter((row): row is StoredOrder => row.kind === 'stored');
}
