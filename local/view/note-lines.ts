import { wrapped } from '../../core/kernel/index.ts';
import type { Paint } from './paint.ts';
import { countOf, isGivenUp } from './queue-lines.ts';
import type { ViewState } from './state.ts';
import { countText } from './words.ts';

const noteLinesMax = 6;

/** Causes of pauses that end by themselves. */
const endsByItself: ReadonlySet<string> = new Set(['outage', 'maintenance']);

/** What a person has to know: what holds which shops, and what they have to see to. */
export function noteLines({ shops, queues, clockNote }: ViewState, width: number, paint: Paint): string[] {
  const notes = shops.flatMap(({ name, mall, pause, statusPause }) => {
    const { note } = pause ?? statusPause ?? {};
    return note === undefined ? [] : [{ name, mall, note }];
  });
  // A note says what "the mall" does, and a merchant has a shop of the same name at several.
  const pauses = [...Map.groupBy(notes, ({ mall, note }) => `${mall}\n${note}`).values()].flatMap((those) => {
    const names = those.length > 2 ? `${those.length} shops` : those.map(({ name }) => name).join(', ');
    return wrapped(`${those[0]?.mall}: ${names}: ${those[0]?.note}`, width).map((line) => paint('yellow', line));
  });
  const failed = shops.reduce((sum, { statuses }) => sum + statuses.failed, 0);
  const hasGivenUp = Object.entries(queues).some(([name, depth]) => isGivenUp(name) && countOf(depth) > 0);
  const waits = shops.filter(({ pause, statusPause }) => endsByItself.has((pause ?? statusPause)?.cause ?? ''));
  const held = waits.reduce((sum, { statuses }) => sum + statuses.held, 0);
  const duties = [
    ...(clockNote === null ? [] : wrapped(clockNote, width)),
    ...(failed > 0 ? [`Failed status changes need a person: npm run ops -- push list --failed (${failed})`] : []),
    ...(hasGivenUp ? ['Messages were given up: npm run ops -- stuck'] : []),
  ].map((line) => paint('red', line));
  const patience =
    held > 0 ? [paint('yellow', `${countText(held)} status changes are held, and go on by themselves.`)] : [];
  const lines = [...duties, ...pauses, ...patience].slice(0, noteLinesMax);
  return lines.length === 0 ? [] : ['', ...lines];
}
