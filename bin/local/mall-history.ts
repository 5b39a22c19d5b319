import {
  appendFileSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { MallName } from '../../core/merchants/shop.ts';

/** Something that was done to the mall: behind its API, through its control door, or by a call that changed something. */
export interface Doing {
  /** By the mall's clock. */
  readonly at: number;
  /** Name of the control, such as `add-orders`; `write` for a call. */
  readonly name: string;
  readonly body: unknown;
}

/** How the mall of a data folder began. */
export interface Beginning {
  readonly seed: number;
  readonly at: number;
}

/**
 * What a simulated mall's whole state follows from: its seed, its first moment, and what was done to it since. Everything else
 * happens by itself, each time alike, so a mall that was killed with its process is as it was when it is played again.
 */
export interface MallHistory {
  readonly beginning: Beginning;
  readonly doings: readonly Doing[];
  /** Notes a doing before it is done. */
  note(doing: Doing): void;
}

/** Where each mall's history lies; that of RMS where it was when it was the only one. */
const folders: Readonly<Record<MallName, string>> = { rms: 'simulator', yahoo: 'simulator-yahoo' };

/** Opens the history of a mall in a data folder, or begins one. */
export function openHistory(folder: string, mall: MallName, begin: () => Beginning): MallHistory {
  const path = join(folder, folders[mall]);
  mkdirSync(path, { recursive: true });
  const [beginningFile, doingsFile] = [join(path, 'beginning.json'), join(path, 'doings.ndjson')];
  if (!existsSync(beginningFile)) writeWhole(beginningFile, `${JSON.stringify(begin())}\n`);
  return {
    beginning: JSON.parse(readFileSync(beginningFile, 'utf8')) as Beginning,
    doings: readDoings(doingsFile),
    note: (doing) => appendFileSync(doingsFile, `${JSON.stringify(doing)}\n`),
  };
}

/** Writes a file that is there as a whole or not at all: a process may be killed at any moment. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** Reads the doings, and cuts off the one that a killed process was writing. */
function readDoings(file: string): Doing[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file);
  const whole = text.lastIndexOf('\n') + 1;
  if (whole < text.length) {
    const fd = openSync(file, 'r+');
    ftruncateSync(fd, whole);
    closeSync(fd);
  }
  const lines = text.subarray(0, whole).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Doing);
}
