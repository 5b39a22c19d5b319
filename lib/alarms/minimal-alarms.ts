import { type AlarmRow, aQuarterHour, page } from './alarm-row.ts';
import { importRows } from './import-alarms.ts';
import { mailRows } from './mail-alarms.ts';
import { queueRows } from './queue-alarms.ts';

/**
 * The alarms of the profile `minimal`: ten metrics, three of them ours. Each stands for several pages of `full`; the table in
 * `docs/reference/stack.md` says for which, and `test/alarms/minimal.test.ts` plays each of them. A figure whose line every run writes stands
 * for its function, too: silence is bad.
 */
export const minimalRows: readonly AlarmRow[] = [
  page('mall-down', {
    metric: { of: 'figure', name: 'OutageOpen' },
    // Two periods, as long as a cut of our own network needs to be told within twice the time of its own alarm.
    lasts: { periodMinutes: 4, bad: 2, outOf: 2 },
    silenceIsBad: true,
    why: 'A mall, or some of its functions, has not answered for minutes; or neither a mall nor the independent address (referenceUrl) can be reached; or health-probe is silent: it does not run, fails, or is refused by an account that runs as many functions as it may.',
    who: 'on call',
    what: 'npm run ops -- status tells whether a mall is down: then nothing has to be done for the import. Else look in the log group of health-probe: lines network.ours-broken say that our own way out is cut; without lines its schedule is off, or Lambda refuses its runs. Nothing is lost: the cursors wait.',
  }),
  page('work-stands', {
    metric: { of: 'figure', name: 'WorkStands' },
    lasts: { periodMinutes: 5, bad: 2, outOf: 3 },
    silenceIsBad: true,
    why: 'No run of poll-orders has ended well for ten minutes; or a shop that nothing holds has not been polled for half an hour; or the event bus has not taken news for a quarter of an hour; or reconcile, which watches over these, is silent itself.',
    who: 'on call',
    what: 'npm run ops -- status shows how far the import is behind, npm run ops -- doctor which schedule is missing, and the lines bus.stands name what the bus refuses. Deploying the stack again creates what is missing. Nothing is lost: cursors and rows wait.',
  }),
  ...rowsOf(mailRows, 'mail-stuck').map((row) => ({
    ...row,
    silenceIsBad: true as const,
    why: `${row.why} Or notify-merchants is silent: it does not run, or fails.`,
  })),
  page('failing', {
    metric: { of: 'every-function', name: 'Errors' },
    statistic: 'Sum',
    lasts: aQuarterHour,
    why: 'Runs of a function have ended with an error for 15 minutes. A mall that is away does not do that: it is our store, our permissions or our code. All functions of the account and region count, those of others, too.',
    who: 'developers',
    what: 'See in CloudWatch, Lambda, whose Errors these are, and read the error lines of its log group; each names its code, its shop and what to do. If it began with a deployment, deploy the version before.',
  }),
  ...rowsOf(queueRows, 'not-worked-on', 'dead-letters'),
  ...rowsOf(importRows, 'event-undelivered'),
];

function rowsOf(rows: readonly AlarmRow[], ...ids: readonly string[]): AlarmRow[] {
  return rows.filter(({ id }) => ids.includes(id));
}
