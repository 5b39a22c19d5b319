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
import type { MallName } from '../../core/model/index.ts';
import { FolderError } from '../folder/folder-error.ts';
import { simulatorFolder } from '../folder/folder-kind.ts';

/** Something that was done to the mall: behind its API, through its control API, or by a call that changed something. */
interface Doing {
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

/** Further than the time of a simulated mall gets. */
const longestLifeMs = 10 * 365 * 86_400_000;

/**
 * Opens the history of a mall in a data folder, or begins one.
 *
 * @throws FolderError when it is there and cannot be read
 */
export function openHistory(folder: string, mall: MallName, begin: () => Beginning): MallHistory {
  const path = join(folder, simulatorFolder(mall));
  mkdirSync(path, { recursive: true });
  const nowMs = begin().at;
  // The mall plays all the time there was: one that began or did something at no real moment would never come to an end.
  const isMoment = (at: unknown): boolean => Math.abs(Number(at ?? Number.NaN) - nowMs) <= longestLifeMs;
  const [beginningFile, doingsFile] = [join(path, 'beginning.json'), join(path, 'doings.ndjson')];
  if (!existsSync(beginningFile)) writeWhole(beginningFile, `${JSON.stringify(begin())}\n`);
  return {
    beginning: readBeginning(beginningFile, isMoment),
    doings: readDoings(doingsFile, isMoment),
    note: (doing) => appendFileSync(doingsFile, `${JSON.stringify(doing)}\n`),
  };
}

/** Writes a file that is there as a whole or not at all: a process may be killed at any moment. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function readBeginning(file: string, isMoment: (at: unknown) => boolean): Beginning {
  const beginning = parsed<Beginning>(
    readFileSync(file, 'utf8'),
    ({ seed, at }) => Number.isSafeInteger(seed) && isMoment(at),
  );
  if (beginning !== null) return beginning;
  throw broken(
    file,
    'expected {"seed":…,"at":…}, both numbers, which say how and when the simulated mall began, within ten years of now',
  );
}

/** A text of JSON that holds what it should; null for any other. */
function parsed<Whole>(text: string, isIt: (fields: Partial<Record<string, unknown>>) => boolean): Whole | null {
  try {
    const fields = Object(JSON.parse(text));
    return isIt(fields) ? fields : null;
  } catch {
    return null;
  }
}

function broken(file: string, what: string): FolderError {
  return new FolderError(
    `${file} is broken: ${what}. Put back the file that was there, or begin again with --fresh: what simulated malls made is made anew.`,
  );
}

/** Reads the doings, and cuts off the one that a killed process was writing. */
function readDoings(file: string, isMoment: (at: unknown) => boolean): Doing[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file);
  const whole = text.lastIndexOf('\n') + 1;
  if (whole < text.length) {
    const fd = openSync(file, 'r+');
    ftruncateSync(fd, whole);
    closeSync(fd);
  }
  const lines = text.subarray(0, whole).toString('utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    const doing = parsed<Doing>(line, ({ at, name }) => isMoment(at) && typeof name === 'string');
    if (doing === null) throw broken(file, `line ${index + 1} is not {"at":…,"name":…,"body":…}`);
    return [doing];
  });
}
