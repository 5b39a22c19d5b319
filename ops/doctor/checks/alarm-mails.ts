import type { StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, sayer } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = sayer('alarm mails');

/** Somebody hears of alarms. */
export function checkAlarmMails({ subscriptions, stage }: StageFacts, remedies: Remedies): Outcome[] {
  if (subscriptions === null) return [];
  const { topicArn, facts } = subscriptions;
  if (!facts.known) return [say.unchecked('Who hears of alarms', facts.error)];
  if (facts.value === null) {
    return [
      say.wrong(
        `The topic ${topicArn} is gone`,
        'No alarm reaches anybody.',
        'Deploy anew what keeps nothing; the tables stay:',
        ...remedies.redeploy,
      ),
    ];
  }
  if (facts.value.length === 0) {
    return [
      say.wrong(
        'Nobody is subscribed to alarms',
        'When the import stops, nobody is told.',
        `Name an address in cdk.json (opsEmail of tsunagi:stages.${stage}), deploy, and click the link in the mail that AWS sends:`,
        remedies.deploy,
      ),
    ];
  }
  const waiting = facts.value.filter(({ isConfirmed }) => !isConfirmed);
  const confirmed = facts.value.filter(({ isConfirmed }) => isConfirmed);
  const outcomes = waiting.map(({ protocol, endpoint }) => {
    const told = [
      `${endpoint} has not agreed to get alarms`,
      confirmed.length === 0 ? 'Until then no alarm reaches anybody.' : 'Until then no alarm reaches this address.',
      'Click the link in the mail "AWS Notification - Subscription Confirmation" from AWS Notifications (no-reply@sns.amazonaws.com); look among the spam. It holds for two days; this sends another:',
      remedies.aws(`sns subscribe --topic-arn ${topicArn} --protocol ${protocol} --notification-endpoint ${endpoint}`),
    ] as const;
    return confirmed.length === 0 ? say.wrong(...told) : say.watch(...told);
  });
  if (outcomes.length > 0) return outcomes;
  return [say.fine(`go to ${confirmed.map(({ endpoint }) => endpoint).join(', ')}`)];
}
