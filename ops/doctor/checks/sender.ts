import { valueOrNull } from '../../../core/kernel/index.ts';
import { t } from '../../../language/index.ts';
import type { ExaminedTopic, MailAccountFacts, SenderFacts, StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';

const say = reporterFor('sender');

const usedShare = 0.8;

export function checkSender(facts: Pick<StageFacts, 'stage' | 'stack' | 'mail'>, remedies: Remedies): Outcome[] {
  const { mail } = facts;
  if (mail === null) return noSender(facts, remedies);
  const account = mail.account.ok
    ? accountTroubles(mail.account.value, remedies)
    : say.unchecked(t`What the account may send`, mail.account.error);
  const identity = mail.identity.ok
    ? identityTroubles(mail.sender, mail.identity.value, remedies)
    : say.unchecked(t`Whether mails may come from ${mail.sender}`, mail.identity.error);
  const outcomes = [...account, ...identity];
  if (outcomes.length > 0 || !mail.account.ok) return outcomes;
  const { perDay, perSecond, sentLastDay } = mail.account.value;
  return say.fine(t`${mail.sender}; ${sentLastDay} of ${perDay} mails sent in a day, at most ${perSecond} a second`);
}

/** Only the function that writes to merchants has the sender, and it is deployed only with one. Where it exists, its own check reports. */
function noSender({ stage, stack }: Pick<StageFacts, 'stage' | 'stack'>, remedies: Remedies): Outcome[] {
  const outputs = valueOrNull(stack)?.outputs;
  if (outputs === undefined || outputs.NotifyMerchantsFunction !== undefined) return [];
  return say.wrong(
    t`No sender is set`,
    t`Merchants get no mails: they do not hear of an outage, nor of its end, nor of what failed, nor of a key that ends.`,
    t`Name an address that SES knows, and the name that merchants know you by, in cdk.json (sender and mailFromName of tsunagi:stages.${stage}), and deploy; docs/start/deploy.md has the steps:`,
    remedies.deploy,
  );
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html */
function accountTroubles(account: MailAccountFacts, remedies: Remedies): Outcome[] {
  const outcomes: Outcome[] = [];
  if (!account.isInProduction) {
    outcomes.push(
      ...say.wrong(
        t`SES is in the sandbox: mails go only to verified addresses`,
        t`Merchants get no mail; SES refuses every one.`,
        t`Ask AWS for production access, and say what the mails are: notices of outages to merchants who signed up. AWS answers within a day:`,
        remedies.aws(
          `sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --contact-language JA --website-url https://example.jp --use-case-description "Notices of mall outages to merchants who are our customers"`,
        ),
      ),
    );
  }
  if (!account.isSending || account.enforcement === 'SHUTDOWN') {
    outcomes.push(
      ...say.wrong(
        t`SES has stopped the account from sending`,
        t`Merchants get no mail.`,
        t`AWS has written why to the account’s address (too many bounces or complaints, mostly). Mend that, and answer in the support case; where it was switched off by hand:`,
        remedies.aws('sesv2 put-account-sending-attributes --sending-enabled'),
      ),
    );
  } else if (account.enforcement === 'PROBATION') {
    outcomes.push(
      ...say.watch(
        t`SES has put the account under review`,
        t`Mails leave, and will be stopped if bounces or complaints stay as they are.`,
        t`Read what AWS wrote to the account’s address, and correct the contacts that bounce.`,
      ),
    );
  }
  if (account.perDay > 0 && account.sentLastDay >= usedShare * account.perDay) {
    outcomes.push(
      ...say.watch(
        t`${account.sentLastDay} of ${account.perDay} mails of a day are sent`,
        t`Mails beyond it are refused, and wait for the next day.`,
        t`Ask AWS to raise "Sending quota":`,
        remedies.aws(
          `service-quotas request-service-quota-increase --service-code ses --quota-code L-804C8AE8 --desired-value ${10 * account.perDay}`,
        ),
      ),
    );
  }
  return outcomes;
}

function identityTroubles(sender: string, identity: SenderFacts | null, remedies: Remedies): Outcome[] {
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  if (identity === null) {
    return say.wrong(
      t`SES does not know ${sender}, nor ${domain}`,
      t`SES refuses every mail from it.`,
      t`Make the domain known, and set the records that it answers with (DkimAttributes.Tokens) in the DNS of ${domain}:`,
      remedies.aws(`sesv2 create-email-identity --email-identity ${domain}`),
    );
  }
  const records = identity.dkimRecords.map(({ name, value }) => `${name}  CNAME  ${value}`);
  const isDomain = !identity.identity.includes('@');
  if (!identity.isVerified) {
    return isDomain
      ? say.wrong(
          t`${identity.identity} is not verified in SES (DKIM ${identity.dkim})`,
          t`SES refuses every mail from it.`,
          t`Set these records in the DNS of ${identity.identity}; SES finds them within minutes to hours:`,
          ...records,
        )
      : say.wrong(
          t`${identity.identity} is not verified in SES`,
          t`SES refuses every mail from it.`,
          t`Click the link in the mail that AWS sent there.`,
        );
  }
  const { mailFrom } = identity;
  if (mailFrom !== undefined && mailFrom.status !== 'SUCCESS') {
    return say.wrong(
      t`The MAIL FROM domain ${mailFrom.domain} is not verified in SES (${mailFrom.status})`,
      t`SES refuses every mail from it.`,
      t`Set its MX and SPF records, which the SES console shows at ${identity.identity}; or send without it:`,
      remedies.aws(`sesv2 put-email-identity-mail-from-attributes --email-identity ${identity.identity}`),
    );
  }
  if (isDomain && identity.dkim !== 'SUCCESS') {
    return say.wrong(
      t`Mails from ${identity.identity} are not signed: DKIM is ${identity.dkim}`,
      t`They leave, and many mailboxes take them for spam or refuse them.`,
      t`Set these records in the DNS of ${identity.identity}; SES looks again by itself:`,
      ...records,
    );
  }
  return [];
}

const sayAlarms = reporterFor('alarm mails');

export function checkAlarmMails({ topics, stage }: StageFacts, remedies: Remedies): Outcome[] {
  const outcomes = topics.flatMap((topic) => troublesOf(topic, stage, remedies));
  if (outcomes.length > 0 || topics.length === 0) return outcomes;
  return sayAlarms.fine(
    topics.map(({ of, facts }) => t`${of} go to ${facts.ok ? namesOf(facts.value ?? []) : ''}`).join(t`; `),
  );
}

/** Consequence of a topic without subscribers. */
const meaningOf = () => ({
  pages: t`A stop of the import goes unnoticed.`,
  tickets: t`What should be looked at on the next working day, such as a refused key, goes unnoticed.`,
});

function troublesOf({ of, topicArn, facts }: ExaminedTopic, stage: string, remedies: Remedies): Outcome[] {
  if (!facts.ok) return sayAlarms.unchecked(t`Who is subscribed to ${of}`, facts.error);
  if (facts.value === null) {
    return sayAlarms.gone(t`The topic ${topicArn}`, meaningOf()[of], remedies);
  }
  if (facts.value.length === 0) {
    return sayAlarms.wrong(
      t`The topic of ${of} has no subscribers`,
      meaningOf()[of],
      t`Set opsEmail or webhookParameter in cdk.json (tsunagi:stages.${stage}) and deploy, or subscribe what you have; an address has to click the link in the mail that AWS sends:`,
      remedies.deploy,
      remedies.aws(`sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint …`),
    );
  }
  const confirmed = facts.value.filter(({ isConfirmed }) => isConfirmed);
  return facts.value.flatMap((one) => {
    if (one.isConfirmed) return [];
    const { protocol, endpoint } = one;
    const words = [
      t`${endpoint} has not confirmed its subscription to ${of}`,
      confirmed.length === 0 ? meaningOf()[of] : t`Until then none of them reaches this address.`,
      t`Click the link in the mail "AWS Notification - Subscription Confirmation" from AWS Notifications (no-reply@sns.amazonaws.com); look among the spam. It holds for two days; this sends another:`,
      remedies.aws(`sns subscribe --topic-arn ${topicArn} --protocol ${protocol} --notification-endpoint ${endpoint}`),
    ] as const;
    return confirmed.length === 0 ? sayAlarms.wrong(...words) : sayAlarms.watch(...words);
  });
}

function namesOf(subscribed: readonly { readonly protocol: string; readonly endpoint: string }[]): string {
  return subscribed
    .map(({ protocol, endpoint }) => (protocol === 'lambda' ? (endpoint.split(':').at(-1) ?? endpoint) : endpoint))
    .join(', ');
}
