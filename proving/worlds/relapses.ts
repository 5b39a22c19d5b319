import { secondMs } from '../../core/kernel/time.ts';
import type { Prng } from '../../simulator/index.ts';
import type { Fault } from '../../simulator/rms/index.ts';
import { drawsOf, type Edition } from './edition.ts';
import { type Outages, spanOf, type Trouble } from './outages.ts';

/** How a mall fails that goes down again: every call, each time in another way. */
const ways = [
  'refuse',
  'reset',
  'timeout-before',
  'server-error-json',
  'server-error-html',
  'html-200',
  'all-well',
  'system-error-200',
  'system-error-500',
] as const satisfies readonly Fault['kind'][];

/** Begins after the world's last trouble, within this. */
const calmSeconds = [10 * 60, 40 * 60] as const;
/** Of the last minutes before the storm ends nothing is used: what is down then has to be found and to come back. */
const reserveMs = 5 * 60 * secondMs;

/**
 * The outages of a world of the third edition: one more trouble after all others, where the storm has room for it, and whether its
 * few shops are a light load. Drawn from a stream of its own, so that nothing before it moves.
 */
export function withRelapses(outages: Outages, seed: number, edition: Edition, activeMs: number): Outages {
  if (edition < 3) return outages;
  const chance = drawsOf(edition, seed, 'relapses').of('all');
  const lightCallsPerSecond = chance.pick([0, 100]);
  const lastEnd = Math.max(0, ...outages.troubles.map((trouble) => spanOf(trouble).until));
  const at = lastEnd + chance.int(...calmSeconds) * secondMs;
  const trouble = chance.chance(0.7) ? drawRelapses(chance, at) : drawUnprobed(chance, at);
  const fits = spanOf(trouble).until <= activeMs - reserveMs;
  return { ...outages, lightCallsPerSecond, troubles: fits ? [...outages.troubles, trouble] : outages.troubles };
}

/** Up for about as long as workers' evidence counts, and down for about as long as it takes to be sure. */
function drawRelapses(chance: Prng, from: number): Trouble {
  const faults: (Fault & { from: number; until: number })[] = [];
  let at = from;
  for (let left = chance.int(3, 6); left > 0; left--) {
    const kind = chance.pick(ways.filter((way) => faults.every((before) => before.kind !== way)));
    // The first one lasts until it is found.
    const until = at + (faults.length === 0 ? chance.int(240, 360) : chance.int(90, 270)) * secondMs;
    faults.push({ kind, from: at, until });
    at = until + chance.int(60, 200) * secondMs;
  }
  return { kind: 'relapses', faults };
}

/** What probes ask is answered, and what workers need besides is not. */
function drawUnprobed(chance: Prng, from: number): Trouble {
  const until = from + chance.int(3 * 60, 15 * 60) * secondMs;
  return { kind: 'probes-answered', faults: [{ kind: chance.pick(ways), operations: ['getOrder'], from, until }] };
}
