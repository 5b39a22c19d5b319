import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudClock, startClock } from '../clock.ts';
import type { DataFolder } from './data-folder.ts';
import { FolderError } from './folder-error.ts';

/** How often the file is written, in milliseconds of the machine's time. */
const writeEveryMs = 1_000;
/** Every rule of the system holds with clocks that are this far off. */
const harmlessMs = 3_600_000;
/** Further ahead than a clock gets by running fast: such a moment was never shown by one. */
const longestAheadMs = 10 * 365 * 86_400_000;

/** How the clock of a data folder is to run. */
export interface ClockUse {
  readonly speed: number;
  /** The clock has to show the machine's time, because a mall of the real world is asked. */
  readonly mustBeReal?: boolean;
  /** A person has said that the machine's clock was ahead and is right now. */
  readonly wasAhead?: boolean;
}

/** The clock of a data folder, running. */
export interface FolderClock {
  readonly clock: CloudClock;
  /** Whether it went back to the machine's time from a moment to come. */
  readonly wentBack: boolean;
  /** Where it goes by the machine's time against what its file says: why. */
  readonly why: string | null;
  stop(): void;
}

/**
 * Starts the clock of the cloud whose data lie in the folder. It never goes back behind what rows were stamped with, unless it must
 * be real: the file always holds a moment that the clock has not reached yet, so even a process that was killed left one that is
 * late enough.
 *
 * @throws FolderError when the file holds no moment, and when `mustBeReal` and the data were written by a clock that was far ahead
 */
export function openClock(folder: DataFolder, { speed, mustBeReal = false, wasAhead = false }: ClockUse): FolderClock {
  const file = join(folder.path, 'clock.json');
  const realMs = Date.now();
  const { reachedMs, why } = readReached(file, realMs, { wasAhead });
  const isAhead = mustBeReal && reachedMs > realMs + 2 * writeEveryMs;
  if (isAhead && !wasAhead && reachedMs > realMs + harmlessMs) {
    throw new FolderError(
      `The data in ${folder.path} were written by a clock that showed ${new Date(reachedMs).toISOString()}, which is still to come. ` +
        'Either the clock of this machine is wrong now: then set it right and start again. Or it was wrong then: then start with --clock-was-ahead. ' +
        'If simulated malls ran here, whose time runs faster, name another folder with --data.',
    );
  }
  const running = startClock({ atMs: mustBeReal ? realMs : Math.max(realMs, reachedMs), speed });
  let notReachedMs = 0;
  const write = (nowMs: number) => {
    notReachedMs = nowMs + 2 * writeEveryMs * speed;
    writeFileSync(`${file}.new`, JSON.stringify({ notReachedMs }));
    renameSync(`${file}.new`, file);
  };
  write(running.now());
  const timer = setInterval(() => write(running.now()), writeEveryMs).unref();
  const now = (): number => {
    const nowMs = running.now();
    // The process had no time to write: on a busy machine, say. Killed now, it would show this moment once more.
    if (nowMs >= notReachedMs) write(nowMs);
    return nowMs;
  };
  const shown = isAhead ? `The clock had shown ${new Date(reachedMs).toISOString()} here.` : null;
  return { clock: { ...running, now }, wentBack: isAhead, why: why ?? shown, stop: () => clearInterval(timer) };
}

/** The moment in the file; 0 where there is none, or where the power went while it was written, which `why` tells then. */
function readReached(
  file: string,
  realMs: number,
  { wasAhead }: Pick<ClockUse, 'wasAhead'>,
): { readonly reachedMs: number; readonly why: string | null } {
  let notReachedMs: unknown;
  try {
    ({ notReachedMs } = JSON.parse(readFileSync(file, 'utf8')) as { notReachedMs?: unknown });
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return {
      reachedMs: 0,
      why: isMissing ? null : `${file} cannot be read, as after a loss of power, and was passed over.`,
    };
  }
  const isMoment = typeof notReachedMs === 'number' && notReachedMs >= 0 && notReachedMs <= realMs + longestAheadMs;
  if (isMoment) return { reachedMs: notReachedMs as number, why: null };
  const broken = `${file} is broken: notReachedMs is ${JSON.stringify(notReachedMs)}, expected milliseconds since 1970, at most ten years from now.`;
  // What was put off was put off to any moment.
  if (wasAhead) return { reachedMs: realMs + longestAheadMs, why: broken };
  throw new FolderError(
    `${broken} ` +
      'Put back the file that was there. Without it, begin simulated malls again with --fresh, and a real one with --clock-was-ahead.',
  );
}
