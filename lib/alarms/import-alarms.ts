import { unreadAnHourMax } from '../../core/import/index.ts';
import { notPolledPercentMax } from '../../core/jobs/index.ts';
import { secondMs } from '../../core/kernel/index.ts';
import { busStandsMs } from '../../core/ports/index.ts';
import { type AlarmRow, aQuarterHour, minuteS, page, ticket } from './alarm-row.ts';

/**
 * Whether orders, status changes and stock come through, and what orders cost.
 */
export const importRows: readonly AlarmRow[] = [
  page('shops-not-polled', {
    metric: { of: 'figure', name: 'ShopsNotPolledPercent' },
    when: { atLeast: notPolledPercentMax },
    lasts: aQuarterHour,
    why: 'The import of one shop in twenty or more has stood still for half an hour, though nothing holds them and the mall is well. Their orders are at the mall only.',
    who: 'on call',
    what: 'See which shops, and what their runs say: npm run ops -- status, then the lines shop.visit-failed of poll-orders. Nothing is lost: the cursors wait.',
    isDirect: true,
  }),
  ticket('import-lag', {
    fullOnly: true,
    metric: { of: 'figure', name: 'ShopsFallenBehind' },
    lasts: aQuarterHour,
    why: 'A shop has fallen an hour behind, or whole days and an hour, though nothing holds it.',
    who: 'on call',
    what: 'See which shop and why: npm run ops -- status --worst 20. The alarm clears after one hour, whether or not the shop has caught up, so that it can report the next one; the same shop is reported again each day. A new shop with a long past is behind until it has caught up.',
    isDirect: true,
  }),
  ticket('import-stopped', {
    metric: { of: 'figure', name: 'ImportsStopped' },
    lasts: aQuarterHour,
    why: 'The import of a shop has waited for ten minutes, or whole days more, though its mall answers: the mall refuses to hand out any of its orders, or counts other orders than it lists, or gives their numbers only, so that each order is read by itself. Nothing is quarantined and nothing is lost; new orders wait at the mall, or come more slowly, or it is not proven that all of them came.',
    who: 'on call',
    what: 'See which shop and why: npm run ops -- status. Where several shops of a mall have it at once, the mall has changed its API: tell the developers. The alarm clears after one hour, whether or not the import continues, so that it can report the next shop; the same shop is reported again each day.',
    isDirect: true,
  }),
  ticket('orders-unread', {
    fullOnly: true,
    metric: { of: 'figure', name: 'OrdersUnread' },
    statistic: 'Sum',
    when: { atLeast: unreadAnHourMax },
    lasts: { periodMinutes: 60, bad: 1, outOf: 1 },
    why: 'Ten orders or more that malls listed within an hour could not be read, and were set aside. One now and then is a broken order; so many are a change of the mall, or a defect of ours. They hold no stock until they are read.',
    who: 'developers',
    what: 'See which orders and why: npm run ops -- orders problems. Each is read again at least once an hour, and is imported as soon as it can be read.',
  }),
  ticket('quarantine-rising', {
    metric: { of: 'figure', name: 'OrdersUnread', beyond: { share: 0.1, of: 'OrdersListed' } },
    statistic: 'Sum',
    when: { atLeast: 2 },
    lasts: { periodMinutes: 360, bad: 1, outOf: 1 },
    why: 'Of the orders that malls listed within six hours, two more than a tenth could not be read, and were set aside: three of ten, or all of three. A mall has changed something, or it is a defect of ours. They hold no stock until they are read.',
    who: 'developers',
    what: 'See which orders and why: npm run ops -- orders problems. Each is read again at least once an hour, and is imported as soon as it can be read.',
  }),
  ticket('orders-late', {
    fullOnly: true,
    metric: { of: 'figure', name: 'OrderAgeSeconds' },
    statistic: 'p99',
    when: { atLeast: 10 * minuteS },
    lasts: aQuarterHour,
    why: 'Of a hundred new orders at least one was stored more than ten minutes after its mall had shown it, in shops that were in step.',
    who: 'developers',
    what: 'Compare the durations of poll-orders with its limit: a shard with too many shops does not get round in a minute. More shards help; docs/concepts/scale.md says how many.',
    isDirect: true,
  }),
  page('bus-refused', {
    metric: { of: 'figure', name: 'BusWaitSeconds' },
    when: { atLeast: busStandsMs / secondMs },
    // Runs every five minutes announce again, after a quarter of an hour, what the bus refused.
    lasts: { periodMinutes: 5, bad: 1, outOf: 4 },
    why: 'The event bus has not taken news for a quarter of an hour: of orders that came or changed, of how status changes ended, or of an incident. Whatever works on orders by these events does not know of them.',
    who: 'on call',
    what: 'Find the lines bus.failed in the log groups of reconcile, push-status and health-probe: they name the error. AccessDeniedException or ResourceNotFoundException: the permission or the bus is gone, and deploying the stack again sets it right. Nothing is lost: what was not taken is kept in its rows, and told once the bus takes it.',
  }),
  page('event-undelivered', {
    metric: { of: 'rule', name: 'FailedInvocations' },
    statistic: 'Sum',
    why: 'EventBridge could deliver an event neither to its target nor to the dead letters, and has given it up. A change of status or a report of stock that a program asked for is lost, or a merchant’s mail came back and no notification was sent.',
    who: 'on call',
    what: 'Look whether the queues of the rule exist, and whether their policies let events.amazonaws.com send. Deploying the stack again sets both right. Then have the programs send again what they sent since: an event that was taken in already changes nothing.',
  }),
  ticket('pushes-waiting', {
    metric: { of: 'figure', name: 'PushWaitsTwoHoursOld' },
    lasts: aQuarterHour,
    why: 'A shop’s oldest status change has been held, due, or tried again and again for two hours while its mall is well, or for days more: an order is not confirmed, or a shipment not reported.',
    who: 'on call',
    what: 'See which wait and why: npm run ops -- stuck, npm run ops -- pauses. A pause set by a person is lifted by a person; what is tried again shows what its last call came to. The alarm clears after one hour, whether or not it was sent, so that it can report the next shop; the same shop is reported again each day.',
    isDirect: true,
  }),
  ticket('audit-found', {
    metric: { of: 'figure', name: 'AuditFound' },
    statistic: 'Sum',
    why: 'An audit found an order that the mall had and we had not, or one with wrong claims on stock: it was set right, but the import should not have missed it. Or a row of 発送明細 stands twice at the mall, and nothing removes it any more.',
    who: 'developers',
    what: 'Find the line audit.found in the log group of reconcile: it names the shop and the audit. Look at its orders: npm run ops -- orders show.',
  }),
  ticket('audit-overdue', {
    fullOnly: true,
    metric: { of: 'figure', name: 'AuditsADayOverdue' },
    lasts: aQuarterHour,
    why: 'A shop was not re-read and audited for two nights or more, though nothing held it. That no order is missing there is not proven, and edits of open orders are not seen.',
    who: 'on call',
    what: 'See how the runs of reconcile end at night, and whether they end within their limit. To prove a span at once: npm run ops -- audit. The alarm clears after one hour, whether or not the shop was audited, so that it can report the next one; the same shop is reported again each day.',
    isDirect: true,
  }),
  ticket('listings-drifted', {
    metric: { of: 'figure', name: 'ListingsDrifted' },
    statistic: 'Sum',
    why: 'At night a mall showed another stock than it should, did not have an item any more, or has closed one since the night before (在庫クローズ). Unless stockDrift is ask, levels are set right by themselves; what is closed a person opens.',
    who: 'merchant desk',
    what: 'See which listings, npm run ops -- listings list, and who changed them at the mall by hand.',
  }),
  ticket('cost-guard', {
    fullOnly: true,
    metric: { of: 'figure', name: 'CallsPerOrder' },
    statistic: 'Average',
    when: { atLeast: 5 },
    // Not two of three: one bad hour would then notify twice, at its start and as the third period back.
    lasts: { periodMinutes: 60, bad: 2, outOf: 2 },
    why: 'An order costs more than five calls to its mall, where one or less is usual, or calls bring no order at all. Shops come near the rate they may be called at, and every run costs more.',
    who: 'developers',
    what: 'Look for orders that cannot be read, npm run ops -- orders problems, which make a batch be read in halves, for a shop whose visits fail again and again, shop.visit-failed in the log of poll-orders, and for one whose list changes while it is read.',
  }),
];
