import type { EpochMs } from '../units.ts';
import type { PushChange } from './next-row.ts';
import type { Push } from './push.ts';
import type { StatusSettings } from './settings.ts';
import { lookedAgain } from './trail.ts';

type NextLook = Pick<PushChange, 'unknownAt' | 'lookAgainAt'>;

const none: NextLook = { unknownAt: null, lookAgainAt: null };

/**
 * When a push that has just ended is looked at: at the first of the set times after its last call with an unknown end that lies ahead. Where
 * all of them are over, it is looked at now, and the times begin anew: an outage lasted longer, and what the call doubled has been there
 * since; or a clock was wrong.
 */
export function firstLookAgain(
  { content, unknownAt }: Pick<Push, 'content'> & { readonly unknownAt?: EpochMs | undefined },
  now: EpochMs,
  { lookAgainMs }: Pick<StatusSettings, 'lookAgainMs'>,
): NextLook {
  if (unknownAt === undefined || staysSo(content)) return none;
  const next = lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  return next === undefined ? { unknownAt: now, lookAgainAt: now } : { unknownAt, lookAgainAt: next };
}

/**
 * When a push is looked at after a look: at the next of the set times. After the last of them it is not looked at any more, if it had as
 * many looks as there are times: an outage, or clocks that are wrong in opposite ways, can let all of them pass at once.
 */
export function nextLookAgain(
  { content, unknownAt, state, trail }: Pick<Push, 'content' | 'state' | 'trail' | 'unknownAt'>,
  now: EpochMs,
  { lookAgainMs }: Pick<StatusSettings, 'lookAgainMs'>,
): NextLook {
  // What was taken back may still be done.
  if (unknownAt === undefined || (staysSo(content) && state.kind !== 'withdrawn')) return none;
  const next = lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  if (next !== undefined) return { unknownAt, lookAgainAt: next };
  const calledLast = trail.findLastIndex(({ what }) => what === 'called');
  const looks = trail.slice(calledLast + 1).filter(({ detail = '' }) => detail.startsWith(lookedAgain)).length + 1;
  const [shortest] = lookAgainMs;
  return shortest === undefined || looks >= lookAgainMs.length ? none : { unknownAt, lookAgainAt: now + shortest };
}

/** A confirmed order and a cancelled one stay so whatever comes. */
function staysSo({ kind }: Push['content']): boolean {
  return kind === 'confirm' || kind === 'cancel';
}
