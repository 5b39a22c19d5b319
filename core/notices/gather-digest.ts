import type { Letter } from '../mail/letter.ts';
import { type FailedChange, type ShopDigest, type StatusDigest, statusDigest } from '../mail/status-digest.ts';
import type { Merchant } from '../merchants/merchant.ts';
import type { ShopKey } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import type { DigestContent, NotedFailure } from './digest.ts';

/** Rows read at once. */
const readsAtOnce = 10;

/**
 * Writes the mail of what was noted, from what the rows say now: a push that was asked for again meanwhile is left out. Null
 * when nothing is left to tell.
 */
export async function writeDigest(
  ports: Pick<Ports, 'pushes' | 'shops'>,
  merchant: Pick<Merchant, 'name'>,
  { failures, more, deadlines }: DigestContent,
  now: EpochMs,
): Promise<Letter | null> {
  const standing = new Map<NotedFailure, FailedChange>();
  await eachLimited(failures, readsAtOnce, async (failure) => {
    const change = await standingFailure(ports, failure);
    if (change !== null) standing.set(failure, change);
  });
  // In the order in which they were noted, whichever was read first.
  const failed = Map.groupBy(
    failures.filter((failure) => standing.has(failure)),
    ({ shop }) => shop,
  );
  const ahead = Map.groupBy(
    deadlines.filter(({ at }) => at > now),
    ({ shop }) => shop,
  );
  const shops: ShopDigest[] = [];
  for (const key of new Set([...ahead.keys(), ...failed.keys()])) {
    shops.push({
      name: await nameOf(ports, key),
      failed: (failed.get(key) ?? []).flatMap((failure) => standing.get(failure) ?? []),
      deadlines: ahead.get(key) ?? [],
    });
  }
  if (shops.length === 0 && more === 0) return null;
  const facts: StatusDigest = { merchant: merchant.name, at: now, shops, more };
  return statusDigest(facts);
}

/** What has failed as noted and still stands so. */
async function standingFailure(
  { pushes }: Pick<Ports, 'pushes'>,
  { shop, orderNumber, push: id, at }: NotedFailure,
): Promise<FailedChange | null> {
  const push = await pushes.get({ shop, orderNumber, id });
  if (push?.state.kind !== 'failed' || push.state.at !== at) return null;
  const { reason, function: off } = push.state;
  return { orderNumber, kind: push.content.kind, reason, ...(off === undefined ? {} : { function: off }) };
}

/** A shop that was removed has no name any more. */
async function nameOf({ shops }: Pick<Ports, 'shops'>, key: ShopKey): Promise<string> {
  return (await shops.get(key))?.name ?? key.slice(key.indexOf('#') + 1);
}
