import { minuteMs } from '../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../core/model/health.ts';
import { defaultHealthSettings } from '../../core/model/health-settings.ts';
import { type DrillDay, storedMoments } from '../../journal/index.ts';
import type { WrittenHealth } from './day.ts';

/** One outage of one capability, from its first `down` until it is well. */
interface Episode {
  readonly capability: Capability;
  readonly downAt: number;
  /** When it came back first, and how often it did. */
  readonly backAt: number;
  readonly backs: number;
  /** Infinity while it never was well again. */
  readonly wellAt: number;
}

type State = WrittenHealth['health']['state'];

/** Every change of every capability, a line each. */
export function everyHealthMoment(day: DrillDay): Moment[] {
  const before = new Map<string, State>();
  return statesIn(day).flatMap(({ at, health }): Moment[] => {
    const text = changeText(before.get(health.capability), health.state);
    before.set(health.capability, health.state);
    return text === null ? [] : [{ at, who: 'tsunagi', text: `${health.capability}: ${text}` }];
  });
}

/** The same with capabilities told together, steps of a ramp left out, and hours of going and coming back as one line. */
export function foldedHealthMoments(day: DrillDay): Moment[] {
  const states = statesIn(day);
  const episodes = capabilities.flatMap((capability) =>
    episodesOf(states.filter(({ health }) => health.capability === capability)),
  );
  const steady = episodes.filter(({ backs }) => backs === 1);
  const flapping = episodes.filter(({ backs }) => backs > 1);
  const told = everyHealthMoment(day).filter(({ text }) => /: (?:degraded|whole)/.test(text));
  return [
    ...told,
    ...together(episodes, ({ downAt }) => downAt, 'down; all work is held'),
    ...together(
      steady.filter(({ backs }) => backs > 0),
      ({ backAt }) => backAt,
      'a first sign of life; a few shops go ahead, then more, then all',
    ),
    ...(flapping.length === 0 ? [] : [flapText(day, flapping)]),
    ...together(
      episodes.filter(({ wellAt }) => Number.isFinite(wellAt)),
      ({ wellAt }) => wellAt,
      'well again',
    ),
  ];
}

/** The states as they were written into the journal: by this very program, so they are those of `Health`. */
function statesIn({ healths }: DrillDay): WrittenHealth[] {
  return healths.map(({ at, capability, state }) => ({ at, health: { capability, state } as WrittenHealth['health'] }));
}

function episodesOf(states: readonly WrittenHealth[]): Episode[] {
  const episodes: Episode[] = [];
  for (const [index, { at, health }] of states.entries()) {
    const { state, capability } = health;
    const [last] = episodes.slice(-1);
    const open = last !== undefined && last.wellAt === Infinity ? last : null;
    const wasDown = states[index - 1]?.health.state.kind === 'down';
    if (open === null) {
      if (state.kind === 'down') episodes.push({ capability, downAt: at, backAt: 0, backs: 0, wellAt: Infinity });
      continue;
    }
    const comesBack = wasDown && state.kind !== 'down';
    const back = comesBack ? { backAt: open.backs === 0 ? at : open.backAt, backs: open.backs + 1 } : {};
    episodes.splice(-1, 1, { ...open, ...back, ...(state.kind === 'healthy' ? { wellAt: at } : {}) });
  }
  return episodes;
}

/** Puts capabilities to which the same happened within some minutes into one line. */
function together(episodes: readonly Episode[], momentOf: (one: Episode) => number, text: string): Moment[] {
  const groups: Episode[][] = [];
  for (const one of episodes.toSorted((a, b) => momentOf(a) - momentOf(b))) {
    const [first] = groups.at(-1) ?? [];
    if (first !== undefined && momentOf(one) - momentOf(first) <= 5 * minuteMs) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => ({
    at: momentOf(group[0] as Episode),
    who: 'tsunagi',
    text: `${group.map(({ capability }) => capability).join(', ')}: ${text}`,
  }));
}

function flapText(day: DrillDay, flapping: readonly Episode[]): Moment {
  const at = Math.min(...flapping.map(({ backAt }) => backAt));
  const wellAt = Math.max(...flapping.map((one) => one.wellAt));
  const until = Number.isFinite(wellAt) ? Math.min(wellAt, day.settings.to) : day.settings.to;
  const [first, ...others] = flapping.map(({ capability, backs }) => ({ capability, times: `${backs} times` }));
  const more = others.map(({ capability, times }) => `, ${capability} ${times}`).join('');
  const text = `${first?.capability} went out and came back ${first?.times}${more}`;
  const isImport = flapping.some(({ capability }) => capability === 'import');
  return { at, until, who: 'tsunagi', text: isImport ? `${text}; ${arrivedText(day, until)}` : text };
}

/** Of the orders placed from the first failure on, how many were stored by then. */
function arrivedText(day: DrillDay, until: number): string {
  const storedAt = storedMoments(day);
  const { from } = day.settings;
  const placed = [...day.books.values()].filter(({ orderedAt }) => orderedAt >= from && orderedAt < until);
  const arrived = placed.filter(({ id }) => (storedAt.get(id) ?? Infinity) < until);
  return `${arrived.length} of ${placed.length} orders arrived during that time`;
}

function changeText(before: State | undefined, after: State): string | null {
  switch (after.kind) {
    case 'degraded':
      return 'degraded: numbers are listed only, and each order is read by itself';
    case 'suspect':
      return before?.kind === 'suspect' ? null : 'something is wrong; looking closer';
    case 'down':
      return 'down; all work is held';
    case 'trickle':
      if (before?.kind !== 'trickle') {
        return `a first sign of life; ${after.step === 0 ? 'a few shops go ahead' : rampText(after.step)}`;
      }
      if (after.silentRounds > before.silentRounds) return 'silent again; all work is held';
      return before.step === after.step ? null : rampText(after.step);
    case 'healthy':
      return before?.kind === 'suspect' ? 'it was nothing' : before?.kind === 'degraded' ? 'whole again' : 'well again';
  }
}

function rampText(step: number): string {
  const share = defaultHealthSettings.ramp[step]?.share ?? 1;
  return share >= 1 ? 'all shops go ahead' : `${Math.round(share * 100)} % of the shops go ahead`;
}

/** One line of a day's story. */
export interface Moment {
  readonly at: number;
  /** Set where the line describes a span. */
  readonly until?: number;
  readonly who: 'mall' | 'tsunagi' | 'mail' | 'orders' | 'changes' | 'people';
  readonly text: string;
}
