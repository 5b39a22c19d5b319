import type { MemoryStore } from '../memory/index.ts';
import type { Draws } from './draws.ts';
import { drawsOf, type Edition } from './edition.ts';
import type { OutageWatch, WatchedRun } from './outage-watch.ts';
import type { SimulatedProcess } from './process.ts';

/** The glances of a world at shops that sell, while it storms, and who watches them. */
export interface Glances {
  /** How their messages fare where no others about stock are sent. */
  readonly draws: Draws;
  /** Under these ids runs have glanced. */
  readonly runIds: Set<string>;
  /** Runs of a minute that found their shard in the hand of a glance, in words. */
  readonly heldUp: string[];
}

/** What of a world its glances are watched in. */
export interface GlancedWorld {
  readonly glances: Glances | null;
  readonly time: { now(): number };
  readonly watch: Pick<OutageWatch, 'runs'>;
  readonly running: Map<string, WatchedRun>;
}

/** One world of four has glances, from the thirteenth edition on. */
export function drawGlances(seed: number, edition: Edition): Glances | null {
  if (edition < 13) return null;
  const draws = drawsOf(edition, seed, 'glances');
  return draws.of('any').chance(1 / 4) ? { draws, runIds: new Set(), heldUp: [] } : null;
}

/** Messages of a world without stock fare like this. */
export const glanceMessages = { lost: 0.1, doubled: 0.1, late: 0.1 } as const;

/** Watches the calls of a run that glances, until what it returns is called. */
export function watchGlance(world: GlancedWorld, { name, skewMs }: SimulatedProcess, runId: string): () => void {
  world.glances?.runIds.add(runId);
  const watched: WatchedRun = { kind: 'glance', at: world.time.now(), skewMs, hasEnded: false, calls: [] };
  world.running.set(name, watched);
  world.watch.runs.push(watched);
  return () => world.running.delete(name);
}

/** Notes a run of a minute that was held up by a glance. */
export function noteHeldUp(
  { glances, store, note }: Pick<GlancedWorld, 'glances'> & { readonly store: MemoryStore; note(line: string): void },
  shard: number,
  shards: number,
): void {
  const lease = `poll-orders#${shard}/${shards}`;
  const holder = store.leasesByName.get(lease)?.held?.holder ?? '';
  if (!glances?.runIds.has(holder)) return;
  note(`${lease} is held by a glance`);
  glances.heldUp.push(`a glance held up a run of the minute: ${lease}`);
}
