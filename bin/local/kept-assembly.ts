import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dayMs } from '../../core/units.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Where tools keep what they can make again; `npm ci` removes it. */
const keptIn = join(root, 'node_modules', '.cache', 'tsunagi', 'assemblies');
/** All that a synthesis reads, and what its packages are. */
const sources = [
  'aws',
  'core',
  'functions',
  'lib',
  'malls',
  'wiring',
  'bin/synth.ts',
  'cdk.json',
  'package.json',
  'package-lock.json',
];
const keptForMs = dayMs;

/**
 * The folder of a synthesis of these sources with these words, which is made when it is not there yet: it takes many seconds of the processor, and
 * most starts find the sources as the one before left them. Nobody may change what lies in it.
 *
 * @param make writes the assembly into a folder
 */
export async function keptAssembly(words: readonly string[], make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(keptIn, digestOf(words));
  if (!existsSync(folder)) {
    mkdirSync(keptIn, { recursive: true });
    removeOld();
    const unfinished = `${folder}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    await make(unfinished);
    moveTo(unfinished, folder);
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/** A name for the sources as they are now, and the words of a synthesis. */
export function digestOf(words: readonly string[], from: string = root): string {
  const hash = createHash('sha256').update(JSON.stringify([process.version, words]));
  for (const source of sources) {
    const path = join(from, source);
    const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const name of names) {
      const file = join(path, name);
      if (statSync(file).isFile()) hash.update(`\0${source}/${name}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/** Another start may have made the same one meanwhile; either will do. */
function moveTo(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

function removeOld(): void {
  for (const name of readdirSync(keptIn)) {
    const folder = join(keptIn, name);
    if (Date.now() - statSync(folder).mtimeMs > keptForMs) rmSync(folder, { recursive: true, force: true });
  }
}
