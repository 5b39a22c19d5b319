import type { QueueDepth } from '../queues/start-queues.ts';
import type { Paint } from './paint.ts';
import { countText } from './words.ts';

/** Messages in a queue, wherever they are in it. */
export const countOf = ({ visible, inFlight, delayed }: QueueDepth): number => visible + inFlight + delayed;

/** A queue in which lies what somebody has to see to. */
export const isGivenUp = (name: string): boolean => /-(dead|rejected)$/.test(name);

/** A queue on which nobody works: those, and records of scheduled runs that failed, which the next run has made good. */
export const isSetAside = (name: string): boolean => isGivenUp(name) || name.endsWith('-failed');

/** How much work waits, and whether anything was given up. */
export function queueLines(queues: Readonly<Record<string, QueueDepth>>, paint: Paint): string[] {
  const depths = Object.entries(queues).map(([name, depth]) => ({ name, count: countOf(depth) }));
  if (depths.length === 0) return [];
  const text = ({ name, count }: { name: string; count: number }): string =>
    count === 0 ? `${name} 0` : paint('yellow', `${name} ${countText(count)}`);
  const work = depths.filter(({ name }) => !isSetAside(name)).map(text);
  const setAside = depths.filter(({ name, count }) => isSetAside(name) && count > 0).map(text);
  const parts = [...work, `set aside ${setAside.length === 0 ? '0' : setAside.join(', ')}`];
  return [`${paint('dim', 'Queues')}     ${parts.join(', ')}`];
}
