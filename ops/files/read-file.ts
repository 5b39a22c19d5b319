import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { InputError } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';

/** A list of 300,000 lines is shorter, and takes half a gigabyte of memory to be judged. */
const mebibytesMax = 32;

/** The bytes of a file that an option names. Throws an `InputError` that says why there are none, or too many to be read at once. */
export async function bytesOfFile(option: string, path: string): Promise<Uint8Array> {
  try {
    return await bytesOf(createReadStream(path), `${option}: ${path}`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    const reason = code === 'ENOENT' ? t`there is no such file (ENOENT)` : (code ?? t`it cannot be read`);
    throw new InputError(t`The file cannot be read`, [t`${option}: ${path}: ${reason}.`]);
  }
}

/** Everything that comes out of a stream. Throws an `InputError` that uses `name` where it is too much to be read at once. */
export async function bytesOf(stream: Readable, name: string): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > mebibytesMax * 1024 * 1024) {
      throw new InputError(t`The file is too large`, [
        t`${name} has more than ${mebibytesMax} MiB, and is read as a whole so that all its bad lines are reported at once. Split it, with the headings in each part.`,
      ]);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A warning about a file of secrets that others on this machine may read; null when they may not. */
export async function openToOthers(path: string): Promise<string | null> {
  // Windows has no such bits, and shows all files as open.
  if (process.platform === 'win32') return null;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return null;
  return t`${path} holds keys, and others on this machine may read it (mode ${(mode & 0o777).toString(8)}). Close it: chmod 600 ${path}`;
}
