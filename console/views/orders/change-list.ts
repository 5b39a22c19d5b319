import { html } from 'hono/html';
import type { Change } from '../../../core/model/index.ts';
import { t, translated } from '../../../language/language.ts';
import { counted, countOf, cutLine, enumerated } from '../../../language/phrases.ts';
import { pushKindText, pushStateText } from '../../../ops/pushes/push-words.ts';
import {
  type Handling,
  pushRetry,
  pushWithdraw,
  retrying,
  retryWords,
  withdrawing,
  withdrawWords,
} from '../../../ops/pushes/standing-pushes.ts';
import { cardsPart, type Markup, nothing } from '../../page.ts';
import { orderPath } from '../../paths.ts';
import { type BulkSeen, changedSince } from './bulk.ts';

/** Changes that a page lists one by one. */
const shownMax = 50;

/** What is done with changes. */
export type Deed = 'retry' | 'withdraw';

/** The commands that do the same, and their words. */
export const deeds = {
  retry: { command: pushRetry, handling: retrying, words: retryWords },
  withdraw: { command: pushWithdraw, handling: withdrawing, words: withdrawWords },
};

/** The first of these changes, each with a text of its own. */
export function changeTable(
  pushes: readonly Change[],
  last: (push: Change, index: number) => string,
  title: string,
  of = pushes.length,
): Markup {
  if (pushes.length === 0) return nothing;
  const row = (
    push: Change,
    index: number,
  ): Markup => html`<tr><th scope="row" class="id"><a href="${orderPath(push.shop, push.orderNumber)}">${push.orderNumber}</a></th><td class="id">${push.shop}</td>
<td class="id">${pushKindText(push.content.kind)}</td><td class="id">${pushStateText(push.state.kind)}</td><td>${last(push, index)}</td></tr>`;
  return html`${cardsPart(t`changes`, [t`order`, t`shop`, t`what`, t`state`, title], pushes.slice(0, shownMax).map(row))}${of > shownMax ? html`<p>${cutLine(shownMax, of, t`the others are handled and counted, too`)}</p>` : nothing}`;
}

/** How far it is, and what became of them. */
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
${changeTable(
  named.map(({ push }) => push),
  (_, index) => words[named[index]?.outcome ?? ''] ?? '',
  t`result`,
  done,
)}`;
  };
}
