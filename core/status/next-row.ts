import type { EpochMs } from '../units.ts';
import type { Push, PushEnd, PushState, PushStep } from './push.ts';
import { withSteps } from './trail.ts';

/** What changes in a push's row. An absent field stays as it is, null takes it away. */
export interface PushChange {
  readonly state?: PushState;
  readonly requestedAt?: EpochMs;
  readonly by?: string;
  readonly unknownAt?: EpochMs | null;
  readonly lookAgainAt?: EpochMs | null;
  readonly untold?: PushEnd | null;
  readonly steps?: readonly PushStep[];
}

/** The row that follows: one version further, written by this run. */
export function nextRow(push: Push, writer: string, change: PushChange): Push {
  const { unknownAt, lookAgainAt, untold, ...rest } = push;
  return {
    ...rest,
    version: push.version + 1,
    writer,
    state: change.state ?? push.state,
    requestedAt: change.requestedAt ?? push.requestedAt,
    by: change.by ?? push.by,
    ...optional('unknownAt', unknownAt, change.unknownAt),
    ...optional('lookAgainAt', lookAgainAt, change.lookAgainAt),
    ...optional('untold', untold, change.untold),
    trail: withSteps(push.trail, change.steps ?? []),
  };
}

/** Calls made for a push so far. */
export function triesOf({ state }: Push): number {
  return state.kind === 'pushing' || state.kind === 'held' || state.kind === 'retrying' ? state.tries : 0;
}

function optional<Name extends string, Value>(
  name: Name,
  before: Value | undefined,
  change: Value | null | undefined,
): { readonly [Key in Name]?: Value } {
  const value = change === undefined ? before : (change ?? undefined);
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}
