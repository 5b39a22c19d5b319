import type { ShopKey } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import { isDone } from './due.ts';
import { nextRow, type PushChange } from './next-row.ts';
import type { Push } from './push.ts';
import type { PushRound } from './push-run.ts';
import { tellPushes } from './tell.ts';

/**
 * Takes back what is due of a shop that was removed: nobody can reach its orders any more, and whoever removed it has taken
 * back what was asked for it. Returns how many pushes that were.
 */
export async function dropPushes(round: PushRound, shop: ShopKey): Promise<number> {
  const { ports, settings, writer } = round;
  let dropped = 0;
  for (;;) {
    const due = await ports.pushes.due(shop, ports.clock.now(), settings.claimMax);
    const before = dropped;
    const untold = due.filter((push) => push.untold !== undefined);
    const refused = await tellPushes(ports, settings, untold, writer);
    const taken: Push[] = [];
    await eachLimited(
      due.filter((push) => push.untold === undefined),
      settings.writesAtOnce,
      async (push) => {
        const row = nextRow(push, writer, droppedChange(push, ports.clock.now()));
        if ((await ports.pushes.put(row)) === 'stored') taken.push(row);
      },
    );
    dropped += taken.length;
    // What the bus does not take is due again, and told by whoever finds it.
    await tellPushes(ports, settings, taken, writer);
    const isProgress = dropped > before || untold.length > refused.length;
    if (due.length < settings.claimMax || !isProgress) return dropped;
  }
}

function droppedChange(push: Push, at: number): PushChange {
  if (isDone(push)) return { lookAgainAt: null, unknownAt: null };
  return {
    state: { kind: 'withdrawn', at, by: 'shop-removed', reason: 'shop-removed' },
    untold: 'withdrawn',
    lookAgainAt: null,
    unknownAt: null,
    steps: [{ at, what: 'withdrawn', by: 'shop-removed' }],
  };
}
