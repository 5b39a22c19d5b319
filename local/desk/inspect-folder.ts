import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LocalFacts } from '../../ops/doctor/local-facts.ts';
import type { ScheduleFacts } from '../../wiring/deployment.ts';
import { readAssembly } from '../assembly/assembly.ts';
import { Resources } from '../assembly/resources.ts';
import { findRunning } from '../folder/data-folder.ts';
import { schedulesOf } from '../schedules/schedules.ts';

/** Looks at the data folder of an instance on this machine, and changes nothing. */
export function inspectFolder(folder: string): LocalFacts {
  const path = resolve(folder);
  const isThere = existsSync(path);
  const running = isThere ? findRunning(path) : null;
  return {
    folder: path,
    now: Date.now(),
    isThere,
    isWritable: isThere && mayWrite(path),
    freeBytes: isThere ? freeOn(path) : null,
    running: running === null ? null : { pid: running.pid, startedAt: running.startedAt },
    schedules: schedulesIn(join(path, 'assembly')),
  };
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function freeOn(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** The schedules the instance was started with, as its templates have them. */
function schedulesIn(assembly: string): ScheduleFacts[] | null {
  if (!existsSync(join(assembly, 'manifest.json'))) return null;
  const resources = new Resources(readAssembly(assembly), (name) => name);
  return schedulesOf(resources).map(({ name, target, timing, input }) => {
    const { shard, shards } = JSON.parse(input) as { shard?: number; shards?: number };
    return {
      name,
      functionName: target.name,
      isEnabled: true,
      everyMinutes: timing.kind === 'rate' ? timing.everyMs / 60_000 : null,
      shard: shard === undefined || shards === undefined ? null : { number: shard, of: shards },
    };
  });
}
