import type { EpochMs } from '../units.ts';
import type { PushChange } from './next-row.ts';
import type { Push } from './push.ts';
import type { StatusSettings } from './settings.ts';

/**
 * When a push that is done is looked at next: at the first of the set times after its last call with an unknown end that lies
 * ahead. After the last of them it is not looked at any more. A confirmed order and a cancelled one stay so whatever comes; but what was
 * taken back may still be done.
 *
 * With `isFirst` a push with such a call has one look at least, now where the times are over: an outage may have lasted longer than all of
 * them, and what the call doubled has been there since.
 */
export function firstLookAgain(
  {
    content,
    unknownAt,
    state,
  }: Pick<Push, 'content'> & Partial<Pick<Push, 'state'>> & { readonly unknownAt?: EpochMs | undefined },
  now: EpochMs,
  { lookAgainMs }: Pick<StatusSettings, 'lookAgainMs'>,
  { isFirst = false }: { readonly isFirst?: boolean } = {},
): Pick<PushChange, 'unknownAt' | 'lookAgainAt'> {
  const cannotBeUndone = (content.kind === 'confirm' || content.kind === 'cancel') && state?.kind !== 'withdrawn';
  const times = unknownAt === undefined || cannotBeUndone ? [] : lookAgainMs.map((after) => unknownAt + after);
  const next = times.find((at) => at > now) ?? (isFirst && times.length > 0 ? now : undefined);
  if (unknownAt === undefined || next === undefined) return { unknownAt: null, lookAgainAt: null };
  return { unknownAt, lookAgainAt: next };
}
