import { wrapped } from '../../core/text/width.ts';
import type { Paint } from './paint.ts';
import { countOf, isGivenUp } from './queue-lines.ts';
import type { ViewState } from './state.ts';

/** Lines for what the paused shops wait for, and for what somebody has to do. */
const noteLinesMax = 6;

/** What a person has to know: what holds which shops, and what they have to see to. */
export function noteLines({ shops, queues }: ViewState, width: number, paint: Paint): string[] {
  const held = shops.flatMap(({ name, pause, statusPause }) => {
    const { note } = pause ?? statusPause ?? {};
    return note === undefined ? [] : [{ name, note }];
  });
  const pauses = [...Map.groupBy(held, ({ note }) => note)].flatMap(([note, those]) => {
    const names = those.length > 2 ? `${those.length} shops` : those.map(({ name }) => name).join(', ');
    return wrapped(`${names}: ${note}`, width).map((line) => paint('yellow', line));
  });
  const failed = shops.reduce((sum, { statuses }) => sum + statuses.failed, 0);
  const hasGivenUp = Object.entries(queues).some(([name, depth]) => isGivenUp(name) && countOf(depth) > 0);
  const duties = [
    ...(failed > 0 ? [`Failed status changes need somebody: npm run ops -- push list --failed (${failed})`] : []),
    ...(hasGivenUp ? ['Messages were given up: npm run ops -- stuck'] : []),
  ].map((line) => paint('red', line));
  const lines = [...duties, ...pauses].slice(0, noteLinesMax);
  return lines.length === 0 ? [] : ['', ...lines];
}
