import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Service } from '../wire/call.ts';
import { refuseBroken } from './refuse-broken.ts';

/** The running tables. */
export interface Tables extends Service {
  readonly pid: number;
  /** Ends once every write that was answered is in the files. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('./process.ts', import.meta.url));

/** A process that was killed may hold the files for some milliseconds after its parent is gone. */
const tries = 20;
const betweenTriesMs = 250;

/**
 * Starts the tables that lie in a folder.
 *
 * @throws FolderError when the files that hold them are not whole
 * @param accessKeyId who signs with another one is refused
 * @param onLost called when the tables end by themselves, with the reason in words for the person at the terminal
 */
export async function startTables(
  folder: string,
  accessKeyId: string,
  onLost: (reason: string) => void,
): Promise<Tables> {
  refuseBroken(folder);
  for (let left = tries - 1; ; left -= 1) {
    const started = await startProcess(folder, accessKeyId);
    if ('url' in started) return watch(started.child, { url: started.url, accessKeyId }, folder, onLost);
    if (left === 0) throw new Error(reasonOf(folder, started.said));
    await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
  }
}

type Start = { readonly child: ChildProcess; readonly url: string } | { readonly said: string };

function startProcess(folder: string, accessKeyId: string): Promise<Start> {
  const child = spawn(process.execPath, [program, folder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A terminal's Ctrl-C reaches every process of its group; the tables end after the last write.
    detached: true,
    env: { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: accessKeyId },
  });
  const said = collect(child);
  return new Promise((resolve) => {
    child.once('message', ({ url }: { url: string }) => resolve({ child, url }));
    child.once('close', () => resolve({ said: said() }));
  });
}

function watch(child: ChildProcess, service: Service, folder: string, onLost: (reason: string) => void): Tables {
  const said = collect(child);
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
      if (!stopping) onLost(reasonOf(folder, said()));
    });
  });
  return {
    ...service,
    pid: child.pid ?? 0,
    async stop() {
      stopping = true;
      // A process that has just died still counts as connected: the message fails, and there is nothing left to stop.
      if (child.connected) child.send('stop', () => undefined);
      await ended;
    },
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-4_000);
  });
  return () => text.trim();
}

function reasonOf(folder: string, said: string): string {
  if (/No space left|ENOSPC|File too large/.test(said)) {
    return `The disk of ${folder} is full, so the tables had to stop. What was stored is safe. Free some space, then start again.`;
  }
  return `The tables in ${folder} ended: ${said === '' ? 'without a word' : said}`;
}
