import type { DeadLetter } from '../../core/ports/index.ts';
import type { Redriven } from '../../core/status/index.ts';
import { counted } from '../terminal/count.ts';
import { tableLines } from '../terminal/table.ts';
import { letterFacts } from './letter-facts.ts';

/** Lines of the table; a queue may hold messages of thousands of shops. */
const shownMax = 20;

/** Messages counted by what they are and whose. */
export interface Tally {
  note(letter: DeadLetter): void;
  /** The largest first. */
  rows(): readonly TallyRow[];
  json(): { readonly byKind: object; readonly byShop: object };
}

interface TallyRow {
  readonly kind: string;
  readonly shop: string;
  readonly messages: number;
}

/** An empty tally. A message without a shop is counted under the group it was sent with, such as its merchant's. */
export function createTally(): Tally {
  const rows = new Map<string, TallyRow>();
  const sumBy = (word: 'kind' | 'shop'): object => {
    const sums: Record<string, number> = {};
    for (const row of rows.values()) sums[row[word]] = (sums[row[word]] ?? 0) + row.messages;
    return sums;
  };
  return {
    note(letter) {
      const { kind, shop: named } = letterFacts(letter);
      const shop = named ?? letter.group ?? 'none named';
      const key = JSON.stringify([kind, shop]);
      rows.set(key, { kind, shop, messages: (rows.get(key)?.messages ?? 0) + 1 });
    },
    rows: () => [...rows.values()].sort((a, b) => b.messages - a.messages),
    json: () => ({ byKind: sumBy('kind'), byShop: sumBy('shop') }),
  };
}

/** What a redrive has done, for people. */
export function resultLines(
  { seen, matching, sent }: Redriven,
  rest: {
    readonly really: boolean;
    readonly tally: Tally;
    readonly waiting: number;
    readonly taken: number;
    readonly interrupted: boolean;
  },
  width: number | null,
): string[] {
  const { really, tally, waiting, taken, interrupted } = rest;
  const rows = tally.rows();
  const hidden = taken === 0 ? [] : [`${counted(taken, 'message')} in flight: run this again in a minute.`];
  const stopped = interrupted
    ? [`Interrupted. About ${waiting} still lie there: run the same command again, it goes on where this ended.`]
    : [];
  if (seen === 0) return ['No message lies there.', ...hidden, ...stopped];
  return [
    `${counted(seen, 'message')} looked at, ${matching} meant, ${sent} sent back.`,
    ...(matching === 0 ? [] : tableLines(rows.slice(0, shownMax), columns, width)),
    ...(rows.length > shownMax ? [`and ${rows.length - shownMax} more lines (--json has them all)`] : []),
    ...(really || matching === 0 ? [] : ['Nothing was sent: this was a dry run. With --really they are.']),
    ...hidden,
    ...stopped,
  ];
}

const columns = [
  { title: 'kind', of: ({ kind }: TallyRow) => kind },
  { title: 'shop', flexible: true, of: ({ shop }: TallyRow) => shop },
  { title: 'messages', side: 'right' as const, of: ({ messages }: TallyRow) => String(messages) },
];
