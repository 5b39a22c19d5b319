import type { ListingTerms } from '../../core/model/index.ts';
import { tableLines } from '../terminal/table.ts';
import type { JudgedListing } from './judge-listings.ts';

/** What a listing's terms are, in words; empty where they are the usual ones. */
export function termsText({ linked, buffer, cap, floor }: ListingTerms): string {
  return [
    ...(linked ? [] : ['連携しない']),
    ...(buffer === 0 ? [] : [`安全在庫 ${buffer}`]),
    ...(cap === null ? [] : [`上限 ${cap}`]),
    ...(floor === null ? [] : [`下限 ${floor}`]),
  ].join(', ');
}

const stepWords = { add: 'new', change: 'changes', same: 'so already' } as const;

/** Listings of a file as a table. */
export function judgedTable(listings: readonly JudgedListing[], width: number | null): string[] {
  if (listings.length === 0) return [];
  const columns = [
    { title: 'line', side: 'right' as const, of: ({ line }: JudgedListing) => String(line) },
    { title: 'shop', of: ({ facts }: JudgedListing) => facts.shop },
    { title: 'item', flexible: true, of: ({ facts }: JudgedListing) => facts.item },
    { title: 'SKU', flexible: true, of: ({ facts }: JudgedListing) => facts.sku },
    { title: 'terms', flexible: true, of: ({ facts }: JudgedListing) => termsText(facts) },
    {
      title: '',
      of: ({ step, differing }: JudgedListing) =>
        step === 'change' ? `changes: ${differing.join(', ')}` : stepWords[step],
    },
  ];
  return tableLines(listings, columns, width);
}

/** The same for programs. */
export function judgedJson({ line, facts, standing, step, differing }: JudgedListing): object {
  return { line, ...facts, step, differing, skuBefore: standing?.sku ?? null };
}
