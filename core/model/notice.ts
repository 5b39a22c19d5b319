import { type EpochMs, minuteMs, type Sentence, sentence } from '../kernel/index.ts';
import { defaultHealthSettings } from './health-settings.ts';
import { type Incident, spansOfOccasion, stretchesOf } from './incident.ts';
import type { ShopKey } from './shop.ts';

/** The mails there are. Each goes to a merchant once for its occasion. */
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

/** What a mail is about: an incident, a maintenance window, one note of an incident, what is noted for a merchant, or the end of a key. */
export interface NoticeKey {
  readonly occasion: string;
  readonly kind: NoticeKind;
  readonly merchant: string;
}

/**
 * The state of a mail. `sending`: a run is sending it; after `until` that run counts as dead, and the mail is sent
 * again, so a crash exactly between acceptance and mark is the only way to a second mail.
 */
export type NoticeState =
  | {
      readonly kind: 'sending';
      readonly writer: string;
      readonly until: EpochMs;
      /** Posts to a chat that were sent whole and not answered; absent for none, and for a mail. */
      readonly openPosts?: number;
    }
  | { readonly kind: 'sent'; readonly at: EpochMs; readonly messageId: string }
  /** Permanently refused by the mail service, with its reason. */
  | { readonly kind: 'refused'; readonly at: EpochMs; readonly reason: string }
  /** No longer needed: a later mail has its content. */
  | { readonly kind: 'merged'; readonly at: EpochMs };

/** A mail to a merchant, as the table holds it. */
export interface Notice extends NoticeKey {
  readonly version: number;
  readonly state: NoticeState;
}

/** Each try is a version, and begins when the one before has been over for minutes: so a mail's row alone says that it is stuck. */
export function isStuck(notice: Notice | null): boolean {
  return notice?.state.kind === 'sending' && notice.version >= 2;
}

/** A mail as it was handed to the mail service, for people who ask what was sent. A row of its own, which expires. */
export interface MailRecord {
  /** `mailIdOf`; the mail service has it as a tag, and names it in what it reports later. */
  readonly id: string;
  readonly merchant: string;
  readonly kind: NoticeKind;
  readonly occasion: string;
  readonly at: EpochMs;
  /** The addresses, masked; the merchant's row has them. Of a chat what may be shown of its address. */
  readonly to: readonly string[];
  /** Absent for a mail. */
  readonly way?: 'chat';
  readonly subject: string;
  readonly text: string;
  readonly outcome:
    | { readonly kind: 'accepted'; readonly messageId: string }
    | { readonly kind: 'refused'; readonly reason: string };
}

/** What the mail service reports of a mail to one address after it has accepted it. */
export interface MailReport {
  readonly kind: 'delivered' | 'bounced' | 'complained' | 'rejected';
  readonly at: EpochMs;
  /** Masked, as in the record. */
  readonly to: string;
  /** Such as `Permanent General`; empty where there is none. */
  readonly detail: string;
}

/** A mail with what was reported of it. Without a record its run died before it was written: what was sent is unknown then. */
export interface SentMail {
  readonly id: string;
  readonly record: MailRecord | null;
  readonly reports: readonly MailReport[];
}

/** `<moment>-<merchant>-<kind>`: letters, digits, hyphens and underscores, as tags of SES have to be. */
export function mailIdOf({ merchant, kind }: Pick<NoticeKey, 'merchant' | 'kind'>, at: EpochMs): string {
  return `${at}-${merchant}-${kind}`;
}

/** When a mail of this id was handed over; null for a text that is no such id. */
export function mailMoment(id: string): EpochMs | null {
  const [, at] = /^(\d{1,16})-[\w-]+$/.exec(id) ?? [];
  return at === undefined ? null : Number(at);
}

/** A failed push to report to its merchant: the row's key, and when it failed. */
export interface NotedFailure {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly push: string;
  readonly at: EpochMs;
}

/** What one mail reports. */
export interface DigestContent {
  readonly failures: readonly NotedFailure[];
  /** Failures beyond those that are kept one by one. */
  readonly more: number;
  readonly deadlines: readonly Deadline[];
}

