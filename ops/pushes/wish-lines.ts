import { isDone } from '../../core/model/index.ts';
import { counted } from '../terminal/count.ts';
import { tableLines } from '../terminal/table.ts';
import type { AnsweredWish, WishOutcome } from './ask.ts';
import { pushKindText, pushNextText, pushStateText } from './push-words.ts';

/** Maximum number of wishes that the table lists beside the refused ones; those are always listed in full. */
const shownMax = 30;

/** The outcome of wishes, for people: totals, then one by one what stands and what was refused. */
export function wishLines(
  wishes: readonly AnsweredWish[],
  { dryRun, width }: { readonly dryRun: boolean; readonly width: number | null },
): string[] {
  const columns = [
    { title: 'shop', of: ({ shop }: AnsweredWish) => shop.key },
    { title: 'order', of: ({ orderNumber }: AnsweredWish) => orderNumber },
    { title: 'what', of: ({ content }: AnsweredWish) => pushKindText(content.kind) },
    { title: 'result', flexible: true, of: ({ outcome }: AnsweredWish) => outcomeText(outcome, dryRun) },
  ];
  const refused = wishes.filter(({ outcome }) => outcome.kind === 'refused');
  const others = wishes.filter(({ outcome }) => outcome.kind !== 'refused');
  const shown = [...refused, ...others.slice(0, shownMax)];
  const more = wishes.length - shown.length;
  return [
    summaryText(wishes, dryRun),
    ...(shown.length === 0 ? [] : tableLines(shown, columns, width)),
    ...(more > 0 ? [`and ${more} more (--json lists them all)`] : []),
  ];
}

/** How many of each kind of outcome there are. */
export function wishCounts(wishes: readonly AnsweredWish[]): Record<WishOutcome['kind'], number> {
  const counts = { requested: 0, again: 0, stands: 0, refused: 0 };
  for (const { outcome } of wishes) counts[outcome.kind]++;
  return counts;
}

function summaryText(wishes: readonly AnsweredWish[], dryRun: boolean): string {
  const { requested, again, stands, refused } = wishCounts(wishes);
  return [
    `${counted(requested, 'change')} ${dryRun ? 'would be requested' : 'requested'}`,
    ...(again > 0 ? [`${again} ${dryRun ? 'would be requested again' : 'requested again'}`] : []),
    ...(stands > 0 ? [`${stands} stood already`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ].join(', ');
}

function outcomeText(outcome: WishOutcome, dryRun: boolean): string {
  switch (outcome.kind) {
    case 'requested':
      return dryRun ? 'would be requested' : 'requested 受付済';
    case 'again':
      return `${dryRun ? 'would be requested' : 'requested'} again: it had ended otherwise`;
    case 'stands': {
      const { push } = outcome;
      const next = isDone(push) ? '' : `, next: ${pushNextText(push)}`;
      return `stood already: ${pushStateText(push.state.kind)}${next}`;
    }
    case 'refused':
      return `refused: ${outcome.why}`;
  }
}
