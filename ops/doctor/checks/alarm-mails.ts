import type { ExaminedTopic, StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('alarm mails');

/** Every topic of the alarms has a subscription, and each is confirmed. */
export function checkAlarmMails({ topics, stage }: StageFacts, remedies: Remedies): Outcome[] {
  const outcomes = topics.flatMap((topic) => troublesOf(topic, stage, remedies));
  if (outcomes.length > 0 || topics.length === 0) return outcomes;
  return [
    say.fine(topics.map(({ of, facts }) => `${of} go to ${facts.known ? namesOf(facts.value ?? []) : ''}`).join('; ')),
  ];
}

/** Consequence of a topic without subscribers. */
const meaningOf = {
  pages: 'A stop of the import goes unnoticed.',
  tickets: 'What should be looked at on the next working day, such as a refused key, goes unnoticed.',
} as const;

function troublesOf({ of, topicArn, facts }: ExaminedTopic, stage: string, remedies: Remedies): Outcome[] {
  if (!facts.known) return [say.unchecked(`Who is subscribed to ${of}`, facts.error)];
  if (facts.value === null) {
    return [
      say.wrong(
        `The topic ${topicArn} is gone`,
        meaningOf[of],
        'Deploy anew what keeps nothing; the tables stay:',
        ...remedies.redeploy,
      ),
    ];
  }
  if (facts.value.length === 0) {
    return [
      say.wrong(
        `The topic of ${of} has no subscribers`,
        meaningOf[of],
        `Set opsEmail or webhookParameter in cdk.json (tsunagi:stages.${stage}) and deploy, or subscribe what you have; an address has to click the link in the mail that AWS sends:`,
        remedies.deploy,
        remedies.aws(`sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint …`),
      ),
    ];
  }
  const confirmed = facts.value.filter(({ isConfirmed }) => isConfirmed);
  return facts.value.flatMap((one) => {
    if (one.isConfirmed) return [];
    const { protocol, endpoint } = one;
    const words = [
      `${endpoint} has not confirmed its subscription to ${of}`,
      confirmed.length === 0 ? meaningOf[of] : 'Until then none of them reaches this address.',
      'Click the link in the mail "AWS Notification - Subscription Confirmation" from AWS Notifications (no-reply@sns.amazonaws.com); look among the spam. It holds for two days; this sends another:',
      remedies.aws(`sns subscribe --topic-arn ${topicArn} --protocol ${protocol} --notification-endpoint ${endpoint}`),
    ] as const;
    return [confirmed.length === 0 ? say.wrong(...words) : say.watch(...words)];
  });
}

/** Addresses as they are, functions by their names. */
function namesOf(subscribed: readonly { readonly protocol: string; readonly endpoint: string }[]): string {
  return subscribed
    .map(({ protocol, endpoint }) => (protocol === 'lambda' ? (endpoint.split(':').at(-1) ?? endpoint) : endpoint))
    .join(', ');
}
