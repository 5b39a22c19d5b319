import { type EpochMs, minuteMs } from '../kernel/index.ts';
import { type MallName, type ShopKey, shopKey } from '../model/index.ts';
import {
  type Clock,
  type Credential,
  type HintQueue,
  type MallHook,
  type MallPost,
  openedOrNull,
  type ShopStore,
  type Vault,
} from '../ports/index.ts';

export interface PostPorts {
  readonly shops: Pick<ShopStore, 'get'>;
  readonly vault: Vault;
  readonly hintQueue: HintQueue;
  readonly clock: Pick<Clock, 'now'>;
}

/** `forged`: not signed by the shop that it names, or of a shop that is not here. `unused`: signed, and about no order. */
export type PostOutcome = 'hinted' | 'unused' | 'forged';

/** A new key of a shop counts after this time. */
const keyMs = minuteMs;
/** Shops that a process remembers, so that made-up ones fill no memory. */
const remembered = 10_000;

/**
 * Takes what malls post about changed orders: a post that its shop's key signed becomes a hint, which names the order and nothing more. Made
 * once a process, which remembers the keys of shops for a minute. Throws `queue.failing` and `store.failing`: the mall posts again.
 */
export function createPostTaker({ shops, vault, hintQueue, clock }: PostPorts) {
  const known = new Map<ShopKey, { readonly credential: Credential | null; readonly at: EpochMs }>();

  async function credentialOf(key: ShopKey): Promise<Credential | null> {
    const now = clock.now();
    const before = known.get(key);
    if (before !== undefined && now - before.at < keyMs) return before.credential;
    const shop = await shops.get(key);
    const credential = shop === null ? null : await openedOrNull({ vault }, shop);
    if (known.size >= remembered) known.clear();
    known.set(key, { credential, at: now });
    return credential;
  }

  return async (mall: MallName, hook: MallHook, post: MallPost): Promise<PostOutcome> => {
    const code = hook.codeIn(post);
    if (code === null) return 'forged';
    const shop = shopKey(mall, code);
    const credential = await credentialOf(shop);
    if (credential === null || !hook.isSigned(post, credential)) return 'forged';
    const order = hook.orderIn(post);
    if (order === null) return 'unused';
    await hintQueue.hint({ kind: 'order', shop, code, ...order });
    return 'hinted';
  };
}
