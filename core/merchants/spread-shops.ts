import { eachLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import { type MoveOutcome, moveShop } from './move-shop.ts';
import type { ShopKey } from './shop.ts';
import type { ShopMove } from './spread.ts';

/** Shops moved at once: each takes four calls to the tables, one after the other. */
const movedAtOnce = 16;

/** How the moves of a spreading ended: the shops of each outcome. */
export type Spreading = Readonly<Record<MoveOutcome, readonly ShopKey[]>>;

/**
 * Carries moves out. May end at any moment and be begun again with the moves that are left (`movesToSpread`). `onMove` hears
 * how many are done.
 */
export async function spreadShops(
  ports: Pick<Ports, 'shops' | 'vault' | 'pauses'>,
  moves: readonly ShopMove[],
  onMove: (done: number) => void = () => undefined,
): Promise<Spreading> {
  const pauses = await ports.pauses.list();
  const spreading: Record<MoveOutcome, ShopKey[]> = { moved: [], 'moved-unopened': [], gone: [], busy: [] };
  let done = 0;
  await eachLimited(moves, movedAtOnce, async (move) => {
    spreading[await moveShop(ports, move, pauses)].push(move.key);
    onMove(++done);
  });
  return spreading;
}
