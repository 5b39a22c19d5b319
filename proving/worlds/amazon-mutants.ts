import type { Mutant } from './mutant.ts';

/** Planted bugs that only Amazon can show. */
export const amazonMutants: readonly Mutant[] = [
  {
    name: 'token-page-with-changed-parameters',
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
    edits: [
      {
        in: 'outcomeIn',
        find: "outcome: { kind: 'unproven', code: 'ACCEPTED' }",
        replace: "outcome: { kind: 'set' }",
      },
    ],
  },
  {
    name: 'invalid-in-200-taken-for-set',
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
