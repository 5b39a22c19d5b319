import { type AlarmRow, page, ticket } from './alarm-row.ts';

/**
 * Whether mails to merchants are delivered.
 */
export const mailRows: readonly AlarmRow[] = [
  page('mail-stuck', {
    metric: { of: 'figure', name: 'MailsStuck' },
    statistic: 'Minimum',
    // Not minute by minute: a run that tries thousands of mails takes nearly four minutes, and writes no figure during that time.
    lasts: { periodMinutes: 5, bad: 3, outOf: 3 },
    why: 'Mails to merchants have been due for more than ten minutes and could not be handed over: all of them, or some while others go. Those merchants do not hear of an outage, or of its end.',
    who: 'on call',
    what: 'Find the lines notice.unsent in the log group of notify-merchants: they name merchant and reason. Look at SES: is the sender verified, is the account in the sandbox or paused, is its quota for the day used up? npm run ops -- doctor tells which. Nothing is lost: the mails go once it takes them.',
  }),
  ticket('mail-refused', {
    metric: { of: 'figure', name: 'MailsRefused' },
    statistic: 'Sum',
    why: 'The mail service has refused a mail to a merchant for good, while it took others. The merchant was not told.',
    who: 'merchant desk',
    what: 'The line notice.refused of notify-merchants names the merchant and the reason. Tell them by another way, and correct their address: npm run ops -- merchants change.',
  }),
  ticket('mail-bounced', {
    metric: { of: 'mail-rule', name: 'TriggeredRules' },
    statistic: 'Sum',
    why: 'A mail to a merchant came back, was complained of, or was refused for a virus. The merchant has not read it. The message to the topic names the merchant.',
    who: 'merchant desk',
    what: 'Tell the merchant by another way, and ask for an address that works: npm run ops -- merchants change.',
  }),
];
