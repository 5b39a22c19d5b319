import { closeSync, fsyncSync, ftruncateSync } from 'node:fs';
import type { JournalEntry } from './entry.ts';
import { appendWhole, closeToOthers, cutTornLine, openToAppend, refuseOtherFiles } from './journal-file.ts';
import { refuseSecrets } from './secrets.ts';

/** A journal being written. */
export interface Journal {
  /**
   * Adds an entry. It is in the file by the end of this turn of the event loop, as a whole line: a killed process leaves at
   * most its last line torn. Throws when the entry has a key in it, and when an earlier write failed.
   */
  write(entry: JournalEntry): void;
  /** Writes what is left and closes the file. Throws when anything could not be written. */
  close(): Promise<void>;
}

/** Bytes that are written without waiting for the end of the turn. */
const batchBytes = 256 * 1024;

/**
 * Opens a journal, or makes it. One that is there is carried on, after cutting off a torn last line; with `startOver` it is
 * emptied. Throws when the folder is missing, when the file may not be written, or when it is there and is no journal. One
 * that others may read is closed to them.
 */
export function openJournal(path: string, { startOver = false }: { readonly startOver?: boolean } = {}): Journal {
  const fd = openToAppend(path);
  try {
    refuseOtherFiles(fd, path);
    closeToOthers(fd);
    if (startOver) ftruncateSync(fd, 0);
    else cutTornLine(fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return writerOf(fd, path);
}

/**
 * A further writer on a journal that another thread of this program holds open. Their lines mix and stay whole; entries of
 * one world stay in order when one writer writes them all.
 */
export function joinJournal(path: string): Journal {
  return writerOf(openToAppend(path), path);
}

function writerOf(fd: number, path: string): Journal {
  let waiting: string[] = [];
  let waitingLength = 0;
  let turn: NodeJS.Immediate | null = null;
  let state: { kind: 'open' } | { kind: 'failed'; error: Error } | { kind: 'closed' } = { kind: 'open' };

  const flush = (): void => {
    if (turn) clearImmediate(turn);
    turn = null;
    if (waiting.length === 0) return;
    const bytes = Buffer.from(waiting.join(''), 'utf8');
    waiting = [];
    waitingLength = 0;
    try {
      appendWhole(fd, bytes);
    } catch (error) {
      state = { kind: 'failed', error: writeError(path, error as NodeJS.ErrnoException) };
    }
  };

  return {
    write(entry) {
      switch (state.kind) {
        case 'failed':
          throw state.error;
        case 'closed':
          throw new Error(`The journal ${path} is closed; an entry of kind "${entry.kind}" came after that.`);
        case 'open':
      }
      refuseSecrets(entry);
      const { kind, ...rest } = entry;
      const line = `${JSON.stringify({ kind, ...rest })}\n`;
      waiting.push(line);
      waitingLength += line.length;
      if (waitingLength >= batchBytes) flush();
      else turn ??= setImmediate(flush);
    },

    async close() {
      if (state.kind === 'closed') return;
      if (state.kind === 'open') flush();
      const failed = state.kind === 'failed' ? state.error : null;
      state = { kind: 'closed' };
      try {
        if (!failed) fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      if (failed) throw failed;
    },
  };
}

function writeError(path: string, error: NodeJS.ErrnoException): Error {
  const what = error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'the disk is full' : error.message;
  return new Error(
    `The journal ${path} cannot be written (${error.code}): ${what}. Its last line may be torn, what stands before is good. Make room, or give another path, and run again.`,
    { cause: error },
  );
}
