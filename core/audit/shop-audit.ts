import type { ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** Surplus rows that stood at the mall when an audit looked. */
export interface SurplusFound {
  readonly rows: number;
  /** Those among them that no push is going to look at any more, and so to remove: a person has to. */
  readonly left: number;
  /** The orders of those that are left. At most 100 are named. */
  readonly leftIn: readonly string[];
}

/** What an audit of one shop's span found. */
export interface ShopAudit {
  /** Which audit: `<incident id>`, `<incident id>+24h`, `nightly-2020-02-11`, or the word a person's command made. */
  readonly audit: string;
  readonly shop: ShopKey;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly at: EpochMs;
  readonly result:
    | {
        readonly kind: 'audited';
        /** Orders of the span that the mall lists. */
        readonly atMall: number;
        /** Those of them that were placed within the trouble itself, without the margins, and are stored. */
        readonly placed: number;
        /** 取込漏れ: placed before the cursor as it stood when the audit began, and without a row at a second look. At most 100 are named. */
        readonly missing: readonly string[];
        readonly missingCount: number;
        /** 重複: orders whose claims differ from their lines, and orders with surplus rows. At most 100 are named. */
        readonly doubled: readonly string[];
        /** Orders whose claims differ from their lines, and surplus rows, of which one order may have several. */
        readonly doubledCount: number;
        /** What of `doubledCount` are surplus rows. Of results of 0.1.0, which counted none, absent. */
        readonly surplus?: SurplusFound;
        /** Listed and not stored: the mall does not hand them out, or they cannot be read. At most 100 are named. Of rows of 0.1.0, which counted none, absent. */
        readonly unread?: readonly string[];
        readonly unreadCount?: number;
      }
    /** 確認できませんでした: never counted as 0. */
    | { readonly kind: 'unaudited'; readonly reason: string };
}
