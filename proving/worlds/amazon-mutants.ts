import type { Mutant } from './mutant.ts';

/** Planted bugs that only Amazon can show. */
export const amazonMutants: readonly Mutant[] = [
  {
    name: 'requested-cancel-not-stored',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'planReadable',
        find: '...(order.cancelRequested === true ? { cancelRequested: true } : {}),',
        replace: '',
      },
    ],
  },
  {
    name: 'orders-from-before-the-start-imported',
    judgedBy: 'worlds-of-all-malls',
    edits: [{ in: 'isFromBefore', find: 'wayOf(traits).showsChanges', replace: 'false' }],
  },
  {
    name: 'token-page-with-changed-parameters',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'createListingPages',
        find: 'listing.page === 1 ? { query, tokens: [] }',
        replace:
          "listing.page === 1 ? { query: query.replace('maxResults', 'fulfillmentStatuses=UNSHIPPED&maxResults'), tokens: [] }",
      },
    ],
  },
  {
    // ACCEPTED is only queued: what is lost afterwards, no later look would find.
    name: 'accepted-taken-for-set',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'outcomeIn',
        find: "outcome: { kind: 'unproven', code: 'ACCEPTED' }",
        replace: "outcome: { kind: 'set' }",
      },
    ],
  },
  {
    // The feed lands after the PATCH, with the level of before.
    name: 'patch-while-its-feed-is-open',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'settleBatched',
        find: 'now - (claim.batch?.since ?? 0) < settings.batchMaxMs',
        replace: 'now < (claim.batch?.since ?? 0)',
      },
    ],
  },
  {
    name: 'two-feeds-of-one-sku',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'settleBatched',
        find: 'now - (claim.batch?.since ?? 0) < settings.batchMaxMs',
        replace: 'now < (claim.batch?.since ?? 0)',
      },
      {
        in: 'settleBatched',
        find: 'return { claim: null, unknownAt: now, dueAt: now };',
        replace: 'return { claim: null, dueAt: now };',
      },
    ],
  },
  {
    name: 'invalid-in-200-taken-for-set',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'outcomeIn',
        find: "  if (status !== 'INVALID') return",
        replace:
          "  if (status === 'INVALID') return { submissionId, outcome: { kind: 'set' } };\n  if (status.length > 0) return",
      },
    ],
  },
];
