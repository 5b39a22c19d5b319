import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { openJournal } from '../../journal/index.ts';
import { type DrillResult, runDrill } from '../../proving/drill/run-drill.ts';
import { madeUp, type Script, scripts } from '../../proving/drill/scripts.ts';

const played = new Map<string, Promise<DrillResult>>();
export const folder = join(tmpdir(), `tsunagi-drill-${process.pid}-${threadId}`);
/** For `afterAll` of each file that plays a day: the files of a thread share this module, and journals of days are large. */
export function forgetDays(): void {
  played.clear();
  rmSync(folder, { recursive: true, force: true });
}
export const journalPath = (id: string, shops: number = small.shops, malls: Malls = {}): string =>
  join(folder, `${[id, shops, ...(malls.malls ?? []), malls.throttled === true].join('-')}.ndjson`);

/** The malls of a day where they are not the usual ones. */
type Malls = Pick<Parameters<typeof runDrill>[0], 'malls' | 'throttled'>;

export function scriptNamed(id: string): Script {
  const script = [...scripts, ...madeUp].find((one) => one.id === id);
  if (script === undefined) throw new Error(`There is no script ${id}.`);
  return script;
}

/** A day of this size takes some seconds. Its few shops come back as slowly as many do, so that there is a ramp to look at. */
export const small = { shops: 10, skus: 10, seed: 1, warmPercent: 0, health: { lightCallsPerSecond: 0 } } as const;

/** The result of a script on `shops` shops at each mall. It is played once, with its journal, however many tests look at it. */
export function drill(id: string, shops: number = small.shops, malls: Malls = {}): Promise<DrillResult> {
  mkdirSync(folder, { recursive: true });
  const path = journalPath(id, shops, malls);
  const play = () => runDrill({ script: scriptNamed(id), ...small, shops, ...malls, journal: openJournal(path) });
  const result = played.get(path) ?? play();
  played.set(path, result);
  return result;
}

let naive: Promise<DrillResult> | undefined;
/** The same day of 2020-02-10 by the design that is built first everywhere. */
export function naiveDay(): Promise<DrillResult> {
  naive ??= runDrill({ script: scriptNamed('2020-02-10'), ...small, design: 'naive' });
  return naive;
}
