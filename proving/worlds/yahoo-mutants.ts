import type { Mutant } from './mutant.ts';

/** Planted bugs of status changes that only Yahoo!ショッピング can show. */
export const yahooMutants: readonly Mutant[] = [
  {
    // od91704 is a cancel that comes later; taken for a refusal, it is given up, and the mall carries it out.
    name: 'yahoo-warning-taken-for-failure',
    judgedBy: 'days-at-yahoo',
    edits: [
      {
        in: 'verdictOf',
        find: "  return { kind: 'accepted', code: warnings.length === 0",
        replace:
          "  const [warned] = warnings;\n  if (warned !== undefined) return { kind: 'refused', reason: 'otherwise', code: warned, words: '' };\n  return { kind: 'accepted', code: warnings.length === 0",
      },
    ],
  },
  {
    name: 'completed-too-early',
    judgedBy: 'days-at-yahoo',
    edits: [
      {
        in: 'decideComplete',
        find: "return isSettling ? { kind: 'wait', reason: 'mall-changing' } : { kind: 'call', call };",
        replace: "return { kind: 'call', call };",
      },
    ],
  },
];

/** Planted bugs of `status-mutants.ts` that the seeded days of Yahoo!ショッピング were seen to catch, too. */
export const caughtAtYahoo: readonly string[] = [
  'sent-again-at-once',
  'surplus-removed-to-the-last',
  'mall-trouble-fails-for-good',
  'answer-taken-for-the-truth',
  'call-without-a-claim',
  'claim-shorter-than-the-call',
  'held-and-never-released',
  'paused-shop-is-called',
  'withdrawn-while-in-hand',
  'push-told-before-it-is-written',
  'refused-news-forgotten',
  'failure-in-no-digest',
];
