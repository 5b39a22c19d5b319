import { prng, seedOf } from '../../simulator/index.ts';
import { type Draws, namedDraws } from './draws.ts';
import { type Keeper, keptDraws } from './kept-draws.ts';
import { drawsFrom } from './stream-draws.ts';

/**
 * How worlds are made of their seeds. The second edition has shorter storms in worlds without outages, and stock in two seeds of ten
 * instead of three, so that more worlds fit into a minute. The third edition adds faults that the second one lacks; each draws from
 * a random stream of its own, so that a seed without them is the same world in both. What a world of an earlier edition has shown
 * is still drawn as it was then (`once-wrong.ts`). The fourth edition adds corrections of tracking numbers, and morning digests to outages; the
 * fifth edition the other malls to worlds that have Yahoo!ショッピング beside RMS; the sixth edition feeds of few listings at Amazon, and changes of orders at
 * all of these malls; the seventh edition orders at these malls that were placed before the moment chosen for their shop, and change after it; the
 * eighth edition late calls for a memo that overwrite another one, which was requested again in the meantime; the ninth edition a time in which
 * something else answers in place of one of the malls beside RMS that all is well; the tenth edition buyers at Amazon who ask for a cancel; the
 * eleventh edition a time in which a mall refuses listings, and answers that leave rows out. From the twelfth edition on everything is drawn by
 * its name (`draws.ts`): a write, a call or an actor more changes nothing for the others. The thirteenth edition adds glances at shops that sell
 * to one world of four, and where that has all malls, what Amazon sends about its shops (`hints.ts`). The fourteenth edition adds to scenes of one order
 * requests beside others that are under way (`scenes/order/beside.ts`). Scenes of outages and of stock have editions from the twelfth on, scenes of one
 * order from the thirteenth on.
 */
export const editions = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14] as const;
export type Edition = (typeof editions)[number];

/** The edition in which seeds are played by default. */
export const newestEdition: Edition = 14;

/** Whether a world of this edition draws by name. */
export const isNamed = (edition: Edition): boolean => edition >= 12;

/** Who keeps the draws of the world at hand; a thread plays one at a time. */
let keeper: Keeper | null = null;

/** Plays a world whose draws are written down, or taken from what was. */
export async function keptBy<Result>(by: Keeper, play: () => Promise<Result>): Promise<Result> {
  if (keeper !== null) throw new Error('Another world is played: await its end first.');
  keeper = by;
  return play().finally(() => {
    keeper = null;
  });
}

/** The draws of a part of a world, as its edition has them. */
export function drawsOf(edition: Edition, seed: number, ...words: readonly [string, ...string[]]): Draws {
  const isByName = isNamed(edition) || keeper?.isWriting === false;
  const own = isByName ? namedDraws(seed, ...words) : drawsFrom(prng(seedOf(seed, ...words)));
  return keeper === null ? own : keptDraws(keeper, own, ...words);
}
