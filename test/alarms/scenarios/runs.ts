import { TsunagiError } from '../../../core/errors.ts';
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

  // One of the four schedules; an hour without it is not yet told.
  'schedule-missing': story({
    alarm: 'ticket-schedule-missing',
    calm: 130,
    breaks: ({ off }) => void off.add('reconcile'),
    firesWithin: 130,
    mends: ({ off }) => off.clear(),
    clearsWithin: 130,
  }),
};
