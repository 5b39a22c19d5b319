import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError, sentence } from '../../core/kernel/index.ts';

/** A file of lines that only its owner reads. */
export interface RecordFile {
  /** Its whole path. */
  readonly path: string;
  /** Adds a line. Throws where it cannot be kept. */
  add(line: string): void;
}

/** Opens a file to which lines are added. Throws at once where it cannot be written: nothing is to be done that is not written down. */
export function openRecordFile(file: string): RecordFile {
  const path = resolve(file);
  const add = (text: string): void => appendFileSync(path, text, { mode: 0o600 });
  try {
    add('');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new InputError(sentence`The record cannot be written`, [sentence`--record: got ${path} (${code})`]);
  }
  return { path, add: (line) => add(`${line}\n`) };
}
