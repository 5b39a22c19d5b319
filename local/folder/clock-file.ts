import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudClock, startClock } from '../clock.ts';
import type { DataFolder } from './data-folder.ts';
import { FolderError } from './folder-error.ts';

/** How often the file is written, in milliseconds of the machine's time. */
const writeEveryMs = 1_000;

/**
 * Starts the clock of the cloud whose data lie in the folder. It never goes back behind what rows were stamped with: the file
 * always holds a moment that the clock has not reached yet, so even a process that was killed left one that is late enough.
 *
 * @param mustBeReal the clock has to show the machine's time, because a mall of the real world is asked
 * @throws FolderError when `mustBeReal` and the data were written by a clock that ran ahead
 */
export function openClock(
  folder: DataFolder,
  { speed, mustBeReal = false }: { readonly speed: number; readonly mustBeReal?: boolean },
): { readonly clock: CloudClock; stop(): void } {
  const file = join(folder.path, 'clock.json');
  const realMs = Date.now();
  const reachedMs = readReached(file);
  if (mustBeReal && reachedMs > realMs + 2 * writeEveryMs) {
    throw new FolderError(
      `The data in ${folder.path} were written by a clock that showed ${new Date(reachedMs).toISOString()}, which is still to come. ` +
        'Either the clock of this machine is wrong, which you can set right, or simulated malls ran here, whose time ran faster: ' +
        'then start again once that moment is past. To begin at once, name another folder with --data.',
    );
  }
  const clock = startClock({ atMs: mustBeReal ? realMs : Math.max(realMs, reachedMs), speed });
  const write = () => {
    const notReachedMs = clock.now() + 2 * writeEveryMs * speed;
    writeFileSync(`${file}.new`, JSON.stringify({ notReachedMs }));
    renameSync(`${file}.new`, file);
  };
  write();
  const timer = setInterval(write, writeEveryMs).unref();
  return { clock, stop: () => clearInterval(timer) };
}

function readReached(file: string): number {
  try {
    return Number((JSON.parse(readFileSync(file, 'utf8')) as { notReachedMs: number }).notReachedMs);
  } catch {
    return 0;
  }
}
