import type { QueueDepth } from '../queues/start-queues.ts';
import { listLines } from './list-lines.ts';
import type { Paint } from './paint.ts';
import { countText } from './words.ts';

export const countOf = ({ visible, inFlight, delayed }: QueueDepth): number => visible + inFlight + delayed;

/** A queue whose messages need a person. */
export const isGivenUp = (name: string): boolean => /-(dead|rejected)$/.test(name);

/** A queue without a consumer: a queue of given-up messages, or records of scheduled runs that failed, which the next run has made good. */
export const isSetAside = (name: string): boolean => isGivenUp(name) || name.endsWith('-failed');

const title = 'Queues     ';

export function queueLines(queues: Readonly<Record<string, QueueDepth>>, width: number, paint: Paint): string[] {
  const depths = Object.entries(queues).map(([name, depth]) => ({ name, count: countOf(depth) }));
  if (depths.length === 0) return [];
  const text = ({ name, count }: { name: string; count: number }): string => `${name} ${countText(count)}`;
  const work = depths.filter(({ name }) => !isSetAside(name)).map(text);
  const setAside = depths.filter(({ name, count }) => isSetAside(name) && count > 0).map(text);
  const parts = [...work, `set aside ${setAside[0] ?? '0'}`, ...setAside.slice(1)];
  const painted = (line: string): string =>
    line.replace(/[\w-]+ [1-9]\d*(?:,\d{3})*/g, (part) => paint('yellow', part));
  return listLines({ title, parts, between: ', ' }, width, paint, painted);
}
