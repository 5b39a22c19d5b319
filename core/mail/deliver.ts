import { minuteMs, secondMs, TsunagiError } from '../kernel/index.ts';
import {
  type Incident,
  isStuck,
  type MailRecord,
  type Merchant,
  mailIdOf,
  maskedContact,
  type Notice,
  type NoticeKey,
  type NoticeState,
  type OversoldOrders,
} from '../model/index.ts';
import type { Mailer, MailOutcome, OutgoingMail, Ports, TimeBudget } from '../ports/index.ts';
import type { DueNotice } from './due-notices.ts';
import type { WithMails } from './facts.ts';
import type { Letter, MailIdentity } from './letter.ts';
import { renderHtml, renderText } from './render.ts';
import { type NoticeReport, type RunRefusals, settleHeld, settleRefused } from './sending.ts';

/** A process has this long to hand a mail over; then another one tries, and after a crash in between the mail may go out twice. */
export const sendingMs = 5 * minuteMs;
/** No mail is started with less than this left of a run: the time to hand it over and mark it. */
const mailReserveMs = 10 * secondMs;

/** What the sending of mails is given. */
export interface NoticeWork {
  readonly ports: Pick<
    Ports,
    | 'incidents'
    | 'notices'
    | 'merchants'
    | 'shops'
    | 'audits'
    | 'pauses'
    | 'changes'
    | 'listings'
    | 'stock'
    | 'clock'
    | 'log'
  > &
    WithMails;
  readonly oversoldOrders: OversoldOrders;
  readonly mailer: Mailer;
  /** Those of this run; a run begins with `noRefusals()`. */
  readonly refusals: RunRefusals;
  readonly identity: MailIdentity;
  readonly runId: string;
  readonly budget: TimeBudget;
  /** Asked before the first mail: false while another run sends. Absent where there is no other run. */
  readonly mayBegin?: () => Promise<boolean>;
  /** Mails a second that the account may send; one to three addresses counts as three. */
  readonly mailsPerSecond: number;
  /** Merchants get an interim message when an outage lasts this long without one; null, or absent: only when a person writes it. */
  readonly interimEveryMs?: number | null;
}

/** The part of it that handing over one mail needs. */
export interface SendingWork extends Omit<NoticeWork, 'ports' | 'oversoldOrders'> {
  readonly ports: Pick<NoticeWork['ports'], 'notices' | 'clock' | 'log'>;
}

/** A way to merchants. Each keeps notices of its own, so that what cannot go by one of them never holds another. */
export interface Channel {
  /** The occasion under which its notices are kept. */
  readonly occasionOf: (occasion: string) => string;
  /** Whether it leads to a merchant. */
  readonly leadsTo: (merchant: Merchant) => boolean;
  /** Whether a merchant should have a notice by this way; a chat that is new gets none of what was over before. */
  readonly wants: (merchant: Merchant, incident: Incident, due: DueNotice) => boolean;
  /** Sends a notice to one merchant, and marks it. False when it is still to be sent. */
  readonly send: typeof sendOne;
}

export const byMail: Channel = {
  occasionOf: (occasion) => occasion,
  leadsTo: ({ contacts }) => contacts.length > 0,
  wants: () => true,
  send: sendOne,
};

/** A mail that all merchants whom it concerns should have received by now. */
export interface Mailing {
  readonly occasion: string;
  readonly kind: NoticeKey['kind'];
  /** Names the intended recipients. Once all of them have it, nothing is looked up any more. */
  readonly audience: string;
  /** The way it goes; by mail when absent. */
  readonly channel?: Channel;
  /** The mail to a merchant; null when it does not concern them. Asked only when the mail can be sent now. */
  write(merchant: Merchant): Letter | null | Promise<Letter | null>;
}

/** True once all recipients have the mail: the only lookup for a mailing that is done. */
export async function isDelivered({ ports }: NoticeWork, mailing: Omit<Mailing, 'write'>): Promise<boolean> {
  return (await ports.notices.get(markOf(mailing))) !== null;
}

/**
 * Sends a mail once to each merchant that it concerns. Notes when none is left, unless `isLast` says that more is to be done
 * then.
 */
export async function deliver(
  work: NoticeWork,
  mailing: Mailing,
  report: NoticeReport,
  isLast: boolean = true,
): Promise<void> {
  const { ports, budget } = work;
  const { channel = byMail } = mailing;
  const known = new Map(
    (await ports.notices.of(mailing.occasion)).map((notice) => [`${notice.kind} ${notice.merchant}`, notice]),
  );
  let left = 0;
  for (const merchant of await ports.merchants.list()) {
    const notice = known.get(`${mailing.kind} ${merchant.id}`) ?? null;
    if (!channel.leadsTo(merchant) || isSettled(notice?.state)) continue;
    const hasTime = budget.remainingMs() >= mailReserveMs && !isInHand(notice?.state, ports.clock.now());
    const letter = hasTime ? await mailing.write(merchant) : undefined;
    if (letter === null) continue;
    // The others are left to the process that sends now.
    if (letter !== undefined && !(await isOurTurn(work))) {
      report.left++;
      return;
    }
    if (letter !== undefined && (await channel.send(work, mailing, merchant, notice, letter, report))) continue;
    left++;
    if (isStuck(notice)) report.stuck++;
  }
  report.left += left;
  if (left > 0 || !isLast) return;
  const state: NoticeState = { kind: 'sent', at: ports.clock.now(), messageId: '' };
  await ports.notices.put({ ...markOf(mailing), version: 1, state });
}

/**
 * Sends a mail to one merchant, once; `write` returns null when there is nothing left to report. False when the mail is still to be
 * sent: another run is sending it now, or the next run will.
 */
