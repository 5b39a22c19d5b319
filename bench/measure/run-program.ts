import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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
