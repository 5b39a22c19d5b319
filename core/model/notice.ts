import { type EpochMs, minuteMs, type Sentence, sentence } from '../kernel/index.ts';
import { defaultHealthSettings } from './health-settings.ts';
import { type Incident, spansOfOccasion, stretchesOf } from './incident.ts';
import type { ShopKey } from './shop.ts';

/** Each mail is sent to a merchant once per occasion. */
export const noticeKinds = [
  'outage-opened',
  'outage-interim',
  'outage-all-clear',
  'outage-correction',
  'maintenance-ahead',
  'maintenance-after',
  'status-digest',
  'morning-digest',
  'key-ending',
  'key-ended',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** `occasion`: an incident, a maintenance window, an interim message, a merchant's digest, or the end of a key. */
export interface NoticeKey {
  readonly occasion: string;
  readonly kind: NoticeKind;
  readonly merchant: string;
}

/**
 * `sending` lasts until `until`; then its run counts as dead and the mail is sent again. Only a crash between acceptance and mark sends
 * twice.
 */
export type NoticeState =
  | {
      readonly kind: 'sending';
      readonly writer: string;
      readonly until: EpochMs;
      /** Posts to a chat sent whole and unanswered. */
      readonly openPosts?: number;
    }
  | { readonly kind: 'sent'; readonly at: EpochMs; readonly messageId: string }
  | { readonly kind: 'refused'; readonly at: EpochMs; readonly reason: string }
  /** Needless: a later mail has the content. */
  | { readonly kind: 'merged'; readonly at: EpochMs };

export interface Notice extends NoticeKey {
  readonly version: number;
  readonly state: NoticeState;
}

/** True from the second try on: tries are minutes apart. */
export function isStuck(notice: Notice | null): boolean {
  return notice?.state.kind === 'sending' && notice.version >= 2;
}

/** A mail as handed to the mail service, for people; expires. */
export interface MailRecord {
  /** `mailIdOf`; the mail service repeats this tag in its reports. */
  readonly id: string;
  readonly merchant: string;
  readonly kind: NoticeKind;
  readonly occasion: string;
  readonly at: EpochMs;
  readonly to: readonly string[];
  /** Channel; absent for a mail. */
  readonly way?: 'chat';
  readonly subject: string;
  readonly text: string;
  readonly outcome:
    | { readonly kind: 'accepted'; readonly messageId: string }
    | { readonly kind: 'refused'; readonly reason: string };
}

/** The mail service's report about an accepted mail and one address. */
export interface MailReport {
  readonly kind: 'delivered' | 'bounced' | 'complained' | 'rejected';
  readonly at: EpochMs;
  readonly to: string;
  /** Detail such as `Permanent General`, or empty. */
  readonly detail: string;
}

/** Mail and reports. Without a record, its run died early and the content is unknown. */
export interface SentMail {
  readonly id: string;
  readonly record: MailRecord | null;
  readonly reports: readonly MailReport[];
}

/** `<moment>-<merchant>-<kind>`, in the characters that SES allows in tags. */
export function mailIdOf({ merchant, kind }: Pick<NoticeKey, 'merchant' | 'kind'>, at: EpochMs): string {
  return `${at}-${merchant}-${kind}`;
}

/** Time of handing the mail over; null for any other text. */
export function mailMoment(id: string): EpochMs | null {
  const [, at] = /^(\d{1,16})-[\w-]+$/.exec(id) ?? [];
  return at === undefined ? null : Number(at);
}

export interface NotedFailure {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly push: string;
  readonly at: EpochMs;
}

export interface DigestContent {
  readonly failures: readonly NotedFailure[];
  readonly more: number;
  readonly deadlines: readonly Deadline[];
}

/** Pushes to report to a merchant, as keys: the mail is written from their rows. */
export interface Digest extends DigestContent {
  readonly merchant: string;
  readonly version: number;
  /** First note since the last mail; null if nothing. */
  readonly since: EpochMs | null;
  readonly notedAt: EpochMs;
  /** The mail being sent, named by its moment. Later notes belong to the next. */
  readonly inHand?: DigestContent & { readonly at: EpochMs };
  readonly sentAt?: EpochMs;
  /** Recent ones, the newest last, so that one noted again after a crash is not repeated. */
  readonly told: readonly string[];
}

/** Failures, and deadlines, kept singly; further failures are counted. */
export const keptMax = 200;
const toldMax = 100;

/** Notes failures, each once; null if none is new. */
export function withFailures(
  digest: Digest | null,
  merchant: string,
  failures: readonly NotedFailure[],
  now: EpochMs,
): Digest | null {
  const before = digest ?? emptyDigest(merchant, now);
  const known = new Set([...before.told, ...[before, ...inHandOf(before)].flatMap((one) => one.failures.map(wordOf))]);
  const fresh = failures.filter((failure) => !known.has(wordOf(failure)));
  if (fresh.length === 0) return null;
  const kept = [...before.failures, ...fresh].slice(0, keptMax);
  const more = before.more + before.failures.length + fresh.length - kept.length;
  return noted({ ...before, failures: kept, more }, now);
}

/** Notes deadlines, each once; null if none is new. Those without room can be noted later. */
export function withDeadlines(
  digest: Digest | null,
  merchant: string,
  deadlines: readonly Deadline[],
  now: EpochMs,
): Digest | null {
  const before = digest ?? emptyDigest(merchant, now);
  const known = new Set([before, ...inHandOf(before)].flatMap((one) => one.deadlines.map(deadlineWord)));
  const fresh = deadlines.filter((deadline) => !known.has(deadlineWord(deadline)));
  const kept = [...before.deadlines, ...fresh].slice(0, keptMax);
  return kept.length === before.deadlines.length ? null : noted({ ...before, deadlines: kept }, now);
}

export function takenInHand(digest: Digest, at: EpochMs): Digest {
  const { failures, more, deadlines } = digest;
  const rest = { ...digest, failures: [], more: 0, deadlines: [], since: null };
  return { ...rest, version: digest.version + 1, inHand: { at, failures, more, deadlines } };
}

/** The row after its mail in hand was sent; later notes stay. */
export function toldDigest({ inHand, ...digest }: Digest): Digest {
  if (inHand === undefined) return digest;
  const told = [...digest.told, ...inHand.failures.map(wordOf)].slice(-toldMax);
  return { ...digest, version: digest.version + 1, sentAt: inHand.at, told };
}

/** True without anything to report: the row may be deleted after a day. */
export function isIdle(digest: Digest): boolean {
  return digest.inHand === undefined && digest.since === null;
}

export function deadlineWord({ shop, orderNumber, kind }: Deadline): string {
  return `${kind}#${shop}#${orderNumber}`;
}

function noted(digest: Digest, now: EpochMs): Digest {
  return { ...digest, version: digest.version + 1, since: digest.since ?? now, notedAt: now };
}

function emptyDigest(merchant: string, now: EpochMs): Digest {
  return { merchant, version: 0, failures: [], more: 0, deadlines: [], since: null, notedAt: now, told: [] };
}

function inHandOf({ inHand }: Digest): DigestContent[] {
  return inHand === undefined ? [] : [inHand];
}

/** A push requested and failed again is another failure. */
function wordOf({ shop, orderNumber, push, at }: NotedFailure): string {
  return `${shop}#${orderNumber}#${push}@${at}`;
}

export function occasionOfDigest(merchant: string, at: EpochMs): string {
  return `digest-${merchant}-${at}`;
}

/** `auto-cancel`: the mall cancels an unconfirmed order. `next-day`: an order promised for the next day (最強翌日配送, あす楽) leaves too late. */
const deadlineKinds = ['auto-cancel', 'next-day'] as const;

type DeadlineKind = (typeof deadlineKinds)[number];

export interface Deadline {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly kind: DeadlineKind;
  readonly at: EpochMs;
}

const mailAfterMinutes = defaultHealthSettings.openedMailAfterMs / minuteMs;

/**
 * Reason why merchants got no mail; null if they did or will. An outage that ends between two rounds may exceed the limit by a minute
 * without a mail.
 */
export function whyUnnoticed(incident: Incident, now: EpochMs): Sentence | null {
  if (incident.noticedAt !== undefined) return null;
  const longest = Math.max(0, ...stretchesOf(spansOfOccasion(incident), now).map(({ from, to }) => to - from));
  const isLong = longest >= defaultHealthSettings.openedMailAfterMs;
  if (incident.stage.kind === 'open' && !isLong)
    return sentence`It goes once this has lasted ${mailAfterMinutes} minutes.`;
  return isLong
    ? sentence`No round of probes saw it fail ${mailAfterMinutes} minutes after the first failure.`
    : sentence`It was over before ${mailAfterMinutes} minutes.`;
}

/** Groups of a morning digest. Unknown groups of a later release are left out. */
export const morningGroups = ['overdue', 'today', 'card', 'unconfirmed', 'failed'] as const;
export type MorningGroup = (typeof morningGroups)[number];

export interface MorningOrders {
  readonly count: number;
  /** `by`: the deadline; absent for a failed change. */
  readonly orders: readonly { readonly orderNumber: string; readonly by?: EpochMs }[];
}

/**
 * A shop's part of a morning digest, one row a day, since the mail function may not read orders. Rewritten whole; of orders it has numbers
 * only.
 */
export interface MorningReport {
  readonly merchant: string;
  readonly shop: ShopKey;
  readonly shopName: string;
  readonly day: string;
  readonly at: EpochMs;
  /** End of imported orders, if behind; later ones are not in the groups. */
  readonly behindSince?: EpochMs;
  /** False if neither shop nor mall tells days to ship: the groups of 出荷期限 then have only orders with 配達希望日. */
  readonly knowsShipDays: boolean;
  readonly groups: Partial<Record<MorningGroup, MorningOrders>>;
}

export function occasionOfMorning(merchant: string, day: string): string {
  return `morning-${merchant}-${day}`;
}
