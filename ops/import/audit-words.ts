import type { ShopKey } from '../../core/model/index.ts';
import { counted } from '../terminal/count.ts';
import { type TableColumn, tableLines } from '../terminal/table.ts';

/** A finding of an audit about one shop that needs attention. */
export type ShopFind =
  | {
      readonly shop: ShopKey;
      readonly kind: 'found';
      /** At most 100 are named; the counts are whole. */
      readonly missing: readonly string[];
      readonly missingCount: number;
      readonly doubled: readonly string[];
      readonly doubledCount: number;
      /** What of `doubledCount` are surplus rows at the mall, and how many of those no push removes any more. */
      readonly surplusRows: number;
      readonly surplusLeft: number;
      /** Listed and not stored. */
      readonly unread: readonly string[];
      readonly unreadCount: number;
    }
  /** Nothing is known of it, and that is never 0. */
  | { readonly shop: ShopKey; readonly kind: 'unaudited'; readonly reason: string };

/** Order numbers that are named of one shop. */
const namedMax = 3;
/** A find with so many order numbers may have had more. */
const keptMax = 100;

/** Finds as a table. */
export function findLines(finds: readonly ShopFind[], width: number | null): string[] {
  return tableLines(finds, columns, width);
}

const columns: TableColumn<ShopFind>[] = [
  { title: 'shop', of: ({ shop }) => shop },
  { title: '取込漏れ', side: 'right', of: (find) => (find.kind === 'found' ? String(find.missingCount) : 'unknown') },
  { title: '重複', side: 'right', of: (find) => (find.kind === 'found' ? String(find.doubledCount) : 'unknown') },
  { title: '要確認', side: 'right', of: (find) => (find.kind === 'found' ? String(find.unreadCount) : 'unknown') },
  { title: 'which', flexible: true, of: whichText },
];

function whichText(find: ShopFind): string {
  switch (find.kind) {
    case 'unaudited':
      return `unaudited: ${find.reason}`;
    case 'found': {
      const { missing, missingCount, doubled, doubledCount, unread, unreadCount, surplusRows, surplusLeft } = find;
      const named = [...missing, ...doubled, ...unread].slice(0, namedMax);
      // An order may have several surplus rows: then fewer orders are named than there are rows. Beyond those that are kept only the count tells.
      const orders = surplusRows === 0 || doubled.length >= keptMax ? doubledCount : doubled.length;
      const more = missingCount + orders + unreadCount - named.length;
      const rows = surplusRows === 0 ? '' : `; ${counted(surplusRows, 'surplus row')} of 発送明細`;
      const left = surplusLeft === 0 ? '' : `, ${surplusLeft} of them to be removed by hand`;
      return `${named.join(' ')}${more > 0 ? ` and ${more} more` : ''}${rows}${left}`;
    }
  }
}
