import type { Mutant } from './mutant.ts';

/**
 * Not a planted bug, but the common way to push stock: levels are computed from what is known, without asking the mall first what it has
 * sold. Its oversells are reported beside ours. Its worlds end when the last order has been placed, three hours after the storm: no more
 * can be oversold then, and the other invariants are not checked.
 */
export const naiveWay: Mutant = {
  name: 'levels-without-an-import',
  edits: [
    {
      in: 'pickListings',
      find: 'const isImported = waiting.length > 0 && (await run.freshness.isFresh());',
      replace: 'const isImported = waiting.length > 0 && run.settings.claimMs > 0;',
    },
    {
      in: 'play',
      find: 'await time.runUntil(end);',
      replace: 'await time.runUntil(stormEnd + 3 * hourMs + minuteMs);',
    },
  ],
};
