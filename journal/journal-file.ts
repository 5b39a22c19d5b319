import { constants, fchmodSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** How every journal begins: its first entry is a run, and the kind stands first in every entry. */
const journalStart = '{"kind":"';
const newline = 0x0a;

/** Follows no link, and does not wait for a reader at the other end of a pipe. Windows has neither flag. */
const appending =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a file to append to. Its folder must be there; a new file is its owner's alone. Errors say what to do. */
export function openToAppend(path: string): number {
  try {
    return openSync(path, appending, 0o600);
  } catch (error) {
    throw openError(path, error as NodeJS.ErrnoException);
  }
}

/** Keeps a journal to its owner: it holds orders. */
export function closeToOthers(fd: number): void {
  if ((fstatSync(fd).mode & 0o077) !== 0) fchmodSync(fd, 0o600);
}

function openError(path: string, error: NodeJS.ErrnoException): Error {
  const wrong = `The journal ${path} cannot be opened (${error.code}): `;
  switch (error.code) {
    case 'ENOENT':
      return new Error(`${wrong}there is no folder ${dirname(path)}. Make it, or give another path.`, { cause: error });
    case 'ENOTDIR':
      return new Error(`${wrong}${dirname(path)} is no folder. Give another path.`, { cause: error });
    case 'EISDIR':
      return new Error(`${wrong}it is a folder. Give the path of a file in it.`, { cause: error });
    case 'ELOOP':
      return new Error(`${wrong}it is a symbolic link. Give the path of the file itself.`, { cause: error });
    case 'ENXIO':
      return new Error(`${wrong}it is a socket or a device. Give the path of a file.`, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Error(`${wrong}it may not be written. Give a path where you may write.`, { cause: error });
    default:
      return new Error(`${wrong}${error.message}. Give another path.`, { cause: error });
  }
}

/** Makes sure that a file is empty or a journal, so that nothing else is ever cut or mixed up. */
export function refuseOtherFiles(fd: number, path: string): void {
  if (!fstatSync(fd).isFile()) {
    throw new Error(`The journal ${path} is a device or a pipe, and a journal is a file. Give another path.`);
  }
  const head = Buffer.alloc(journalStart.length);
  const found = head.toString('latin1', 0, readSync(fd, head, 0, head.length, 0));
  if (journalStart.startsWith(found)) return;
  throw new Error(
    `The file ${path} is no journal: it begins with ${JSON.stringify(found)}, a journal with ${journalStart}. Give the path of a new file, or of a journal.`,
  );
}

/** Cuts off the entry that a killed process was writing, so that the next one starts on a line of its own. */
export function cutTornLine(fd: number): void {
  const { size } = fstatSync(fd);
  const chunk = Buffer.alloc(64 * 1024);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - chunk.length);
    const at = chunk.subarray(0, readSync(fd, chunk, 0, end - start, start)).lastIndexOf(newline);
    if (at >= 0) {
      end = start + at + 1;
      break;
    }
    end = start;
  }
  if (end < size) ftruncateSync(fd, end);
}

/**
 * Writes all the bytes, in one call where the system takes them at once: then no other writer's lines come between.
 * `write` is the system's own.
 */
export function appendWhole(fd: number, bytes: Uint8Array, write: typeof writeSync = writeSync): void {
  let written = 0;
  while (written < bytes.length) written += write(fd, bytes, written, bytes.length - written);
}
