import { keyEnded, keyEnding } from '../mail/key-mails.ts';
import type { Letter } from '../mail/letter.ts';
import type { Merchant } from '../merchants/merchant.ts';
import { isAwaited, pendingOf } from '../merchants/pending-key.ts';
import { type Shop, shardsMax } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';
import { type EpochMs, minuteMs } from '../units.ts';
import { deliverTo, type NoticeReport, noNotices, type SendingWork } from './deliver.ts';
import { type DueKeyNotice, dueKeyNotices } from './due-key-notices.ts';

/** What the sending of mails about keys is given. */
export interface KeyNoticeWork extends Omit<SendingWork, 'ports'> {
  readonly ports: Pick<Ports, 'notices' | 'merchants' | 'shops' | 'clock' | 'log'>;
}

/** What a process keeps between two looks; losing it costs reads, never a second mail. */
export interface KeyNoticeMemory {
  lookedAt: EpochMs | null;
  /** Mails that are settled. */
  readonly told: Set<string>;
}

export const freshKeyMemory = (): KeyNoticeMemory => ({ lookedAt: null, told: new Set() });

/** Reading all shops takes dozens of reads, and keys end by the day. */
export const lookEveryMs = 15 * minuteMs;

/**
 * Writes to merchants about keys that end, each mail once; null where no look was due. Everything follows from the shops' rows; the row of
 * a mail is written before it is sent. A shop is read again just before, so nobody is written to about a key that was renewed.
 */
export async function sendKeyNotices(work: KeyNoticeWork, memory: KeyNoticeMemory): Promise<NoticeReport | null> {
  const { shops: store, clock } = work.ports;
  const now = clock.now();
  // A clock that was set back must not put off the next look for ever.
  if (memory.lookedAt !== null && Math.abs(now - memory.lookedAt) < lookEveryMs) return null;
  const shards = Array.from({ length: shardsMax }, (_, shard) => shard);
  const shops = (await Promise.all(shards.map((shard) => store.inShard(shard)))).flat();
  const report = noNotices();
  for (const shop of shops) {
    for (const due of dueKeyNotices(shop, now)) {
      if (memory.told.has(due.occasion)) continue;
      if (await isToldOf(work, shop, due, now, report)) memory.told.add(due.occasion);
    }
  }
  // What is left goes with the next run, a minute later.
  memory.lookedAt = report.left > 0 ? null : now;
  return report;
}

/** True once the mail is settled: sent, refused for good, or needless. */
async function isToldOf(
  work: KeyNoticeWork,
  shop: Shop,
  due: DueKeyNotice,
  now: EpochMs,
  report: NoticeReport,
): Promise<boolean> {
  const { ports } = work;
  // The next key is here, and the mall is about to take it. If it does not, the mail is still due.
  const pending = pendingOf(shop);
  if (pending !== null && isAwaited(pending, ports.clock.now())) return false;
  const merchant = await ports.merchants.get(shop.merchant);
  // Whoever has no address yet may be given one.
  if (merchant === null || merchant.contacts.length === 0) return false;
  const write = async () => letterOf(await ports.shops.get(shop.key), merchant, due, now);
  return deliverTo(work, due, merchant, write, report);
}

/**
 * Null where the key was renewed, or the shop removed, in the last moment.
 *
 * @param now when the look began, so that nine in the evening ends no mail for good
 */
function letterOf(shop: Shop | null, merchant: Merchant, due: DueKeyNotice, now: EpochMs): Letter | null {
  if (shop === null || !dueKeyNotices(shop, now).some(({ occasion }) => occasion === due.occasion)) return null;
  const { name, mall } = shop;
  const expiry = due.end;
  const facts = { merchant: merchant.name, shop: name, mall, expiry, at: now, features: merchant.features };
  switch (due.kind) {
    case 'key-ending':
      return keyEnding(facts);
    case 'key-ended':
      return keyEnded(facts);
  }
}
