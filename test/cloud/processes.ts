import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { familyOf, isRunning } from './family.ts';

const project = new URL('../../', import.meta.url);

/** The project's folder: commands run here, as a person's do. */
export const root = fileURLToPath(project);

/** Processes started here that still run. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process that runs until it is stopped. */
export interface Server {
  readonly pid: number;
  /** What it has printed so far, on stdout and stderr. */
  printed(): string;
  stop(): Promise<void>;
}

export interface Start {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Starts a server and waits until `isReady` finds its sign in what it printed. Its stdin is a pipe that closes when this
 * process ends, however it ends; what is started here ends then.
 *
 * @throws Error with what it printed, when it ends before that
 */
export async function startServer(
  command: string,
  args: readonly string[],
  { env, cwd = root, isReady }: Start & { readonly isReady: (printed: string) => boolean },
): Promise<Server> {
  const child = spawn(command, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    const read = (part: string) => {
      printed += part;
      if (isReady(printed)) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${command} ended with ${code} before it was ready:\n${printed}`)));
  });
  return {
    pid: Number(child.pid),
    printed: () => printed,
    async stop() {
      if (!running.has(child)) return;
      const ended = once(child, 'exit');
      // At once: nothing of theirs is worth keeping, and a function in the middle of a run would go on to its end.
      for (const member of familyOf(Number(child.pid))) if (isRunning(member)) process.kill(member, 'SIGKILL');
      await ended;
    },
  };
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function run(
  command: string,
  args: readonly string[],
  { env, cwd = root, stdin = '' }: Start & { readonly stdin?: string },
): Promise<Ended> {
  const child = spawn(command, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (part: string) => {
      texts[stream] += part;
    });
  }
  // A command that does not read its stdin may close it before it is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  running.delete(child);
  return { code, ...texts };
}
