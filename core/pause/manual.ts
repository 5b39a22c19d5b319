import { TsunagiError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Pause } from './pause.ts';

/** What came of pausing a scope by hand. */
export type Pausing =
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** A person had paused it before: since when stays, and who says why is the new one. */
  | { readonly kind: 'renewed'; readonly pause: Pause; readonly before: Pause }
  /** It was paused by the same person for the same reason. */
  | { readonly kind: 'standing'; readonly pause: Pause };

/** Looks before somebody who pauses and resumes the same at the same time wins. */
const looksMax = 5;

/**
 * Sets a `manual` pause, which only a person lifts, over what stands when it is written: of two who pause the same at once,
 * the second renews what the first has set, and since when is never lost. Throws `store.failing` when they never agree.
 */
export async function pauseByHand(
  ports: Pick<Ports, 'pauses' | 'clock'>,
  scope: Pause['scope'],
  { by, note }: Pick<Pause, 'by' | 'note'>,
): Promise<Pausing> {
  for (let look = 1; ; look++) {
    const before = manualPause(await ports.pauses.list(), scope);
    if (before?.by === by && before.note === note) return { kind: 'standing', pause: before };
    const pause: Pause = { cause: 'manual', scope, since: before?.since ?? ports.clock.now(), by, note };
    if ((await ports.pauses.setOver(pause, before)) === 'stored') {
      return before === null ? { kind: 'paused', pause } : { kind: 'renewed', pause, before };
    }
    if (look === looksMax) {
      throw new TsunagiError(
        'store.failing',
        'later',
        `Somebody else keeps pausing and resuming ${scope}. Agree with them, and run this again.`,
      );
    }
  }
}

/** Lifts a scope's `manual` pause and no other; gives back the one that stood. */
export async function resumeByHand(ports: Pick<Ports, 'pauses'>, scope: Pause['scope']): Promise<Pause | null> {
  const standing = manualPause(await ports.pauses.list(), scope);
  if (standing !== null) await ports.pauses.lift(standing);
  return standing;
}

/** A person's pause of everything; one of a single kind of work is another pause. */
function manualPause(pauses: readonly Pause[], scope: Pause['scope']): Pause | null {
  const isIt = (pause: Pause): boolean =>
    pause.cause === 'manual' && pause.scope === scope && pause.capability === undefined;
  return pauses.find(isIt) ?? null;
}