export async function deliverTo(
  work: SendingWork,
  { occasion, kind }: Pick<Mailing, 'occasion' | 'kind'>,
  merchant: Merchant,
  write: () => Promise<Letter | null>,
  report: NoticeReport,
): Promise<boolean> {
  const { ports, budget } = work;
  const notice = await ports.notices.get({ occasion, kind, merchant: merchant.id });
  if (isSettled(notice?.state)) return true;
  const hasTime = budget.remainingMs() >= mailReserveMs && !isInHand(notice?.state, ports.clock.now());
  const letter = hasTime ? await write() : undefined;
  if (letter === null) return true;
  const isDone =
    letter !== undefined &&
    (await isOurTurn(work)) &&
    (await sendOne(work, { occasion, kind }, merchant, notice, letter, report));
  if (!isDone) report.left++;
  if (!isDone && isStuck(notice)) report.stuck++;
  return isDone;
}

/**
 * Drops the mails that were not sent in time, for merchants who get all of it in a later mail. Returns how many mails another
 * process may be handing over now.
 */
export async function mergeLate(
  { ports }: NoticeWork,
  { occasion, kind }: Pick<Mailing, 'occasion' | 'kind'>,
  report: NoticeReport,
  isTold: (merchant: string) => boolean = () => true,
): Promise<number> {
  let inHand = 0;
  for (const notice of await ports.notices.of(occasion)) {
    const { state } = notice;
    if (notice.kind !== kind || state.kind !== 'sending' || !isTold(notice.merchant)) continue;
    if (isInHand(state, ports.clock.now())) {
      inHand++;
      continue;
    }
    const merged: NoticeState = { kind: 'merged', at: ports.clock.now() };
    await ports.notices.put({ ...notice, version: notice.version + 1, state: merged });
    report.merged++;
  }
  return inHand;
}

async function isOurTurn({ mayBegin }: Pick<NoticeWork, 'mayBegin'>): Promise<boolean> {
  return mayBegin === undefined || mayBegin();
}

/** The row that says that no recipient is left; `*` is no merchant's name. */
function markOf({ occasion, kind, audience }: Omit<Mailing, 'write'>): NoticeKey {
  return { occasion, kind, merchant: `*${audience}` };
}

async function sendOne(
  work: SendingWork,
  { occasion, kind }: Pick<Mailing, 'occasion' | 'kind'>,
  merchant: Merchant,
  notice: Notice | null,
  letter: Letter,
  report: NoticeReport,
): Promise<boolean> {
  const { ports, mailer, refusals, identity, runId, budget, mailsPerSecond } = work;
  const key = { occasion, kind, merchant: merchant.id };
  const version = (notice?.version ?? 0) + 1;
  const sending: NoticeState = { kind: 'sending', writer: runId, until: ports.clock.now() + sendingMs };
  if ((await ports.notices.put({ ...key, version, state: sending })) === 'changed') return false;
  const at = ports.clock.now();
  const id = mailIdOf(key, at);
  const text = renderText(letter, identity);
  const outcome = await handOver(ports, mailer, key, {
    to: merchant.contacts,
    merchant: merchant.id,
    id,
    fromName: identity.fromName,
    ...(identity.replyTo === undefined ? {} : { replyTo: identity.replyTo }),
    subject: letter.subject,
    text,
    html: renderHtml(letter, identity),
  });
  // A mail that was not accepted counts, too: a service that wants fewer mails is not asked faster. The end of the run ends the wait.
  const restMs = (merchant.contacts.length * 1_000) / mailsPerSecond;
  const rest = () => ports.clock.sleep(Math.min(restMs, Math.max(0, budget.remainingMs())));
  if (outcome === null) {
    await rest();
    return false;
  }
  const to = merchant.contacts.map(maskedContact);
  await keepSent(ports, { id, ...key, at, to, subject: letter.subject, text, outcome });
  switch (outcome.kind) {
    case 'accepted': {
      report.sent++;
      const sent = { kind: 'sent', at: ports.clock.now(), messageId: outcome.messageId } as const;
      await ports.notices.put({ ...key, version: version + 1, state: sent });
      await settleHeld(work);
      break;
    }
    case 'refused': {
      const refusal = { notice: { ...key, version, state: sending }, reason: outcome.reason };
      if (!refusals.isOneTaken) {
        ports.log.warn('notice.unsent', { merchant: merchant.id, kind, occasion, code: outcome.reason });
        refusals.held.push({ ...refusal, report });
        await rest();
        return false;
      }
      await settleRefused(ports, refusal, report);
      break;
    }
  }
  await rest();
  return true;
}

/** Null when the mail service cannot accept it now, or accepts none of ours: it stays in hand for some minutes, and is tried again. */
async function handOver(
  ports: Pick<NoticeWork['ports'], 'log'>,
  mailer: Mailer,
  { kind, occasion, merchant }: NoticeKey,
  mail: OutgoingMail,
): Promise<MailOutcome | null> {
  try {
    return await mailer.send(mail);
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    // Of the mail service's answer, the message contains only the name of the error.
    ports.log.warn('notice.unsent', { merchant, kind, occasion, code: error.code, error: error.message });
    return null;
  }
}

/** What cannot be kept is missing in the history; a mail that was sent does not count as unsent for it. */
export async function keepSent({ notices, log }: SendingWork['ports'], mail: MailRecord): Promise<void> {
  try {
    await notices.keepSent(mail);
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('mail.unrecorded', { mail: mail.id, code: error.code });
  }
}

function isSettled(state: NoticeState | undefined): boolean {
  switch (state?.kind) {
    case 'sent':
    case 'refused':
    case 'merged':
      return true;
    case 'sending':
    case undefined:
      return false;
  }
}

function isInHand(state: NoticeState | undefined, now: number): boolean {
  return state?.kind === 'sending' && state.until > now;
}
