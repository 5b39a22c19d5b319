import type { Mutant } from './mutant.ts';

/** Planted bugs in how outages and windows are met that take a rare turn of one mall to show. */
export const outageSceneMutants: readonly Mutant[] = [
  {
    // Every length counts the time in which the mall answered as silence.
    name: 'relapse-untold',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'stretchBefore',
        find: 'goodSince !== undefined && to > goodSince',
        replace: 'goodSince !== undefined && to < goodSince',
      },
    ],
  },
  {
    // A window begins soon after an outage: the all-clear says that shops could not be audited.
    name: 'first-audit-late-while-a-window-holds-it',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'closedIfDone',
        find: 'now - Math.max(incident.stage.since, askableSince) >= settings.allClearWithinMs',
        replace: 'now - Math.max(incident.stage.since, 0 * askableSince) >= settings.allClearWithinMs',
      },
    ],
  },
  {
    name: 'one-shop-beside-throttling-taken-for-the-mall',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'failingShopOf',
        find: 'results.some(({ shop }) => shop !== only)',
        replace: "results.some(({ shop, verdict }) => verdict === 'answered' && shop !== only)",
      },
    ],
  },
  {
    name: 'told-of-one-shop-after-a-short-outage',
    judgedBy: 'scenes-of-outages',
    edits: [{ in: 'tellingOnly', find: 'failingShopOf(ofOne) !== null', replace: 'ofOne.length < 0' }],
  },
  {
    name: 'one-failing-shop-keeps-others-on-the-ramp',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'roundOf',
        find: 'isConfirmed(results.filter(({ shop }) => shop !== failingShopIn(health)))',
        replace: 'isConfirmed(results.filter(({ shop }) => shop !== null))',
      },
    ],
  },
  {
    name: 'throttled-round-taken-for-silence',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'isUnanswered',
        find: 'failingShop !== null || (probes.throttled > 0 && probes.failed === 0)',
        replace: 'failingShop !== null',
      },
    ],
  },
  {
    // By a clock of the mall that is behind, the ramp is over before it begins.
    name: 'ramp-after-a-window-by-the-clock-of-the-mall',
    judgedBy: 'scenes-of-outages',
    edits: [{ in: 'withEnded', find: 'ramp.since === now ?', replace: 'ramp.since >= now ?' }],
  },
  {
    name: 'window-planned-anew-not-announced',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'occasionOf',
        find: "kind === 'maintenance-after' || plannedAt === undefined ?",
        replace: "kind === 'maintenance-after' || plannedAt !== 0 ?",
      },
    ],
  },
  {
    name: 'window-known-by-our-clock-alone',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'isPlanned',
        find: 'isInMaintenance(maintenances, mall, capability, at + mallAheadMs)',
        replace: 'isInMaintenance(maintenances, mall, capability, at + 0 * mallAheadMs)',
      },
    ],
  },
  {
    name: 'round-shown-late',
    judgedBy: 'scenes-of-outages',
    edits: [
      {
        in: 'fromSilence',
        find: '...stretchBefore(state, round), ...lastRoundOf(round) }',
        replace: '...stretchBefore(state, round) }',
      },
    ],
  },
];
