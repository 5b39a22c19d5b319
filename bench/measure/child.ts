import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** A program in a process of its own that answers messages. */
export interface Child {
  /** What it said when it was ready. */
  readonly greeting: unknown;
  ask(message: object | number): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a program of this folder's siblings and waits for its first message. Nothing of this environment is passed on. */
export async function startChild(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const child = fork(file, args, {
    env: { ...environment },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const greeting = await messageOf(child);
  return {
    greeting,
    ask(message) {
      const answer = messageOf(child);
      child.send(message);
      return answer;
    },
    stop: () => stopProcess(child),
  };
}

/** Ends a process, and waits until it is gone. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

/** A process's next message; an error with these words when it ends instead. */
export function messageOf(
  child: ChildProcess,
  whyNone = () => 'The program ended without an answer.',
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(whyNone()));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

const execute = promisify(execFile);

/** Runs a program in a process of its own, with nothing of this one's environment, and reads the JSON it prints. */
export async function runProgram<T>(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { stdout } = await execute(process.execPath, [file, ...args], {
    env: { ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as T;
}
