import { dayMs, type EpochMs, jstText } from '../../core/kernel/index.ts';
import { daysLeft, givenUpAfterMs, isAwaited, keyExpiryOf, pendingOf, type Shop } from '../../core/model/index.ts';
import { keyFigures } from '../../core/tenants/index.ts';
import { durationText, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { optional, wholeNumber } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, below, flexible, onRight, tableOf, whole } from '../terminal/index.ts';

export const keysList = defineCommand({
  name: 'keys list',
  summary: 'Lists when each shop’s key ends, the first one first',
  help: `楽天市場 is asked once a day for each shop; "-" stands where its ライセンス管理API
is not ticked. The end at Yahoo!ショッピング follows from the moment of the consent, and
from when the 公開鍵 was issued; at Amazon from when the client secret was rotated.
Keys of Shopify have no end. days are midnights in Japan until then: 0 is the
last day. "next key" is one that waits until the mall takes it (ops keys rotate).
From 110 columns on it says when the end was read.`,
  examples: [
    ['keys list', 'every shop'],
    ['keys list --within 14', 'those whose key has ended, ends within two weeks, or waits'],
    ['keys list --json', 'as one line of JSON, with the figures of all'],
  ],
  options: {
    within: optional(wholeNumber('<days>', 'only keys that end within so many days', { from: 1, to: 400 })),
  },
  async run({ ports, terminal }, { within, json }) {
    const now = ports.clock.now();
    const all = await ports.shops.all();
    const shops = all
      .filter((shop) => {
        if (within === undefined || pendingOf(shop) !== null) return true;
        const expiry = keyExpiryOf(shop);
        return expiry !== null && expiry.at - now < within * dayMs;
      })
      .sort(byEnd);
    const { firstAt, ...figures } = keyFigures(all, now);
    if (json) {
      terminal.printJson({
        at: jstIso(now),
        ...figures,
        firstEndsAt: jstIsoOrNull(firstAt),
        keys: shops.map((shop) => keyJson(shop, now)),
      });
    } else if (all.length === 0) terminal.print(t`There is no shop yet. Add one: ops shops add --help`);
    else if (shops.length === 0) terminal.print(t`No key ends within ${within ?? 0} days.`);
    else terminal.print(...keyTable(shops, now));
  },
});

/** From this width on there is room for when the end was read. */
const wideFrom = 110;

function keyTable(shops: readonly Shop[], now: EpochMs): Block[] {
  return tableOf(
    shops,
    (shop, width) => {
      const expiry = keyExpiryOf(shop);
      return {
        shop: whole(shop.key),
        name: flexible(shop.name),
        key: `v${shop.credential.version}`,
        'what ends': expiry === null ? '-' : (mallDesks.of(shop.mall).keyCare.partNames[expiry.part] ?? expiry.part),
        ends: expiry === null ? '-' : jstText(expiry.at).slice(0, 16),
        days: onRight(expiry === null ? '-' : expiry.at <= now ? t`expired` : daysLeft(expiry.at, now)),
        ...((width === null || width >= wideFrom) && { read: readText(shop, now) }),
      };
    },
    (shop) => (pendingOf(shop) === null ? [] : [below(t`next key: ${pendingText(shop, now)}`)]),
  );
}

/** The key that ends first comes first, after those that have ended; those of which nothing is known come last. */
function byEnd(one: Shop, other: Shop): number {
  const [a, b] = [one, other].map((shop) => keyExpiryOf(shop)?.at ?? Number.POSITIVE_INFINITY) as [number, number];
  if (a !== b) return a < b ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}

function keyJson(shop: Shop, now: EpochMs): object {
  const expiry = keyExpiryOf(shop);
  return {
    shop: shop.key,
    name: shop.name,
    merchant: shop.merchant,
    keyVersion: shop.credential.version,
    part: expiry?.part ?? null,
    keyExpiresAt: jstIsoOrNull(expiry?.at),
    daysLeft: expiry === null ? null : daysLeft(expiry.at, now),
    ended: expiry === null ? null : expiry.at <= now,
    readAt: jstIsoOrNull(shop.credential.checkedAt),
    pendingSince: jstIsoOrNull(pendingOf(shop)?.since),
  };
}

function readText({ credential: { checkedAt } }: Shop, now: EpochMs): string {
  return checkedAt === undefined ? t`never` : t`${durationText(Math.max(0, now - checkedAt))} ago`;
}

function pendingText(shop: Shop, now: EpochMs): string {
  const pending = pendingOf(shop);
  if (pending === null) return '';
  const age = now - pending.since;
  if (age >= givenUpAfterMs) return t`refused, not tried any more`;
  const length = durationText(Math.max(0, age));
  return isAwaited(pending, now) ? t`waits for ${length}` : t`refused for ${length}`;
}
