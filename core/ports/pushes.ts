import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import type { Digest, MorningReport, ShopKey } from '../model/index.ts';

export interface DueShop {
  readonly shop: ShopKey;
  /** Due time of the most overdue row. */
  readonly since: EpochMs;
}

/** Pending reports to merchants, warnings sent, and morning reports. */
export interface Digests {
  /** Every row; one query of one partition. */
  list(): Promise<Digest[]>;
  /** Reads one row, strongly consistent. */
  get(merchant: string): Promise<Digest | null>;
  put(digest: Digest): Promise<'stored' | 'changed'>;
  /** Words of warnings sent, strongly consistent. */
  warned(shop: ShopKey): Promise<Set<string>>;
  /** Safe to repeat. Expires after `until`. */
  markWarned(shop: ShopKey, word: string, until: EpochMs): Promise<void>;
  /** Replaces any earlier report of the morning. Expires after some days. */
  putMorning(report: MorningReport): Promise<void>;
  /** One query; strongly consistent. */
  mornings(merchant: string, day: string): Promise<MorningReport[]>;
}

const looksMax = 8;

/** Changes a merchant's row; null from `change` leaves it. Throws `store.failing` if the row keeps changing. */
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
