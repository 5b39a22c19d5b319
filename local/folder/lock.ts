import { DatabaseSync } from 'node:sqlite';
import { FolderError } from './folder-error.ts';

/** Databases whose locks are held. Without a reference the garbage collector would close one, and its lock would be gone. */
const held = new Set<DatabaseSync>();

/** A command that only checks whether the lock is held holds it itself for a moment. */
const tries = 5;
const betweenTriesMs = 20;

/** Takes a lock as `tryLock` does, and outwaits a process that only checks it. */
export function takeLock(file: string): (() => void) | null {
  for (let left = tries; left > 0; left -= 1) {
    const release = tryLock(file);
    if (release !== null) return release;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, betweenTriesMs);
  }
  return null;
}

/**
 * Takes a lock that the kernel gives back when the process ends, however it ends: a dead holder leaves nothing to clean up.
 * It is SQLite's own lock on an empty database file. Returns how to release it, or null when another process holds it.
 *
 * @throws FolderError when the file holds something else
 */
export function tryLock(file: string): (() => void) | null {
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (resultCodeOf(error) === busy) return null;
    if (resultCodeOf(error) !== notDatabase) throw error;
    throw new FolderError(
      `${file} is broken: expected an empty file, which a start locks. Delete it while nothing runs on this folder, then start again.`,
      { cause: error },
    );
  }
  held.add(database);
  return () => {
    held.delete(database);
    database.close();
  };
}

/** https://sqlite.org/rescode.html#busy, https://sqlite.org/rescode.html#notadb */
const [busy, notDatabase] = [5, 26];

function resultCodeOf(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : null;
}