/** What to report to a merchant about their pushes: one row a merchant. Keys only: the mail is written from the rows themselves. */
export interface Digest extends DigestContent {
  readonly merchant: string;
  /** Counts up with every write; a write is conditional on the one before. */
  readonly version: number;
  /** When something was first noted since the last mail; null while nothing is. */
  readonly since: EpochMs | null;
  /** When something was last noted. */
  readonly notedAt: EpochMs;
  /** The mail that is being sent, with the moment that names it. What is noted in between belongs to the next one. */
  readonly inHand?: DigestContent & { readonly at: EpochMs };
  /** When the last mail was gathered. */
  readonly sentAt?: EpochMs;
  /** Failures that were reported lately, so that one that is noted again after a crash is not reported again; the newest last. */
  readonly told: readonly string[];
}

/** Failures, and deadlines, that a row keeps one by one; of further failures only the number. */
export const keptMax = 200;
const toldMax = 100;

/** The row with these failures noted, each once; null if none is new. */
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

/** The row with these deadlines noted, each once; null if none is new. Those without room can be noted later. */
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

/** The row while all that is noted is being sent. */
export function takenInHand(digest: Digest, at: EpochMs): Digest {
  const { failures, more, deadlines } = digest;
  const rest = { ...digest, failures: [], more: 0, deadlines: [], since: null };
  return { ...rest, version: digest.version + 1, inHand: { at, failures, more, deadlines } };
}

/** The row once the mail in hand is sent; what was noted in between stays. */
export function toldDigest({ inHand, ...digest }: Digest): Digest {
  if (inHand === undefined) return digest;
  const told = [...digest.told, ...inHand.failures.map(wordOf)].slice(-toldMax);
  return { ...digest, version: digest.version + 1, sentAt: inHand.at, told };
}

/** True while a row has nothing to report: it may be deleted after a day. */
export function isIdle(digest: Digest): boolean {
  return digest.inHand === undefined && digest.since === null;
}

/** Names a deadline: one warning each. */
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

/** A push that was requested again and failed again is another failure. */
function wordOf({ shop, orderNumber, push, at }: NotedFailure): string {
  return `${shop}#${orderNumber}#${push}@${at}`;
}

/** The occasion of a digest's mail: its merchant, and when its sending began. */
export function occasionOfDigest(merchant: string, at: EpochMs): string {
  return `digest-${merchant}-${at}`;
}

/**
 * What ends with time and costs a merchant something. `auto-cancel`: the mall cancels an order that was not confirmed.
 * `next-day`: an order that was promised for the next day (最強翌日配送, あす楽) leaves the shop too late.
 */
const deadlineKinds = ['auto-cancel', 'next-day'] as const;

type DeadlineKind = (typeof deadlineKinds)[number];

/** A moment until which something must have been done with an order. */
export interface Deadline {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly kind: DeadlineKind;
  readonly at: EpochMs;
}

const mailAfterMinutes = defaultHealthSettings.openedMailAfterMs / minuteMs;

/**
 * Why merchants got no mail of the current occasion, in a sentence; null where they did, or will. The mail goes when a round of probes still
 * fails long enough after the first failure, so an outage that ends between two rounds may be a minute longer than that.
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

/** Orders of a morning digest, by why they are in it. A row may have groups of a later release: they are left out. */
export const morningGroups = ['overdue', 'today', 'card', 'unconfirmed', 'failed'] as const;
export type MorningGroup = (typeof morningGroups)[number];

/** The orders of one group: how many there are, and the first of them. */
export interface MorningOrders {
  readonly count: number;
  /** `by`: the moment until which something must have been done; absent of a failed change. */
  readonly orders: readonly { readonly orderNumber: string; readonly by?: EpochMs }[];
}

/**
 * What a shop has to report in the morning digest of a day: one row for each shop and day, because the function that sends mails may not
 * read orders. Written again as a whole; order numbers are all it has of an order.
 */
export interface MorningReport {
  readonly merchant: string;
  readonly shop: ShopKey;
  readonly shopName: string;
  /** The day in Japan (`jstDay`). */
  readonly day: string;
  readonly at: EpochMs;
  /** Up to when its orders were imported, where that was behind or stopped: what came later is not in the groups. */
  readonly behindSince?: EpochMs;
  /** False where the shop has no days to ship, and its mall names none: only orders with 配達希望日 are in the groups of 出荷期限 then. */
  readonly knowsShipDays: boolean;
  readonly groups: Partial<Record<MorningGroup, MorningOrders>>;
}

/** The occasion of a merchant's morning digest: there is one a day. */
export function occasionOfMorning(merchant: string, day: string): string {
  return `morning-${merchant}-${day}`;
}
