import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MallName } from '../../core/model/index.ts';
import { mallAddresses, mallDesks } from '../../malls/mall-desks.ts';
import { FolderError } from './folder-error.ts';

/** Whose shops and orders lie in a data folder: those of simulated malls, which are made up, or those of real ones. */
export type FolderKind = 'simulated' | 'real';

/** Which of both it is. */
export const kindFile = 'malls.json';
/** Where a simulated mall keeps what was done to it; RMS where it did when it was the only one. */
export const simulatorFolder = (mall: MallName): string => (mall === 'rms' ? 'simulator' : `simulator-${mall}`);
/** What the simulated malls leave in every folder they ever ran in. */
export const simulatorFolders: readonly string[] = mallDesks.names.map(simulatorFolder);

/** Both files are written once, within seconds of each other in a folder that began with simulated malls. */
const oneStartMs = 60_000;

/**
 * Whose data are in the folder; null if there are none yet. A folder of 0.1.0 does not say so, and is classified by its content:
 * if it may hold real orders beside made-up ones, it counts as real, because only real orders cannot be recreated.
 *
 * @throws FolderError when the file that says so cannot be read
 */
export function kindOf(path: string): FolderKind | null {
  // Whatever was said by a start that ended before it kept anything.
  if (!existsSync(join(path, 'tables')) && !existsSync(join(path, 'kms.key'))) return null;
  const said = readKind(path);
  if (said !== null) return said;
  return hasSimulators(path) && !lastAskedRealMall(path) && !isOlderThanSimulator(path) ? 'simulated' : 'real';
}

/** Whether a folder of 0.1.0, which did not keep them apart, holds made-up shops beside what counts as real. */
export function isMixed(path: string): boolean {
  return kindOf(path) === 'real' && readKind(path) === null && hasSimulators(path);
}

/** Notes whose data the folder holds from now on; as a whole or not at all, since a process may be killed at any moment. */
export function writeKind(path: string, malls: FolderKind): void {
  const file = join(path, kindFile);
  writeFileSync(`${file}.new`, `${JSON.stringify({ malls })}\n`);
  renameSync(`${file}.new`, file);
}

const hasSimulators = (path: string): boolean => simulatorFolders.some((name) => existsSync(join(path, name)));

function readKind(path: string): FolderKind | null {
  const file = join(path, kindFile);
  if (!existsSync(file)) return null;
  const malls = mallsIn(file);
  if (malls === 'real' || malls === 'simulated') return malls;
  throw new FolderError(
    `${file} is broken: expected {"malls":"real"} or {"malls":"simulated"}, which says whose orders and keys lie in this folder. ` +
      'Write into it what is true. If you do not know, write real: then nothing is removed unasked.',
  );
}

/** What the file says; undefined where it is no JSON. */
function mallsIn(file: string): unknown {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))).malls;
  } catch {
    return undefined;
  }
}

/** Whether the functions of the last start were given the address of a mall that is not on this machine. */
function lastAskedRealMall(path: string): boolean {
  const assembly = join(path, 'assembly');
  if (!existsSync(assembly)) return false;
  const templates = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const texts = templates.map((name) => readFileSync(join(assembly, name), 'utf8'));
  const variables = mallAddresses.map(({ variable }) => variable).join('|');
  const address = new RegExp(`"(?:${variables})":\\s*"([^"]+)"`, 'g');
  const addresses = texts.flatMap((text) => [...text.matchAll(address)]);
  return addresses.some(([, address]) => !address?.startsWith('http://127.0.0.1:'));
}

/** Whether something was sealed in the folder before simulated malls began in it. */
function isOlderThanSimulator(path: string): boolean {
  const [key, beginning] = [join(path, 'kms.key'), join(path, simulatorFolder('rms'), 'beginning.json')];
  if (!existsSync(key) || !existsSync(beginning)) return false;
  return statSync(key).mtimeMs < statSync(beginning).mtimeMs - oneStartMs;
}
