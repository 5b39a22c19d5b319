import { DAY_MS } from '../../jst.ts';
import type { Shop } from '../state.ts';
import type { World } from '../world.ts';
import { opened } from './key-pairs.ts';

/** What the mall makes of the public-key headers of an order call. */
export type Signature = 'authorised' | 'none' | 'wrong';

/**
 * 公開鍵認証: `X-sws-signature` is `<sellerId>:<unix seconds>` encrypted with the shop's public key, and
 * `X-sws-signature-version` says with which version of it. How old the seconds may be is a setting.
 */
export function signatureOf(world: World, shop: Shop, headers: Record<string, string>): Signature {
  const sealed = headers['x-sws-signature'];
  const version = headers['x-sws-signature-version'];
  if (sealed === undefined && version === undefined) return 'none';
  const key = shop.keys.find((one) => String(one.version) === version);
  if (!key || sealed === undefined || world.timeMs >= key.endsAt) return 'wrong';
  const [, sellerId, seconds] = /^(.+):(\d+)$/.exec(opened(key.pair, sealed) ?? '') ?? [];
  const age = Math.abs(world.timeMs / 1000 - Number(seconds));
  return sellerId === shop.sellerId && age <= world.settings.signature.toleranceSeconds ? 'authorised' : 'wrong';
}

/** Issues the next version of a shop's 公開鍵; the ones before work on until `oldEndsAt`. */
export function issueKey(world: World, shop: Shop, oldEndsAt: number): void {
  for (const key of shop.keys) key.endsAt = Math.min(key.endsAt, oldEndsAt);
  const version = (shop.keys.at(-1)?.version ?? 0) + 1;
  const pair = [...world.shops.values()].reduce((count, one) => count + one.keys.length, 0);
  const endsAt = world.timeMs + world.settings.signature.keyDays * DAY_MS;
  shop.keys.push({ version, pair, endsAt });
}
