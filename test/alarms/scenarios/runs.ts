import { TsunagiError } from '../../../core/kernel/errors.ts';
import { secondMs } from '../../../core/kernel/time.ts';
import { story } from '../play.ts';
import type { Scenario } from '../proof.ts';

/** What becomes of the runs that schedules start. */
export const runScenarios: Readonly<Record<string, Scenario>> = {
  'not-running': story({
    alarm: 'page-poll-orders-not-running',
    breaks: ({ off }) => void off.add('poll-orders'),
    firesWithin: 40,
    mends: ({ off }) => off.clear(),
  }),

  failing: story({
    alarm: 'page-reconcile-failing',
    breaks: ({ defects }) =>
      void defects.set('reconcile', new TsunagiError('store.failing', 'later', 'The store refuses.')),
    firesWithin: 30,
    mends: ({ defects }) => defects.clear(),
  }),

  // Runs start no call in their last half minute, but they cannot know that the table of orders takes as long.
  'close-to-timeout': story({
    alarm: 'ticket-reconcile-close-to-timeout',
    stage: { shops: 2, arrivalsPerHour: 120 },
    breaks: (stage) => {
      stage.ordersTakeMs = 25 * secondMs;
    },
    firesWithin: 90,
    mends: (stage) => {
      stage.ordersTakeMs = 0;
    },
    clearsWithin: 90,
  }),

  // One schedule of the two that reconcile has; an hour without it is not yet told.
  'schedule-missing': story({
    alarm: 'ticket-schedule-missing',
    stage: { shards: 2 },
    calm: 130,
    breaks: ({ off }) => void off.add('reconcile#1'),
    firesWithin: 130,
    mends: ({ off }) => off.clear(),
    clearsWithin: 130,
  }),
};
