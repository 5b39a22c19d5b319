import { openedMailAfterText } from '../../core/model/index.ts';
import { type AlarmRow, aQuarterHour, hourS, page, ticket } from './alarm-row.ts';

/**
 * The health of malls, and what holds their shops. A mall that is down is one page, and causes no others: runs do not fail because of it, and
 * the cursors wait.
 */
export const mallRows: readonly AlarmRow[] = [
  page('mall-down', {
    metric: { of: 'figure', name: 'OutageOpen' },
    // Not minute by minute: runs that take nearly one leave some of them without a figure, and hours of flapping are one page.
    lasts: { periodMinutes: 5, bad: 2, outOf: 2 },
    why: `The mall, or some of its functions, has not answered for minutes. Work is held, merchants are notified after ${openedMailAfterText}, and all of it continues by itself.`,
    who: 'on call',
    what: 'Nothing has to be done for the import. Look at what merchants were told, and whether the mall announces anything. It stays until the all-clear has gone: npm run ops -- incidents show latest.',
  }),
  page('canary-silent', {
    // From the same log line as `mall-down`, which every run writes.
    metric: { of: 'figure', name: 'OutageOpen', orFailed: true },
    statistic: 'SampleCount',
    when: { below: 1 },
    lasts: { periodMinutes: 5, bad: 3, outOf: 3 },
    why: 'For 15 minutes health-probe has not run, or has written no figure on the state of the mall. An outage would not be noticed, and alarms that watch the same figures are blind.',
    who: 'on call',
    what: 'Look whether the schedule of health-probe is there and ENABLED, whether its runs end, and whether its lines mall.measured are in its log group. If they are, CloudWatch does not read figures out of logs: see the health of the region.',
    isDirect: true,
  }),
  page('own-network', {
    metric: { of: 'figure', name: 'OwnNetworkBroken' },
    statistic: 'Sum',
    lasts: { periodMinutes: 1, bad: 3, outOf: 5 },
    why: 'Neither a mall nor the independent address (referenceUrl) can be reached: our own way out is cut. No order comes in, and no merchant is notified, because it is no outage of a mall.',
    who: 'on call',
    what: "Look at what the functions' way to the internet goes through: NAT, route tables, DNS, firewall, a proxy, trouble of the region. If others reach the independent address and malls, it is the way; if the address itself has moved, deploy with another referenceUrl. Nothing is lost: the cursors wait, and the first run that gets through catches up.",
  }),
  ticket('paused-by-outage', {
    fullOnly: true,
    metric: { of: 'figure', name: 'PausedByOutageSeconds' },
    when: { atLeast: 12 * hourS },
    lasts: aQuarterHour,
    why: 'A mall has been down for half a day. Merchants were notified when the outage began, and have received nothing since, unless a person wrote to them.',
    who: 'merchant desk',
    what: 'Write merchants what is known: npm run ops -- incidents note latest --text "…" --send shows the mail first.',
  }),
  ticket('maintenance-overrun', {
    fullOnly: true,
    metric: { of: 'figure', name: 'MaintenanceOverrunSeconds' },
    when: { atLeast: 2 * hourS },
    lasts: aQuarterHour,
    why: 'A planned maintenance should have ended two hours ago, and has not: part of the mall still does not answer, or cannot be probed.',
    who: 'on call',
    what: 'See what has not come back, npm run ops -- maintenance list, and what the mall announces. If the window was planned wrongly, take it out of the calendar.',
  }),
  ticket('paused-by-hand', {
    fullOnly: true,
    metric: { of: 'figure', name: 'PausesByHandADayOld' },
    why: 'A shop or a mall has now been paused by a person for a day. Nothing lifts that but a person.',
    who: 'merchant desk',
    what: 'See who paused it and why, npm run ops -- pauses, and lift it once that is over: npm run ops -- resume. The alarm clears after one hour, whether or not the pause has ended, so that it can report the next one.',
  }),
  ticket('key-refused', {
    metric: { of: 'figure', name: 'KeyRefusalsADayOld' },
    why: "A mall has refused a shop's key, or a function of it, for a day. Nothing of that shop is imported or reported until its merchant sees to it.",
    who: 'merchant desk',
    what: 'See which shop, and what its note says: npm run ops -- pauses. Where a function is off, its merchant switches it on; then npm run ops -- shops verify. Where the key is refused, ask its merchant for the one that the mall shows now, and hand it in: npm run ops -- keys rotate. Ask for a new one only where that has ended: RMS ends the old key with it.',
  }),
  ticket('key-expiring', {
    fullOnly: true,
    metric: { of: 'figure', name: 'KeysEnding' },
    why: 'Keys of shops end in three days, or tomorrow, and there is no new one. Nothing of such a shop is imported after that.',
    who: 'merchant desk',
    what: 'See which, npm run ops -- keys list --within 4, ask their merchants for new keys, and set them: npm run ops -- keys rotate. This comes at nine in Japan on each day that has such keys, and is over at ten.',
  }),
  ticket('api-version-ending', {
    fullOnly: true,
    metric: { of: 'figure', name: 'ApiVersionEnding' },
    lasts: aQuarterHour,
    why: 'The mall ends the version of its API that is in use within three months, or answers with another one already. Tsunagi does not know that version: orders and changes may be misread or refused.',
    who: 'developers',
    what: 'See which version is asked for and which one is answered: npm run ops -- shops verify. Update Tsunagi to a release that asks for a newer one.',
  }),
];
