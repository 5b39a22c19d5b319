import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running local cloud says about itself in `run.json`, so that commands in other terminals find it. */
export interface RunningCloud {
  readonly pid: number;
  /** ISO time of the machine's clock. */
  readonly startedAt: string;
  /** Service to address; empty until the cloud has started. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Variables with which a command works on this cloud as a function would. AWS_ACCESS_KEY_ID is the secret of this start. */
  readonly env: Readonly<Record<string, string>>;
  /** Where each simulated mall is. */
  readonly simulators?: Readonly<Record<string, string>>;
  /** What the malls' control APIs ask for. */
  readonly simulatorToken?: string;
}

const fileOf = (folder: string) => join(folder, 'run.json');

/** Writes the file as a whole: a reader sees the old one or the new one, and only the owner may read it. */
export function writeRunFile(folder: string, running: RunningCloud): void {
  const file = fileOf(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** What the file says, or null when there is none. A cloud that was killed leaves its file: see `isLocked` of the folder. */
export function readRunFile(folder: string): RunningCloud | null {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as RunningCloud;
  } catch {
    return null;
  }
}

export function removeRunFile(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}
