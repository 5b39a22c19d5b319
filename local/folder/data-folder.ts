import { chmodSync, existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ScaledTime } from '../clock.ts';
import { toSeconds } from '../machine-time.ts';
import { FolderError } from './folder-error.ts';
import { type FolderKind, kindFile, kindOf, simulatorFolders, writeKind } from './folder-kind.ts';
import { type FolderUse, kindRefusal } from './kind-refusal.ts';
import { takeLock, tryLock } from './lock.ts';
import { isOwnFolder, refuseForeign } from './recognise.ts';
import { type RunningCloud, readRunFile, removeRunFile, writeRunFile } from './run-file.ts';

/** The folder that holds everything a local cloud keeps. Open for one process at a time. */
export interface DataFolder {
  readonly path: string;
  /** Says in `run.json` what this process runs. */
  announce(running: Omit<RunningCloud, 'pid' | 'startedAt'>): void;
  /** Lets another process open the folder. */
  close(): void;
}

/**
 * What a local cloud writes into its folder. Nothing else is ever removed from it. The file that says whose data they are is removed
 * last, so that it still describes the remaining files if the process is killed in between.
 */
const ours = [
  'tables',
  'logs',
  'assembly',
  'mails',
  'replays',
  'clock.json',
  'clock.json.new',
  'kms.key',
  'run.json',
  'run.json.new',
  ...simulatorFolders,
  `${kindFile}.new`,
  kindFile,
];

/** Enough for some ten thousand orders; below it a start would only end in the middle of a write. */
const minimumFreeBytes = 64 * 1024 * 1024;

interface OpenOptions {
  /** Removes what an earlier run left. */
  readonly fresh?: boolean;
  /** Which malls are asked from here on; absent for a cloud without any. */
  readonly malls?: FolderKind;
  /** Orders and keys of real shops may be removed, too. */
  readonly mayEraseReal?: boolean;
  /** At least so much must be free on the disk. */
  readonly freeBytes?: number;
}

/**
 * Opens a data folder, making it if it is missing. A folder that others filled is left as it is, mode and all; an empty one
 * becomes readable by its owner alone, as orders will lie in it.
 *
 * @throws FolderError when it is not empty and no data folder, when another process has it open, when it cannot be written, and
 *   when it holds what the other kind of malls left, or real orders that would be removed
 */
export function openDataFolder(folder: string, options: OpenOptions = {}): DataFolder {
  const { fresh = false, mayEraseReal = false, malls, freeBytes = minimumFreeBytes } = options;
  const path = resolve(folder);
  refuseForeign(path);
  makeWritable(path, freeBytes);
  const release = takeLock(join(path, 'lock'));
  if (release === null) throw new FolderError(heldMessage(path));
  try {
    if (malls !== undefined) refuseOtherUse(path, { malls, fresh, mayEraseReal });
    if (fresh) clear(path);
    if (malls !== undefined) writeKind(path, malls);
  } catch (error) {
    release();
    throw error;
  }
  const startedAt = new Date().toISOString();
  const announce: DataFolder['announce'] = (running) => writeRunFile(path, { pid: process.pid, startedAt, ...running });
  announce({ endpoints: {}, env: {} });
  return {
    path,
    announce,
    close() {
      removeRunFile(path);
      release();
    },
  };
}

/**
 * Looks whether a folder may be used so, and changes nothing in it.
 *
 * @throws FolderError when it is not empty and no data folder, and when it holds what the other kind of malls left, or real orders
 *   that would be removed
 */
export function refuseOtherUse(folder: string, use: FolderUse): void {
  const path = resolve(folder);
  refuseForeign(path);
  const refusal = kindRefusal(path, kindOf(path), use);
  if (refusal !== null) throw new FolderError(refusal);
}

/** The cloud that runs on a folder just now, or null. What a killed one left behind does not count. */
export function findRunning(folder: string): RunningCloud | null {
  const path = resolve(folder);
  if (!existsSync(join(path, 'lock')) || !isOwnFolder(path)) return null;
  const release = tryLock(join(path, 'lock'));
  if (release === null) return readRunFile(path);
  release();
  return null;
}

/**
 * By how much time in a cloud that runs with real malls is ahead of this machine's clock, in milliseconds: it does not go back where that clock
 * is set back. Null where time is not to be the machine's, as with simulated malls.
 */
export function timeAheadMs(folder: string, { env }: RunningCloud): number | null {
  if (env.TSUNAGI_CLOCK === undefined || kindOf(resolve(folder)) !== 'real') return null;
  const { realAtMs, atMs, speed } = JSON.parse(env.TSUNAGI_CLOCK) as ScaledTime;
  const nowMs = Date.now();
  return toSeconds(atMs + (nowMs - realAtMs) * speed - nowMs);
}

function makeWritable(path: string, freeBytes: number): void {
  try {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o700);
    writeFileSync(join(path, 'run.json.new'), '');
    rmSync(join(path, 'run.json.new'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FolderError(
      `The data folder ${path} cannot be written: ${reason}. Give the present user the right to write it, or name another one with --data.`,
      { cause },
    );
  }
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize < freeBytes) {
    const free = Math.floor((bavail * bsize) / 1024 / 1024);
    throw new FolderError(
      `The disk of ${path} is full: ${free} MiB are free, ${Math.ceil(freeBytes / 1024 / 1024)} MiB are needed. Free some, or name a folder on another disk with --data.`,
    );
  }
}

function heldMessage(path: string): string {
  const holder = readRunFile(path);
  const who = holder === null ? 'Another process' : `Process ${holder.pid} (started ${holder.startedAt})`;
  return `${who} already runs on the data folder ${path}. Use that one, end it, or name another folder with --data.`;
}

function clear(path: string): void {
  for (const entry of ours) rmSync(join(path, entry), { recursive: true, force: true });
}
