import { constants, fchmodSync, openSync, type Stats, writeSync } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { InputError } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import type { Terminal } from '../terminal/index.ts';

export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** The export ended early: nothing that looks whole may stay. */
  abandon(): Promise<void>;
}

/** A file, or stdout when none is named. A file gets its name only once it is whole, and only its owner may read it: it holds personal data. */
export async function openSink(file: string | undefined, terminal: Terminal): Promise<Sink> {
  if (file !== undefined) return openFileSink(file);
  return { write: (bytes) => terminal.write(bytes), finish: async () => undefined, abandon: async () => undefined };
}

/** A file that gets its name only once it is whole, and that only its owner may read. Throws an `InputError` where anything but a regular file has that name. */
export async function openFileSink(file: string): Promise<Sink> {
  await refuseOtherKinds(file);
  const unfinished = `${file}.part`;
  await refuseOtherKinds(unfinished);
  await rm(unfinished, { force: true });
  const handle: FileHandle = await open(unfinished, 'wx', 0o600);
  return {
    async write(bytes) {
      await handle.writeFile(bytes);
    },
    async finish() {
      await handle.close();
      await rename(unfinished, file);
    },
    async abandon() {
      await handle.close();
      await rm(unfinished, { force: true });
    },
  };
}

/** Fills a sink, and finishes it; whatever fails, nothing that looks whole stays. */
export async function fillSink<Result>(sink: Sink, fill: (sink: Sink) => Promise<Result>): Promise<Result> {
  try {
    const result = await fill(sink);
    await sink.finish();
    return result;
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

/** Writes such a file at once. Every file that `ops` writes comes by here: all of them may hold personal data. */
export async function writeWholeFile(file: string, content: string | Uint8Array): Promise<void> {
  await fillSink(await openFileSink(file), (sink) => sink.write(Buffer.from(content)));
}

/** Opens a file to whose end text is added at once, and that only its owner may read. Throws where it cannot be written. */
export async function openAppended(file: string): Promise<(text: string) => void> {
  await refuseOtherKinds(file);
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const handle = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  fchmodSync(handle, 0o600);
  return (text) => void writeSync(handle, text);
}

/** Refuses a place of anything but a regular file before anything is done that could not be written down. */
export async function refuseOtherKinds(file: string, advice = t`Name another file.`): Promise<void> {
  const stats = await standing(file);
  if (stats === null || stats.isFile()) return;
  const kind = stats.isSymbolicLink()
    ? t`a symbolic link`
    : stats.isDirectory()
      ? t`a folder`
      : t`a device, pipe or socket`;
  throw new InputError(t`The file cannot be written`, [
    t`${file} is ${kind}, expected a regular file or none. Nothing was written. ${advice}`,
  ]);
}

async function standing(file: string): Promise<Stats | null> {
  try {
    return await lstat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
