import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { alarmRows } from '../../lib/alarms.ts';
import { story } from './play.ts';
import type { Scenario } from './proof.ts';
import { scenarios } from './scenarios/all.ts';
import { type Stage, stagedFunctions } from './stage.ts';

/** A page of `full`, what makes it go off, and the alarm of `minimal` that goes off for the same cause. */
interface Cause {
  readonly page: string;
  readonly says: string;
  readonly play?: Scenario;
  /** It is the very alarm of `full` (`test/infra/minimal.test.ts`), played in a cloud that waits by the machine's clock. */
  readonly isSame?: true;
}

const switchOff = (name: (typeof stagedFunctions)[number], alarm: string): Scenario =>
  story({
    alarm,
    breaks: ({ off }) => void off.add(name),
    firesWithin: 40,
    mends: ({ off }) => off.clear(),
  });

/** The account runs as many functions as it may: no run of a schedule begins. */
const accountFull = story({
  alarm: 'page-health-probe-throttled',
  breaks: ({ off }) => {
    for (const name of stagedFunctions) off.add(name);
  },
  inBetween({ board }) {
    for (const name of stagedFunctions) board.accounting.throttled(`tsunagi-shop-${name}`);
  },
  mends: ({ off }) => off.clear(),
});

/** The schedule fires, and its function is not there. */
const dropped = story({
  alarm: 'page-schedule-dropped',
  breaks: ({ off }: Stage) => void off.add('reconcile'),
  inBetween({ board }, minute) {
    if (minute % 5 === 0) board.accounting.dropped('tsunagi-shop');
  },
  mends: ({ off }) => off.clear(),
});

const causes: Readonly<Record<string, Cause>> = {
  'mall-down': { page: 'mall-down', says: 'page-mall-down' },
  'canary-silent': { page: 'canary-silent', says: 'page-mall-down' },
  'canary-silent, since health-probe does not run': {
    page: 'canary-silent',
    says: 'page-mall-down',
    play: switchOff('health-probe', 'page-direct-rms-canary-silent'),
  },
  'own-network': { page: 'own-network', says: 'page-mall-down' },
  'shops-not-polled': { page: 'shops-not-polled', says: 'page-work-stands' },
  'bus-refused': { page: 'bus-refused', says: 'page-work-stands' },
  'event-undelivered': { page: 'event-undelivered', says: 'page-status-requests-event-undelivered', isSame: true },
  'mail-stuck': { page: 'mail-stuck', says: 'page-mail-stuck' },
  'not-running of poll-orders': {
    page: 'not-running',
    says: 'page-work-stands',
    play: scenarios['not-running'] as Scenario,
  },
  'not-running of reconcile': {
    page: 'not-running',
    says: 'page-work-stands',
    play: switchOff('reconcile', 'page-reconcile-not-running'),
  },
  'not-running of notify-merchants': {
    page: 'not-running',
    says: 'page-mail-stuck',
    play: switchOff('notify-merchants', 'page-notify-merchants-not-running'),
  },
  failing: { page: 'failing', says: 'page-failing' },
  throttled: { page: 'throttled', says: 'page-mall-down', play: accountFull },
  'schedule-dropped': { page: 'schedule-dropped', says: 'page-work-stands', play: dropped },
  'not-worked-on': { page: 'not-worked-on', says: 'page-status-not-worked-on', isSame: true },
  'dead-letters': { page: 'dead-letters', says: 'page-status-dead-letters', isSame: true },
};

const page = readFileSync(new URL('../../docs/reference/stack.md', import.meta.url), 'utf8');

describe('the profile minimal', () => {
  it('the profile minimal has an alarm for each page of the profile full', () => {
    const pages = alarmRows.filter(({ severity }) => severity === 'page').map(({ id }) => id);
    expect([...new Set(Object.values(causes).map(({ page }) => page))].sort()).toEqual(pages.sort());
  });

  it.each(Object.entries(causes))(
    'pages within twice the time that full takes, and is over, too: %s',
    async (name, cause) => {
      const play = cause.play ?? scenarios[cause.page];
      if (play === undefined) throw new Error(`There is no scenario of ${cause.page}.`);
      const minutesOf = ({ brokenAt, firedAt }: Awaited<ReturnType<Scenario>>) =>
        Math.round((firedAt - brokenAt) / minuteMs);
      const full = minutesOf(await play());
      const minimal = minutesOf(await play({ alarm: cause.says, parameters: { profile: 'minimal' } }));
      const line = `| ${name} | ${full} | \`${cause.says.replace('page-', '')}\` | ${minimal} |`;
      console.log(line);
      if (cause.isSame) return;
      expect(minimal).toBeLessThanOrEqual(2 * full);
      expect(page).toContain(line);
    },
  );
});
