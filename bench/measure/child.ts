import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

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

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('The program ended without an answer.'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
