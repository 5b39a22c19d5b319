import { jstText } from '../../core/kernel/index.ts';
import type { WantedRecipe } from '../../core/stock/index.ts';
import { tableLines } from '../terminal/table.ts';
import { jstIso } from '../terminal/time.ts';

/** A set for people: what it is made of, and since when. */
export interface SetRow extends WantedRecipe {
  readonly note: string;
}

/** `tea × 2, cup × 1` */
export function partsText({ parts }: Pick<WantedRecipe, 'parts'>): string {
  return parts.length === 0 ? 'no set any more' : parts.map(({ sku, needed }) => `${sku} × ${needed}`).join(', ');
}

/** Sets as a table. */
export function setTable(sets: readonly SetRow[], width: number | null): string[] {
  if (sets.length === 0) return [];
  const hasNotes = sets.some(({ note }) => note !== '');
  const columns = [
    { title: 'set', flexible: true, of: ({ set }: SetRow) => set },
    { title: 'made of', flexible: true, of: partsText },
    { title: 'ordered from', of: ({ from }: SetRow) => jstText(from) },
    ...(hasNotes ? [{ title: '', of: ({ note }: SetRow) => note }] : []),
  ];
  return tableLines(sets, columns, width);
}

/** The same for programs. */
export function setJson({ set, from, parts }: WantedRecipe): object {
  return { set, from: jstIso(from), parts };
}
