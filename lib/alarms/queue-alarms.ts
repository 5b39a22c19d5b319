import { type AlarmRow, aQuarterHour, dayS, minuteS, page, ticket } from './alarm-row.ts';

/**
 * Messages that wait in queues, or were given up.
 */
export const queueRows: readonly AlarmRow[] = [
  page('not-worked-on', {
    metric: { of: 'work-queue', name: 'ApproximateAgeOfOldestMessage' },
    // A run that was killed gives its messages back after 18 minutes; one of those is no trouble.
    when: { atLeast: 30 * minuteS },
    lasts: aQuarterHour,
    why: 'A message has waited for more than half an hour to be dealt with. Of the queues of push-status: orders stay unconfirmed, shipments unreported. Of those of sync-stock: malls go on to sell what is sold already. A mall that is away does not do that, since its messages are dealt with and the rows wait.',
    who: 'on call',
    what: 'Look whether push-status, for a queue of stock sync-stock, runs and how its runs end: its log group names a message that fails and why. If its event source is not enabled, deploying the stack again enables it. Nothing is lost: every push and every listing is a row, and the sweep asks for its shop again every 5 minutes. npm run ops -- stuck shows which pushes wait.',
  }),
  page('dead-letters', {
    metric: { of: 'dead-letters', name: 'ApproximateNumberOfMessagesVisible' },
    why: 'A message was tried five times and failed each time, by a defect of ours or a store that refuses us, or it cannot be read. What a status message or a stock message stands for waits in its row; what an intake message asks for is not known to us yet.',
    who: 'on call',
    what: 'Read the lines message.failed in the log group of push-status, for a queue of stock of sync-stock. Mend the cause. npm run ops -- stuck counts the messages and shows which changes wait; npm run ops -- redrive tells what it would send back, and with --really sends it: what was done already is not done again.',
  }),
  ticket('dead-letters-forgotten', {
    fullOnly: true,
    metric: { of: 'dead-letters', name: 'ApproximateAgeOfOldestMessage' },
    when: { atLeast: 10 * dayS },
    why: 'A dead letter has lain in the queue for 10 days. After 14 days SQS deletes it; only the sender then knows a request that was in it.',
    who: 'developers',
    what: 'Deal with it now, as dead-letters says.',
  }),
  ticket('status-rejected', {
    metric: { of: 'rejected-queue', queue: 'status', name: 'ApproximateNumberOfMessagesVisible' },
    why: 'A program asked for changes by an event that cannot be used. Nothing that it asked for will happen, and the bus has told it so.',
    who: 'merchant desk',
    what: 'Read the message in the rejected queue: it names the event, its source and all reasons. Have the source correct it and send it again, then delete the message: this alarm ends when the queue is empty.',
  }),
  ticket('stock-rejected', {
    metric: { of: 'rejected-queue', queue: 'stock', name: 'ApproximateNumberOfMessagesVisible' },
    why: 'A program reported counted, received or adjusted stock by an event that cannot be used. Nothing of it counts, so malls show levels without it, and the bus has told it so.',
    who: 'merchant desk',
    what: 'Read the message in the rejected queue: it names the event, its source and all reasons. Have the source correct it and send it again, then delete the message: this alarm ends when the queue is empty.',
  }),
];
