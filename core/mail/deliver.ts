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

/** Time to hand a mail over. Then another process tries, and after a crash the mail may go out twice. */
export const sendingMs = 5 * minuteMs;
/** Time that a run must have left to start a mail. */
const mailReserveMs = 10 * secondMs;

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
  /** Initially `noRefusals()`. */
  readonly refusals: RunRefusals;
  readonly identity: MailIdentity;
  readonly runId: string;
  readonly budget: TimeBudget;
  /** False while another run sends. */
  readonly mayBegin?: () => Promise<boolean>;
  /** The account's rate; one to three addresses count as three mails. */
  readonly mailsPerSecond: number;
  /** Interval of automatic interim messages; null or absent: none. */
  readonly interimEveryMs?: number | null;
}

export interface SendingWork extends Omit<NoticeWork, 'ports' | 'oversoldOrders'> {
  readonly ports: Pick<NoticeWork['ports'], 'notices' | 'clock' | 'log'>;
}

/** A delivery channel. Channels keep separate notices, so one that fails never blocks another. */
export interface Channel {
  readonly occasionOf: (occasion: string) => string;
  readonly leadsTo: (merchant: Merchant) => boolean;
  /** A new chat gets no notice of what was over before. */
  readonly wants: (merchant: Merchant, incident: Incident, due: DueNotice) => boolean;
  /** Sends and marks a notice to one merchant. False if still to be sent. */
  readonly send: typeof sendOne;
}

export const byMail: Channel = {
  occasionOf: (occasion) => occasion,
  leadsTo: ({ contacts }) => contacts.length > 0,
  wants: () => true,
  send: sendOne,
};

/** A mail that all merchants concerned should have by now. */
export interface Mailing {
  readonly occasion: string;
  readonly kind: NoticeKey['kind'];
  /** Names the recipients. Once all of them have the mail, nothing is looked up any more. */
  readonly audience: string;
  readonly channel?: Channel;
  /** Writes the mail; null if not concerned. Called only when the mail can be sent now. */
  write(merchant: Merchant): Letter | null | Promise<Letter | null>;
}

/** True once all recipients have the mail. The only lookup of a finished mailing. */
export async function isDelivered({ ports }: NoticeWork, mailing: Omit<Mailing, 'write'>): Promise<boolean> {
  return (await ports.notices.get(markOf(mailing))) !== null;
}

/** Sends a mail once to each merchant concerned. Marks the mailing finished when none is left, unless `isLast` is false. */
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
    // The rest is left to the run that sends now.
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
 * Sends a mail to one merchant, once; null from `write` means nothing is left to report. False if still to be sent, by another run now or
 * by the next.
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

/** Drops unsent mails whose content a later one has. Returns how many another process may be handing over now. */
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

/** Row that marks a finished mailing; `*` is no merchant's name. */
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
  // Rejected mails count, too, so as not to press a throttling service. The end of the run ends the wait.
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

/** Hands a mail over; null if the mail service cannot take it now, or takes none of ours: the mail stays in hand for some minutes. */
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
    // Logs of the mail service's answer only the error's name.
    ports.log.warn('notice.unsent', { merchant, kind, occasion, code: error.code, error: error.message });
    return null;
  }
}

/** A record that cannot be kept is missing in the history; its mail counts as sent. */
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
