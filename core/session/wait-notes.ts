import { type EpochMs, isNear, measured, minuteMs, secondMs, TsunagiError } from '../kernel/index.ts';
import { countWaits, type MallName, type WaitKind } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';

const keptEveryMs = minuteMs;

export type WaitNotes = ReturnType<typeof createWaitNotes>;

/** Waits in ms that a process has not stored yet. Losing them loses only figures for people. */
export function createWaitNotes() {
  const noted = new Map<MallName, Record<WaitKind, number[]>>();
  const takenAt = new Map<MallName, EpochMs>();
  return {
    note(mall: MallName, kind: WaitKind, waitsMs: readonly number[]): void {
      if (waitsMs.length === 0) return;
      const ofMall = noted.get(mall) ?? { stored: [], called: [] };
      ofMall[kind].push(...waitsMs.map((ms) => Math.max(0, ms)));
      noted.set(mall, ofMall);
    },
    take(now: EpochMs): Map<MallName, Record<WaitKind, number[]>> {
      const due = [...noted].filter(([mall]) => !isNear(takenAt.get(mall), now, keptEveryMs));
      for (const [mall] of due) {
        noted.delete(mall);
        takenAt.set(mall, now);
      }
      return new Map(due);
    },
  };
}

/** Stores a process's waits, one write per mall, and logs figures. Losses hold nothing up. */
export async function keepWaits(run: {
  readonly ports: Pick<Ports, 'waits' | 'log' | 'clock'>;
  readonly cache: { readonly waits: WaitNotes };
}): Promise<void> {
  const { waits, log, clock } = run.ports;
  const now = clock.now();
  for (const [mall, { stored, called }] of run.cache.waits.take(now)) {
    const first = called.toSorted((one, other) => one - other);
    log.info('waits.measured', {
      mall,
      // No metric: the dashboard reads the log.
      ...(first.length > 0 && { firstCallP50: secondsAt(first, 50, 100), firstCallP99: secondsAt(first, 99, 100) }),
      ...measured('waits.measured', { OrderAgeSeconds: sampleOf(stored) }),
    });
    try {
      await waits.add(mall, now, { stored: countWaits(stored), called: countWaits(called) });
    } catch (error) {
      if (!(error instanceof TsunagiError)) throw error;
      log.warn('waits.not-kept', { mall, code: error.code });
    }
  }
}

/** A percentile of waits, in tenths of a second. */
function secondsAt(sortedMs: readonly number[], part: number, parts: number): number {
  const ms = sortedMs[Math.ceil((part * sortedMs.length) / parts) - 1] ?? 0;
  return Math.round(ms / (secondMs / 10)) / 10;
}

const figuresMax = 100;

function sampleOf(waitsMs: readonly number[]): number[] | null {
  if (waitsMs.length === 0) return null;
  const sorted = waitsMs.toSorted((one, other) => one - other);
  const count = Math.min(figuresMax, sorted.length);
  return Array.from({ length: count }, (_, index) => secondsAt(sorted, index + 1, count));
}
