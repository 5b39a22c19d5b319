import { createPacer } from '../pacing/pacer.ts';
import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import { type EpochMs, minuteMs } from '../units.ts';
import { isSameCredential } from './credential.ts';
import { openedOrNull } from './open-key.ts';
import { pendingOf } from './pending-key.ts';
import { type Promotion, promotePending } from './promote-pending.ts';
import type { SealedCredential, Shop, ShopKey } from './shop.ts';

/** How waiting for a key to be taken ended. */
export type Awaited =
  /** It is the shop's key now, whether this or the import was first to find that it works. */
  | { readonly kind: 'rotated'; readonly shop: Shop }
  /** The mall did not take it in time; it waits on. */
  | { readonly kind: 'waits'; readonly shop: Shop }
  /** Somebody else has stored another key, or the shop was removed. */
  | { readonly kind: 'overtaken' };

/** Between two tries. */
const everyMs = minuteMs;

/** Waits until a key that was put aside is the shop's, and tries it every minute, until `until`. Ended in between it loses nothing. */
export async function awaitPending(
  ports: Pick<Ports, 'vault' | 'malls' | 'shops' | 'pauses' | 'log' | 'clock'>,
  key: ShopKey,
  credential: Credential,
  until: EpochMs,
  onTry: (last: Promotion['kind']) => void,
): Promise<Awaited> {
  const pacer = createPacer(ports.clock);
  const isOurs = async (stored: SealedCredential): Promise<boolean> => {
    const opened = await openedOrNull(ports, { key, credential: stored });
    return opened !== null && isSameCredential(opened, credential);
  };
  for (;;) {
    const shop = await ports.shops.get(key);
    if (shop === null) return { kind: 'overtaken' };
    if (await isOurs(shop.credential)) return { kind: 'rotated', shop };
    const pending = pendingOf(shop);
    if (pending === null || !(await isOurs(pending))) return { kind: 'overtaken' };
    const promotion = await promotePending(ports, shop, pacer, await ports.pauses.list());
    if (promotion.kind === 'promoted') return { kind: 'rotated', shop: promotion.shop };
    // The row has changed meanwhile: by the import, by another key, by a move to another shard.
    if (promotion.kind === 'none') continue;
    onTry(promotion.kind);
    const left = until - ports.clock.now();
    if (left <= 0) return { kind: 'waits', shop };
    await ports.clock.sleep(Math.min(everyMs, left));
  }
}
