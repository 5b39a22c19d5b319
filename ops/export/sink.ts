import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Terminal } from '../terminal/terminal.ts';

/** Where an export goes. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  /** The export is whole. */
  finish(): Promise<void>;
  /** The export ended early: nothing that looks whole may stay. */
  abandon(): Promise<void>;
}

/**
 * A file, or stdout when none is named. A file gets its name only once it is whole, replaces one of the same name, and only
 * its owner may read it: it holds personal data.
 */
export async function openSink(file: string | undefined, terminal: Terminal): Promise<Sink> {
  if (file !== undefined) return openFileSink(file);
  return { write: (bytes) => terminal.write(bytes), finish: async () => undefined, abandon: async () => undefined };
}

/** A file that gets its name only once it is whole. */
export async function openFileSink(file: string): Promise<Sink> {
  const unfinished = `${file}.part`;
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
