import type { Mutant } from './mutant.ts';

/**
 * No planted bug, but the way that most would push stock: levels that are reckoned from what is known, without asking the mall first what
 * it has sold. What is oversold by it is told beside what is oversold by ours. Its worlds end when the last order has been placed, three
 * hours after the storm: nothing more can be oversold then, and nobody asks whether the rest holds.
 */
export const naiveWay: Mutant = {
  name: 'levels-without-an-import',
  edits: [
    {
      in: 'workThrough',
      find: 'const fresh = await run.freshness.isFresh();',
      replace: 'const fresh = run.settings.claimMs > 0;',
    },
    {
      in: 'play',
      find: 'await time.runUntil(end);',
      replace: 'await time.runUntil(stormEnd + 3 * hourMs + minuteMs);',
    },
  ],
};
