import { resolve } from 'node:path';
import { InputError, sentence } from '../../core/kernel/index.ts';
import { openAppended } from '../files/sink.ts';

export interface RecordFile {
  readonly path: string;
  add(line: string): void;
}

/** Opens a file to which lines are added. Throws at once where it cannot be written: nothing is to be done that is not written down. */
export async function openRecordFile(file: string): Promise<RecordFile> {
  const path = resolve(file);
  try {
    const add = await openAppended(path);
    return { path, add: (line) => add(`${line}\n`) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new InputError(sentence`The record cannot be written`, [sentence`--record: got ${path} (${code})`]);
  }
}
