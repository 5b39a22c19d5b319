import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import type { Digest, MorningReport, ShopKey } from '../model/index.ts';

/** A shop with a due row. */
export interface DueShop {
  readonly shop: ShopKey;
  /** Since when the most overdue one is. */
  readonly since: EpochMs;
}

/** Pending reports to merchants about pushes and deadlines, the warnings sent, and the reports of the morning. */
export interface Digests {
  /** Every row, by one query of one partition. */
  list(): Promise<Digest[]>;
  /** One row, strongly consistent. */
  get(merchant: string): Promise<Digest | null>;
  /** Writes a row if the stored one has the version before (none counts as 0). A repeat of our own write is `stored`. */
  put(digest: Digest): Promise<'stored' | 'changed'>;
  /** The warnings that were sent for a shop, as words; strongly consistent. */
  warned(shop: ShopKey): Promise<Set<string>>;
  /** Notes a sent warning; safe to repeat. It expires some time after `until`. */
  markWarned(shop: ShopKey, word: string, until: EpochMs): Promise<void>;
  /** Writes what a shop has to report on a morning, over what was there. It expires some days later. */
  putMorning(report: MorningReport): Promise<void>;
  /** What a merchant's shops have to report on the morning of a day, by one query; strongly consistent. */
  mornings(merchant: string, day: string): Promise<MorningReport[]>;
}

/** Attempts to write a row that other processes write at the same time. */
const looksMax = 8;

/**
 * Changes a merchant's row, over the version that was read; if `change` returns null, the row stays unchanged. Throws `store.failing` if
 * the row keeps changing.
 */
export async function changeDigest(
  { digests }: { readonly digests: Digests },
  merchant: string,
  change: (digest: Digest | null) => Digest | null,
): Promise<void> {
  for (let look = 1; look <= looksMax; look++) {
    const next = change(await digests.get(merchant));
    if (next === null || (await digests.put(next)) === 'stored') return;
  }
  throw new TsunagiError(
    'store.failing',
    'later',
    `The notes for merchant ${merchant} keep changing. Nothing was noted; the caller tries again.`,
  );
}
