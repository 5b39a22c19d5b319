import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../../core/errors.ts';

/** The bytes of a file that an option names. Throws an `InputError` that says why there are none. */
export async function bytesOfFile(option: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
    throw new InputError('The file cannot be read', [`${option}: ${path}: ${reason}.`]);
  }
}

/** A warning about a file of secrets that others on this machine may read; null when they may not. */
export async function openToOthers(path: string): Promise<string | null> {
  // Windows has no such bits, and shows all files as open.
  if (process.platform === 'win32') return null;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return null;
  return `${path} holds keys, and others on this machine may read it (mode ${(mode & 0o777).toString(8)}). Close it: chmod 600 ${path}`;
}
