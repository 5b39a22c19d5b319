import type { SESv2Client, SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { sesMailer } from '../../aws/mailer.ts';
import { TsunagiError } from '../../core/kernel/errors.ts';
import type { Mailer } from '../../core/ports/system.ts';
import { clientAnswering, sdkException } from '../sdk-client.ts';
import type { AcceptedMail } from './outage-watch.ts';
import type { AccountRefusal, Span } from './outages.ts';
import { ProcessDied, type SimulatedProcess } from './process.ts';
import type { World } from './world.ts';

const sender = 'info@tsunagi.example';

/**
 * The mail service as one run sees it: it fails, is slow, or refuses the account for a while, and sometimes accepts a mail whose sender
 * dies, or never gets the answer.
 */
export function mailService(world: World, process: SimulatedProcess): Mailer {
  const mailer = sesMailer(simulatedSes(world, process), { sender });
  return {
    async send(mail) {
      try {
        return await mailer.send(mail);
      } finally {
        // To the mailer a death looks like any other failure of the service.
        guard(process);
      }
    },
  };
}

function guard(process: SimulatedProcess): void {
  if (!process.isAlive()) throw new ProcessDied();
}

function simulatedSes(world: World, process: SimulatedProcess): SESv2Client {
  const { time, counts, watch } = world;
  const mail = world.outages?.mail ?? world.statuses?.mail ?? { failing: [], slow: [], crash: 0, answerLost: 0 };
  const isNow = (spans: readonly Span[]): boolean => {
    const at = time.now() - world.start;
    return world.stormy && spans.some(({ from, until }) => at >= from && at < until);
  };
  const inTrouble = (kind: 'mail-failing' | 'mail-account-refused' | 'mail-crash' | 'mail-answer-lost'): void => {
    counts[kind]++;
    watch.mailTroubles.push(time.now());
    world.note(`${process.name} ${kind}`);
  };
  // The account as the run first found it: a refusal whose words change within a run cannot be told apart.
  let found = false;
  let refused: AccountRefusal | null = null;
  return clientAnswering<SESv2Client>(async (_, input: SendEmailCommandInput) => {
    guard(process);
    if (!found) refused = mail.refused?.find((span) => isNow([span])) ?? null;
    found = true;
    const chance = process.turn('mail', input.EmailTags?.[0]?.Value ?? '');
    if (isNow(mail.slow)) {
      counts['mail-slow']++;
      await time.sleep(chance.int(2_000, 30_000));
    } else await time.sleep(chance.int(50, 600));
    guard(process);
    if (isNow(mail.failing)) {
      inTrouble('mail-failing');
      throw new TsunagiError('mail.failing', 'later', 'The simulated mail service fails.');
    }
    const { to, subject, text, merchant } = mailIn(input);
    if (refused !== null && refuses(refused, merchant)) {
      inTrouble('mail-account-refused');
      throw refusalOf(refused.kind, to);
    }
    const messageId = `mail-${watch.mails.length + 1}`;
    // Cut off until the tables say that it was marked.
    const accepted: AcceptedMail = {
      at: time.now(),
      to,
      subject,
      text,
      ...belongsTo(subject, (kind) => occasionInHand(world.store, merchant, kind)),
      cutOff: true,
      answerLost: false,
      by: process.name,
      messageId,
    };
    watch.mails.push(accepted);
    world.note(`${process.name} mails ${to}: ${subject}`);
    if (world.stormy && chance.hits('crash', mail.crash)) {
      inTrouble('mail-crash');
      process.kill();
      throw new ProcessDied();
    }
    if (world.stormy && chance.hits('answer', mail.answerLost)) {
      inTrouble('mail-answer-lost');
      accepted.answerLost = true;
      throw new TsunagiError('mail.failing', 'later', 'The answer of the simulated mail service was lost.');
    }
    return { MessageId: messageId };
  });
}

/** The row under which a mail is handed over: an all-clear may be sent after the next trouble has begun. */
export function occasionInHand(
  store: Pick<World['store'], 'noticesById'>,
  merchant: string | undefined,
  kind: AcceptedMail['kind'],
): string {
  const rows = [...store.noticesById.values()].flatMap(({ state, ...notice }) =>
    state.kind === 'sending' && notice.merchant === merchant && notice.kind === `outage-${kind}`
      ? [{ ...notice, until: state.until }]
      : [],
  );
  return rows.sort((one, other) => other.until - one.until)[0]?.occasion ?? 'nothing';
}

function mailIn({ Destination, Content, EmailTags }: SendEmailCommandInput) {
  const { Subject, Body } = Content?.Simple ?? {};
  const to = Destination?.ToAddresses?.join() ?? '';
  return { to, subject: Subject?.Data ?? '', text: Body?.Text?.Data ?? '', merchant: EmailTags?.[0]?.Value };
}

/** In the sandbox SES still takes mails to addresses that are verified themselves: here the first merchant's. */
function refuses({ kind }: AccountRefusal, merchant: string | undefined): boolean {
  return kind !== 'sandbox' || merchant !== 'merchant-1';
}

/** https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html */
function refusalOf(kind: AccountRefusal['kind'], to: string): Error {
  const refusal = (name: string, message: string) => sdkException(name, message, 400);
  const unverified = 'Email address is not verified. The following identities failed the check in region';
  switch (kind) {
    case 'sender-unverified':
      return refusal('MessageRejected', `${unverified} AP-NORTHEAST-1: ${sender}`);
    case 'sandbox':
      return refusal('MessageRejected', `${unverified} AP-NORTHEAST-1: ${to}`);
    case 'sending-paused':
      return refusal('SendingPausedException', 'Sending paused for this account.');
    case 'in-other-words':
      return refusal('BadRequestException', 'The request cannot be used.');
  }
}

/** What a mail is of, by its subject. */
export function belongsTo(
  subject: string,
  occasionOf: (kind: AcceptedMail['kind']) => string,
): Pick<AcceptedMail, 'occasion' | 'kind'> {
  if (/^【要対応 \d+件】/.test(subject)) return { occasion: 'digests', kind: 'status-digest' };
  if (/^【本日のご確認】|ご注文を確認できなかった店舗/.test(subject))
    return { occasion: 'mornings', kind: 'morning-digest' };
  if (subject.includes('メンテナンス')) return { occasion: 'calendar', kind: 'maintenance' };
  const kind = subject.includes('再照合') ? 'correction' : subject.startsWith('【復旧') ? 'all-clear' : 'opened';
  return { occasion: occasionOf(kind), kind };
}
