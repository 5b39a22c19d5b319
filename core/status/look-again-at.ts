import type { EpochMs } from '../units.ts';
import type { PushChange } from './next-row.ts';
import type { Push } from './push.ts';
import type { StatusSettings } from './settings.ts';

/**
 * When a push that is done is looked at next: at the first of the set times after its last call with an unknown end that lies
 * ahead. After the last of them nothing can come any more. A confirmed order and a cancelled one stay so whatever comes; but what was
 * taken back may still be done.
 */
export function firstLookAgain(
  {
    content,
    unknownAt,
    state,
  }: Pick<Push, 'content'> & Partial<Pick<Push, 'state'>> & { readonly unknownAt?: EpochMs | undefined },
  now: EpochMs,
  { lookAgainMs }: Pick<StatusSettings, 'lookAgainMs'>,
): Pick<PushChange, 'unknownAt' | 'lookAgainAt'> {
  const cannotBeUndone = (content.kind === 'confirm' || content.kind === 'cancel') && state?.kind !== 'withdrawn';
  const next =
    unknownAt === undefined || cannotBeUndone
      ? undefined
      : lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  if (unknownAt === undefined || next === undefined) return { unknownAt: null, lookAgainAt: null };
  return { unknownAt, lookAgainAt: next };
}
