import { dayMs, type EpochMs, isNear, jstDay, jstHour, minuteMs } from '../kernel/index.ts';
import {
  daysLeft,
  isAwaited,
  type KeyEnd,
  keyEndsOf,
  type Merchant,
  type NoticeKind,
  pendingOf,
  type Shop,
  warnedDaysBefore,
} from '../model/index.ts';
import { allShops, type MallMail, type Ports } from '../ports/index.ts';
import { deliverTo, type SendingWork } from './deliver.ts';
import type { WithMails } from './facts.ts';
import { keyEnded, keyEnding } from './key-mails.ts';
import type { Letter } from './letter.ts';
import { type NoticeMemory, type NoticeReport, noNotices } from './sending.ts';

export interface KeyNoticeWork extends Omit<SendingWork, 'ports'> {
  readonly ports: Pick<Ports, 'notices' | 'merchants' | 'shops' | 'clock' | 'log'> & WithMails;
}

/** Interval of checks: reading all shops takes dozens of reads, and keys end by the day. */
const lookEveryMs = 15 * minuteMs;

/**
 * Mails each key's end once; null if no check was due. A mail's row is written before sending, and the shop read again, so that no mail
 * follows a renewal.
 */
export async function sendKeyNotices(work: KeyNoticeWork, memory: NoticeMemory): Promise<NoticeReport | null> {
  const { clock } = work.ports;
  const now = clock.now();
  if (isNear(memory.lookedAt, now, lookEveryMs)) return null;
  const shops = await allShops(work.ports);
  const report = noNotices();
  for (const shop of shops) {
    for (const due of dueKeyNotices(shop, now)) {
      if (memory.told.has(due.occasion)) continue;
      if (await isToldOf(work, shop, due, now, report)) memory.told.add(due.occasion);
    }
  }
  // The next run, a minute later, sends the rest.
  memory.lookedAt = report.left > 0 ? null : now;
  return report;
}

/** True once the mail is settled: sent, permanently refused, or needless. */
async function isToldOf(
  work: KeyNoticeWork,
  shop: Shop,
  due: DueKeyNotice,
  now: EpochMs,
  report: NoticeReport,
): Promise<boolean> {
  const { ports } = work;
  // The mall is about to take the next key. If it does not, the mail is still due.
  const pending = pendingOf(shop);
  if (pending !== null && isAwaited(pending, ports.clock.now())) return false;
  const merchant = await ports.merchants.get(shop.merchant);
  // A merchant without an address may get one later.
  if (merchant === null || merchant.contacts.length === 0) return false;
  const mall = ports.mails.of(shop.mall);
  const write = async () => letterOf(await ports.shops.get(shop.key), mall, merchant, due, now);
  return deliverTo(work, due, merchant, write, report);
}

/**
 * Writes the mail. Null if the key has since been renewed or the shop removed.
 *
 * @param now start of the check, so that nine in the evening does not end a mail for good
 */
function letterOf(
  shop: Shop | null,
  mall: MallMail,
  merchant: Merchant,
  due: DueKeyNotice,
  now: EpochMs,
): Letter | null {
  if (shop === null || !dueKeyNotices(shop, now).some(({ occasion }) => occasion === due.occasion)) return null;
  const { name, features } = merchant;
  const facts = { merchant: name, shop: shop.name, mall, expiry: due.end, at: now, features };
  switch (due.kind) {
    case 'key-ending':
      return keyEnding(facts);
    case 'key-ended':
      return keyEnded(facts);
  }
}

/** Age from which an expired key is no longer news. */
const forgottenMs = 14 * dayMs;
/** Hours in Japan in which readers can act. */
const fromHour = 9;
const untilHour = 21;

interface DueKeyNotice {
  readonly kind: Extract<NoticeKind, 'key-ending' | 'key-ended'>;
  /** Identifies shop, part, day of the end, and stage. A renewed key ends on another day. */
  readonly occasion: string;
  readonly end: KeyEnd;
}

/** Mails due for a shop's key, at most one per part. */
export function dueKeyNotices(shop: Shop, now: EpochMs): DueKeyNotice[] {
  const hour = jstHour(now);
  if (hour < fromHour || hour >= untilHour) return [];
  return keyEndsOf(shop).flatMap((end) => dueNoticeOf(shop, end, now) ?? []);
}

/**
 * The last mail whose day has come, or null, by calendar days in Japan: the 14-day mail goes on the morning of the 14th day before the
 * last.
 */
function dueNoticeOf(shop: Shop, end: KeyEnd, now: EpochMs): DueKeyNotice | null {
  const { part, at } = end;
  const named = (stage: number): string => `key-${shop.key}-${part}-${jstDay(at)}-${stage}`;
  if (at <= now) return now - at < forgottenMs ? { kind: 'key-ended', occasion: named(0), end } : null;
  const left = daysLeft(at, now);
  const stage = warnedDaysBefore.findLast((days) => left <= days);
  return stage === undefined ? null : { kind: 'key-ending', occasion: named(stage), end };
}
