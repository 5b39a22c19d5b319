import { dayMs, type EpochMs, eachLimited, hourMs, jstOffsetMs, minuteMs } from '../kernel/index.ts';
import {
  type Digest,
  type DigestContent,
  type Merchant,
  mallOf,
  type NotedFailure,
  occasionOfDigest,
  type ShopKey,
  takenInHand,
  toldDigest,
} from '../model/index.ts';
import { changeDigest, type Ports } from '../ports/index.ts';
import { deliverTo, type NoticeWork } from './deliver.ts';
import type { WithMails } from './facts.ts';
import type { Letter } from './letter.ts';
import { type NoticeReport, noNotices } from './sending.ts';
import { type FailedChange, type ShopDigest, type StatusDigest, statusDigest } from './status-digest.ts';

export interface DigestWork extends Omit<NoticeWork, 'ports' | 'oversoldOrders'> {
  readonly ports: Pick<Ports, 'digests' | 'changes' | 'notices' | 'merchants' | 'shops' | 'clock' | 'log'> & WithMails;
}

/**
 * Sends mails about pushes and deadlines that need merchants. A row is taken in hand before its mail is written and lowered once that is
 * marked, so only a crash between acceptance and mark sends twice. Costs one query while idle.
 */
export async function sendDigests(work: DigestWork, settings: DigestSettings): Promise<NoticeReport> {
  const report = noNotices();
  const { digests, clock } = work.ports;
  for (const digest of dueDigests(await digests.list(), clock.now(), settings)) {
    const inHand = await takeInHand(work, digest);
    if (inHand !== null) await sendDigest(work, inHand, report);
  }
  return report;
}

type InHand = Digest & { readonly inHand: NonNullable<Digest['inHand']> };

/** Claims a row. Null if another process wrote to it first; the next run looks again. */
async function takeInHand({ ports }: DigestWork, digest: Digest): Promise<InHand | null> {
  if (hasInHand(digest)) return digest;
  const taken = takenInHand(digest, ports.clock.now());
  return (await ports.digests.put(taken)) === 'stored' && hasInHand(taken) ? taken : null;
}

function hasInHand(digest: Digest): digest is InHand {
  return digest.inHand !== undefined;
}

async function sendDigest(work: DigestWork, { merchant: id, inHand }: InHand, report: NoticeReport): Promise<void> {
  const { ports } = work;
  const merchant = await ports.merchants.get(id);
  if (merchant === null || merchant.contacts.length === 0) {
    const { failures, more, deadlines } = inHand;
    ports.log.warn('digest.nobody', { merchant: id, failures: failures.length + more, deadlines: deadlines.length });
  } else {
    const mailing = { occasion: occasionOfDigest(id, inHand.at), kind: 'status-digest' } as const;
    const write = () => writeDigest(ports, merchant, inHand, ports.clock.now());
    if (!(await deliverTo(work, mailing, merchant, write, report))) return;
  }
  await changeDigest(ports, id, (digest) => (digest?.inHand?.at === inHand.at ? toldDigest(digest) : null));
}

interface DigestSettings {
  /** Hour in Japan at which everything noted is sent. */
  readonly hour: number;
  readonly many: number;
  /** Quiet time before an immediate mail, so that a burst is one mail; at most `settleMaxMs` after the first failure. */
  readonly settleMs: number;
  readonly settleMaxMs: number;
  /** Shortest time between mails other than the morning's. */
  readonly apartMs: number;
}

export const defaultDigestSettings: DigestSettings = {
  hour: 9,
  many: 10,
  settleMs: 2 * minuteMs,
  settleMaxMs: 10 * minuteMs,
  apartMs: hourMs,
};

/** Rows in hand, of the morning, with many failures, or with a deadline today. */
export function dueDigests(digests: readonly Digest[], now: EpochMs, settings: DigestSettings): Digest[] {
  return digests.filter((digest) => isDue(digest, now, settings));
}

function isDue(digest: Digest, now: EpochMs, settings: DigestSettings): boolean {
  if (digest.inHand !== undefined) return true;
  const { since, notedAt, sentAt, failures, more, deadlines } = digest;
  if (since === null) return false;
  if (since < lastMorning(now, settings.hour)) return true;
  const isSettled = now - notedAt >= settings.settleMs || now - since >= settings.settleMaxMs;
  if (!isSettled) return false;
  // Tomorrow's mail would miss the deadline.
  if (deadlines.some(({ kind }) => kind === 'next-day')) return true;
  const isApart = sentAt === undefined || now - sentAt >= settings.apartMs;
  return isApart && failures.length + more >= settings.many;
}

function lastMorning(now: EpochMs, hour: number): EpochMs {
  const offset = jstOffsetMs - hour * hourMs;
  return Math.floor((now + offset) / dayMs) * dayMs - offset;
}

const readsAtOnce = 10;

/** Writes the mail from current rows, without pushes requested again meanwhile. Null if nothing is left. */
async function writeDigest(
  ports: Pick<Ports, 'changes' | 'shops'> & WithMails,
  merchant: Pick<Merchant, 'name'>,
  { failures, more, deadlines }: DigestContent,
  now: EpochMs,
): Promise<Letter | null> {
  const standing = new Map<NotedFailure, FailedChange>();
  await eachLimited(failures, readsAtOnce, async (failure) => {
    const change = await standingFailure(ports, failure);
    if (change !== null) standing.set(failure, change);
  });
  const failed = Map.groupBy(
    failures.filter((failure) => standing.has(failure)),
    ({ shop }) => shop,
  );
  const ahead = Map.groupBy(
    deadlines.filter(({ at }) => at > now),
    ({ shop }) => shop,
  );
  const shops: ShopDigest[] = [];
  for (const key of new Set([...ahead.keys(), ...failed.keys()])) {
    shops.push({
      name: await nameOf(ports, key),
      mall: ports.mails.of(mallOf(key)),
      failed: (failed.get(key) ?? []).flatMap((failure) => standing.get(failure) ?? []),
      deadlines: ahead.get(key) ?? [],
    });
  }
  if (shops.length === 0 && more === 0) return null;
  const facts: StatusDigest = { merchant: merchant.name, at: now, shops, more };
  return statusDigest(facts);
}

async function standingFailure(
  { changes }: Pick<Ports, 'changes'>,
  { shop, orderNumber, push: id, at }: NotedFailure,
): Promise<FailedChange | null> {
  const change = await changes.one({ shop, orderNumber, id });
  if (change?.state.kind !== 'failed' || change.state.at !== at) return null;
  const { reason, function: off } = change.state;
  return { orderNumber, kind: change.content.kind, reason, ...(off === undefined ? {} : { function: off }) };
}

/** A removed shop goes by the code in its key. */
async function nameOf({ shops }: Pick<Ports, 'shops'>, key: ShopKey): Promise<string> {
  return (await shops.get(key))?.name ?? key.slice(key.indexOf('#') + 1);
}
