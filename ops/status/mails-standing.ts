import { counted } from '../terminal/count.ts';
import type { ForAPerson } from './for-a-person.ts';

/** What has to be known of mails to merchants; empty where they go. `hasSender` undefined: it is not known. */
export function mailsForAPerson({
  hasSender,
  stuck,
}: {
  readonly hasSender: boolean | undefined;
  readonly stuck: number;
}): ForAPerson[] {
  const none = 'merchants get no mails, not even of an outage: no sender is set';
  return [
    ...(hasSender === false ? [{ what: none, look: 'set sender and mailFromName, and deploy (docs/deploy.md)' }] : []),
    ...(stuck === 0
      ? []
      : [{ what: `${counted(stuck, 'mail')} to merchants that the mail service does not take`, look: 'ops doctor' }]),
  ];
}
