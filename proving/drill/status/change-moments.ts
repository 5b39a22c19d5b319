import type { DayFacts } from '../facts.ts';
import type { Moment } from '../health-moments.ts';

/** How the changes of statuses stood at these moments: asked for, ended, held; nothing where none was asked for. */
export function changeMoments(
  { asked, pushes }: Pick<DayFacts, 'asked' | 'pushes'>,
  moments: readonly number[],
): Moment[] {
  if (asked.length === 0) return [];
  return moments.map((at) => {
    const known = pushes.filter(({ requestedAt }) => requestedAt <= at);
    const ended = known.filter(({ endedAt }) => endedAt !== null && endedAt <= at);
    const open = known.length - ended.length;
    const held = known.filter((push) => push.heldAt !== null && push.heldAt <= at && !ended.includes(push)).length;
    const confirmed = ended.filter(({ state }) => state === 'confirmed').length;
    const waiting = open === 0 ? 'none open' : `${open} open${held === 0 ? '' : `, ${held} of them held`}`;
    return {
      at,
      who: 'changes',
      text: `${known.length} asked for, ${confirmed} confirmed, ${ended.length - confirmed} failed, ${waiting}`,
    };
  });
}
