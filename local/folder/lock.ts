import { DatabaseSync } from 'node:sqlite';

/**
 * Takes a lock that the kernel gives back when the process ends, however it ends: a dead holder leaves nothing to clean up.
 * It is SQLite's own lock on an empty database file. Returns how to release it, or null when another process holds it.
 */
export function takeLock(file: string): (() => void) | null {
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return () => database.close();
}

/** Result code 5, SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}
