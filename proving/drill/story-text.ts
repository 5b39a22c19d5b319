import { wrapped } from '../../core/kernel/text.ts';
import { jstText } from '../../core/kernel/time.ts';
import type { Moment } from './health-moments.ts';

/** A line of text, and whose it is: the caller paints it. */
export interface StoryLine {
  readonly who: Moment['who'] | null;
  readonly text: string;
}

const whoColumns = 9;

/** A story in columns: the time, who, what; long texts go on beneath themselves. A day begins with its date. */
export function storyLines(story: readonly Moment[], columns: number): StoryLine[] {
  const timeColumns = story.some(({ until }) => until !== undefined) ? 13 : 7;
  const indent = ' '.repeat(timeColumns + whoColumns);
  const room = Math.max(20, columns - indent.length);
  let day = '';
  return story.flatMap((moment): StoryLine[] => {
    const [date, lines] = [jstText(moment.at).slice(0, 10), wrapped(moment.text, room)];
    const head = timeText(moment).padEnd(timeColumns) + moment.who.padEnd(whoColumns);
    const told = lines.map((line, index) => ({ who: moment.who, text: (index === 0 ? head : indent) + line }));
    if (date === day) return told;
    day = date;
    return [{ who: null, text: date }, ...told];
  });
}

function timeText({ at, until }: Moment): string {
  const clock = (moment: number): string => jstText(moment).slice(11, 16);
  return until === undefined || clock(until) === clock(at) ? clock(at) : `${clock(at)}–${clock(until)}`;
}
