import { html } from 'hono/html';
import { counted, countOf, cutLine, enumerated, t, translated } from '../../../language/index.ts';
import {
  type Handling,
  handledColumns,
  pushRetry,
  pushWithdraw,
  retrying,
  retryWords,
  withdrawing,
  withdrawWords,
} from '../../../ops/pushes/standing-pushes.ts';
import type { Column } from '../../../views/words.ts';
import { type Markup, nothing } from '../../page.ts';
import { partTable } from '../../parts.ts';
import { type BulkSeen, changedSince } from './bulk.ts';

const shownMax = 50;

export type Deed = 'retry' | 'withdraw';

export const deeds = {
  retry: { command: pushRetry, handling: retrying, words: retryWords },
  withdraw: { command: pushWithdraw, handling: withdrawing, words: withdrawWords },
};

export function changeTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], of = rows.length): Markup {
  if (rows.length === 0) return nothing;
  return html`${partTable(t`changes`, columns, rows.slice(0, shownMax))}${of > shownMax ? html`<p>${cutLine(shownMax, of, t`the others are handled and counted, too`)}</p>` : nothing}`;
}

export function progressOf(deed: Deed): (seen: BulkSeen) => Markup {
  return ({ of, done, counts, named, isOver, isStopped, failure }) => {
    const words: Handling['words'] = {
      ...deeds[deed].words(),
      [changedSince]: t`changed since it was counted: left alone`,
    };
    const summary = enumerated(
      Object.entries(counts).map(([outcome, count]) => countOf(count, words[outcome] ?? outcome)),
    );
    const left = of - done;
    const ended =
      failure === null
        ? nothing
        : html`<p class="banner bad" role="alert">${t`It ended before all were handled: ${translated(failure)}`}</p>`;
    return html`${ended}
<div class="summary${isOver ? ' over' : ''} ${failure !== null || left > 0 ? 'warn' : 'good'}" role="status"><output class="number">${done}/${of}</output>
<span>${done === 0 ? t`begun` : summary}</span></div>
${isOver && left > 0 ? html`<p>${isStopped ? t`It was stopped.` : ''} ${t`${counted(left, 'change')} left as before: choose them again.`}</p>` : nothing}
${changeTable(handledColumns(words), named, done)}`;
  };
}
