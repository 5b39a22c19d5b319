import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dayMs } from '../../core/kernel/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Where tools keep what they can make again; `npm ci` removes it. */
export const keptIn = join(root, 'node_modules', '.cache', 'tsunagi', 'assemblies');
/** All that a synthesis reads, and the versions of its packages. */
export const sources = [
  ...['api', 'aws', 'core', 'functions', 'language', 'lib', 'malls', 'views', 'wiring'],
  ...['bin/synth.ts', 'cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json'],
];
const keptForMs = dayMs;

/**
 * Writes an assembly into a folder that is not there: a copy of the one that an earlier start made of the same sources with the same arguments, or
 * a new one. A synthesis takes many seconds of the processor, and most starts find the sources unchanged.
 *
 * @param words the arguments of the synthesis
 * @param make writes a new assembly into the folder
 */
export async function writeAssembly(
  folder: string,
  words: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<void> {
  const digest = digestOf(words);
  const kept = join(keptIn, digest);
  if (copied(kept, folder)) return;
  await make(folder);
  // A source that was saved during the synthesis may be in it or not.
  if (digestOf(words) === digest) keep(folder, kept);
}

/** A name for the sources as they are now and the arguments of a synthesis. */
export function digestOf(words: readonly string[], from: string = root): string {
  const hash = createHash('sha256').update(JSON.stringify([process.version, words]));
  for (const source of sources) {
    const path = join(from, source);
    const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const name of names) {
      const file = join(path, name);
      // Editors put links to nowhere beside a file that is being edited.
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
        hash.update(`\0${source}/${name}\0`).update(readFileSync(file));
      }
    }
  }
  return hash.digest('hex');
}

function copied(kept: string, folder: string): boolean {
  try {
    const now = new Date();
    utimesSync(kept, now, now);
    cpSync(kept, folder, { recursive: true });
    return true;
  } catch {
    // It does not exist, or another start is removing it.
    rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

/** Keeps a copy where that is possible: a start works without one, in a folder that cannot be written for instance. */
function keep(folder: string, kept: string): void {
  let unfinished: string | undefined;
  try {
    mkdirSync(keptIn, { recursive: true });
    removeOld();
    unfinished = mkdtempSync(`${kept}.`);
    cpSync(folder, unfinished, { recursive: true });
    renameSync(unfinished, kept);
  } catch {
    if (unfinished !== undefined) rmSync(unfinished, { recursive: true, force: true });
  }
}

function removeOld(): void {
  for (const name of readdirSync(keptIn)) {
    const folder = join(keptIn, name);
    const usedAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - usedAt > keptForMs) rmSync(folder, { recursive: true, force: true });
  }
}
