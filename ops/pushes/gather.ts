import { eachLimited } from '../../core/kernel/index.ts';
import type { Change, PushKind, PushState, Shop, ShopKey } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';

/** Which pushes are meant; what is absent leaves all. */
export interface PushFilter {
  readonly orderNumber?: string | undefined;
  readonly state?: PushState['kind'] | undefined;
  readonly kind?: PushKind | undefined;
  /** The reason of a failed push, or of a retry; or a code that the mall or a call gave. */
  readonly reason?: string | undefined;
}

export interface GatheredPushes {
  readonly pushes: readonly Change[];
  /** Shops that have more than were read. */
  readonly cut: readonly ShopKey[];
}

const shopsAtOnce = 16;

/** Rows of one kind read of one shop: its biggest day. */
const rowsPerShop = 10_000;

/** The pushes of these shops that are undone or have failed; of one order all of them: only its order leads to what ended well. */
export async function gatherPushes(
  { changes }: Pick<Ports, 'changes'>,
  shops: readonly Shop[],
  filter: PushFilter,
  limit = rowsPerShop,
): Promise<GatheredPushes> {
  const found: Change[] = [];
  const cut: ShopKey[] = [];
  await eachLimited(shops, shopsAtOnce, async ({ key }) => {
    if (filter.orderNumber !== undefined) {
      found.push(...(await changes.ofOrder({ shop: key, orderNumber: filter.orderNumber })));
      return;
    }
    const isFailedMeant = filter.state === undefined || filter.state === 'failed';
    const open = await changes.open(key, { failed: isFailedMeant ? 0 : undefined }, limit);
    found.push(...open.changes);
    if (open.isCut) cut.push(key);
  });
  const pushes = found.filter((push) => isMeant(push, filter));
  return { pushes: pushes.sort(byShopAndAge), cut: cut.sort() };
}

function isMeant({ content, state }: Change, { state: wanted, kind, reason }: PushFilter): boolean {
  if (wanted !== undefined && state.kind !== wanted) return false;
  if (kind !== undefined && content.kind !== kind) return false;
  return reason === undefined || reasonsOf(state).includes(reason);
}

/** Every word that `--reason` finds the push by. */
export function reasonsOf(state: PushState): string[] {
  switch (state.kind) {
    case 'held':
      return [state.cause];
    case 'retrying':
      return [state.reason, ...(state.code === undefined ? [] : [state.code])];
    case 'failed':
      return [state.reason, state.who, ...(state.mallCode === undefined ? [] : [state.mallCode])];
    case 'requested':
    case 'pushing':
    case 'confirmed':
    case 'withdrawn':
      return [];
  }
}

function byShopAndAge(a: Change, b: Change): number {
  if (a.shop !== b.shop) return a.shop < b.shop ? -1 : 1;
  return a.requestedAt - b.requestedAt || (a.orderNumber < b.orderNumber ? -1 : 1);
}
