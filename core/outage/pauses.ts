import { sentence, TsunagiError } from '../kernel/index.ts';
import type { Pause } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';

export type Held = Pick<Pause, 'scope' | 'capability'>;

export type Pausing =
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** Already paused by a person: the start stays, author and reason are new. */
  | { readonly kind: 'renewed'; readonly pause: Pause; readonly before: Pause }
  | { readonly kind: 'standing'; readonly pause: Pause };

const looksMax = 5;

/**
 * Sets a `manual` pause, which only people lift. A concurrent second pause renews the first, so the start is never lost. Throws
 * `store.failing` if they never agree.
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

/** Lifts a scope's `manual` pauses: all, or that of the named capability. Returns them, the oldest first. */
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

function isExactly({ capability }: Held): (pause: Pause) => boolean {
  return (pause) => pause.capability === capability;
}
