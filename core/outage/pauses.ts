import { sentence, TsunagiError } from '../kernel/index.ts';
import type { Pause } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';

/** What a person holds: a scope, and only one kind of its work where that is named. */
export type Held = Pick<Pause, 'scope' | 'capability'>;

/** The result of pausing a scope by hand. */
export type Pausing =
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** A person had paused it before: its start stays, and the author and the reason are the new ones. */
  | { readonly kind: 'renewed'; readonly pause: Pause; readonly before: Pause }
  /** It was paused by the same person for the same reason. */
  | { readonly kind: 'standing'; readonly pause: Pause };

/** Attempts while another operator pauses and resumes the same scope at the same time, before the call fails. */
const looksMax = 5;

/**
 * Sets a `manual` pause, which only a person lifts, over what stands when it is written: if two people pause the same scope at once,
 * the second renews the pause of the first, and the start is never lost. Throws `store.failing` when they never agree.
 */
export async function pauseByHand(
  ports: Pick<Ports, 'pauses' | 'clock'>,
  held: Held,
  { by, note }: Pick<Pause, 'by' | 'note'>,
): Promise<Pausing> {
  for (let look = 1; ; look++) {
    const before = manualPauses(await ports.pauses.list(), held).find(isExactly(held)) ?? null;
    if (before?.by === by && before.note === note) return { kind: 'standing', pause: before };
    const pause: Pause = { cause: 'manual', ...held, since: before?.since ?? ports.clock.now(), by, note };
    if ((await ports.pauses.setOver(pause, before)) === 'stored') {
      return before === null ? { kind: 'paused', pause } : { kind: 'renewed', pause, before };
    }
    if (look === looksMax) {
      throw new TsunagiError(
        'store.failing',
        'later',
        sentence`Another person keeps pausing and resuming ${held.scope}. Agree with them, and run this again.`,
      );
    }
  }
}

/**
 * Lifts a scope's `manual` pauses and no others: all of them, or the one for the named kind of work. Returns those that stood,
 * the oldest first.
 */
export async function resumeByHand(ports: Pick<Ports, 'pauses'>, held: Held): Promise<Pause[]> {
  const standing = manualPauses(await ports.pauses.list(), held).sort((a, b) => a.since - b.since);
  for (const pause of standing) await ports.pauses.lift(pause);
  return standing;
}

function manualPauses(pauses: readonly Pause[], { scope, capability }: Held): Pause[] {
  return pauses.filter(
    (pause) =>
      pause.cause === 'manual' &&
      pause.scope === scope &&
      (capability === undefined || pause.capability === capability),
  );
}

/** A pause of everything and one of a single kind of work are two. */
function isExactly({ capability }: Held): (pause: Pause) => boolean {
  return (pause) => pause.capability === capability;
}
