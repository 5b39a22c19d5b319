import { minuteMs } from '../../core/kernel/time.ts';
import type { Capability } from '../../core/model/health.ts';
import type { Prng } from '../../simulator/index.ts';
import type { Fault } from '../../simulator/rms/index.ts';
import type { Draw, Draws } from './draws.ts';
import { drawsOf, type Edition } from './edition.ts';

/** One trouble of a world, and when, in ms after its start. */
export type Trouble =
  | {
      /** The mall itself fails; several faults are one trouble that comes and goes. */
      readonly kind:
        | 'whole-outage'
        | 'write-outage'
        | 'stock-outage'
        | 'flapping'
        | 'half-open'
        | 'blip'
        | 'relapses'
        | 'listings-refused'
        | 'probes-answered';
      readonly faults: readonly (Fault & { from: number; until: number })[];
    }
  /** The mall is well and wants fewer calls. */
  | { readonly kind: 'throttled-mall'; readonly from: number; readonly until: number }
  /** Our own way out is cut: neither a mall nor the reference is reached. */
  | { readonly kind: 'own-network'; readonly from: number; readonly until: number }
  /** Keys expire: the first canary's, those of a third of the shops, or all, where all were made on one day. */
  | { readonly kind: 'keys-expired'; readonly from: number; readonly minutes: number; readonly share: number }
  /** A window that an operator planned, and how much longer the mall then rests. */
  | {
      readonly kind: 'maintenance';
      readonly from: number;
      readonly until: number;
      readonly overrunMs: number;
      readonly api: 'order' | null;
    };

/** What a seed draws of outages, and of the faults of those who deal with them. Times are in ms after the world's start. */
export interface Outages {
  readonly troubles: readonly Trouble[];
  /** Schedules of the probe that fire side by side. */
  readonly probers: number;
  /** Chance that a process of the probe has a wrong clock; what depends on the clock is judged strictly where this is 0. */
  readonly probeSkewChance: number;
  /** Chance that two runs of the probe, or of the mails, begin at once. */
  readonly twiceChance: number;
  /** Chance that a process dies at a write of health, incident, news or mail. */
  readonly crash: number;
  readonly mail: {
    readonly failing: readonly Span[];
    readonly slow: readonly Span[];
    /** The mail service refuses the account, or the sender, and so no mail for its own sake. */
    readonly refused?: readonly AccountRefusal[];
    /** Chances that a process dies, or never hears the answer, just after the mail service has accepted. */
    readonly crash: number;
    readonly answerLost: number;
  };
  /** What the probe takes for a light load: 0, and the few shops of a world come back as slowly as many do. */
  readonly lightCallsPerSecond: number;
  /** The polls of all shards but the first rest in this span. */
  readonly lag: Span | null;
}

export interface Span {
  readonly from: number;
  readonly until: number;
}

/** `in-other-words`: with an error that reads as if it were about the mail, but it comes for every mail. */
export interface AccountRefusal extends Span {
  readonly kind: 'sender-unverified' | 'sandbox' | 'sending-paused' | 'in-other-words';
}

/** Three seeds of ten have outages. */
export function hasOutages(seed: number): boolean {
  return [1, 2, 8].includes(seed % 10);
}

/** Draws the outages of a seed's first `activeMs`. Troubles of different kinds do not overlap, so that each can be told. */
export function drawOutages(draws: Draws, activeMs: number): Outages {
  const maybe = <T>(name: string, value: T, none: T, probability = 0.7): T =>
    draws.of(name).hits('any', probability) ? value : none;
  const troubles: Trouble[] = [];
  const minutes = (chance: Draw, from: number, to: number): number =>
    chance.int(from, to) * minuteMs + chance.int(0, 59_999);
  for (let at = minutes(draws.of('first'), 20, 40); ; ) {
    const isFirst = troubles.length === 0;
    const chance = draws.of('trouble', troubles.length);
    const trouble = isFirst && chance.chance(0.4) ? drawExpiry(chance, at, 1) : drawTrouble(chance, at);
    const { until } = spanOf(trouble);
    if (until > activeMs - 5 * minuteMs) break;
    troubles.push(trouble);
    // Some begin before the last one's incident is closed, some within the hour after, some later.
    at = until + chance.pick([minutes(chance, 2, 20), minutes(chance, 25, 60), minutes(chance, 80, 110)]);
  }
  const spanIn = (name: string, from: number, to: number): Span => {
    const chance = draws.of(name, 'span');
    const begin = chance.int(20 * minuteMs, activeMs - 30 * minuteMs);
    return { from: begin, until: begin + minutes(chance, from, to) };
  };
  return {
    troubles,
    probers: draws.of('probers').int(1, 2),
    probeSkewChance: maybe('probe skew', 0.3, 0, 0.3),
    twiceChance: maybe('twice', 0.3, 0),
    crash: maybe('crash', 0.1, 0),
    mail: {
      failing: maybe('mails fail', [spanIn('mails fail', 3, 40)], []),
      slow: maybe('mails slow', [spanIn('mails slow', 10, 60)], []),
      crash: maybe('mail crash', 0.15, 0),
      answerLost: maybe('mail answer', 0.1, 0, 0.4),
    },
    lag: maybe('lag', spanIn('lag', 15, 60), null),
    lightCallsPerSecond: 0,
  };
}

/** From the third edition on, the mail service may refuse the account. */
export function withAccountRefusals(outages: Outages, seed: number, edition: Edition): Outages {
  if (edition < 3) return outages;
  const refused = drawAccountRefusals(drawsOf(edition, seed, 'mail-account-refused').of('all'), outages);
  return { ...outages, mail: { ...outages.mail, refused } };
}

/** From the eleventh edition on, some of the outages of a whole mall are of its listings alone: it refuses them by a code, whichever shop asks. */
export function withRefusedListings(outages: Outages, seed: number, edition: Edition): Outages {
  if (edition < 11) return outages;
  const draws = drawsOf(edition, seed, 'listings-refused');
  const troubles = outages.troubles.map((trouble, index): Trouble => {
    if (trouble.kind !== 'whole-outage' || draws.of(index).chance(0.6)) return trouble;
    const { from, until } = spanOf(trouble);
    return { kind: 'listings-refused', faults: [{ kind: 'refusal', operations: ['searchOrder'], from, until }] };
  });
  return { ...outages, troubles };
}

/** In most of the worlds the mail service refuses the account for a while, from about the time at which merchants are written to. */
function drawAccountRefusals(chance: Prng, { troubles }: Pick<Outages, 'troubles'>): AccountRefusal[] {
  const outages = troubles.filter((one) => one.kind !== 'maintenance' && putsOut(one, 'import'));
  if (outages.length === 0 || chance.chance(0.2)) return [];
  const from = spanOf(chance.pick(outages)).from + chance.int(0, 10) * minuteMs;
  const kind = chance.pick(['sender-unverified', 'sandbox', 'sending-paused', 'in-other-words'] as const);
  return [{ kind, from, until: from + chance.int(15, 90) * minuteMs }];
}

/** From a trouble's beginning to its end. */
export function spanOf(trouble: Trouble): Span {
  switch (trouble.kind) {
    case 'throttled-mall':
    case 'own-network':
      return trouble;
    case 'maintenance':
      return { from: trouble.from, until: trouble.until + trouble.overrunMs };
    case 'keys-expired':
      return { from: trouble.from, until: trouble.from + trouble.minutes * minuteMs };
    default:
      return {
        from: Math.min(...trouble.faults.map(({ from }) => from)),
        until: Math.max(...trouble.faults.map(({ until }) => until)),
      };
  }
}

const failures = [
  'refuse',
  'server-error-json',
  'server-error-html',
  'html-200',
  'timeout-before',
  'system-error-200',
  'system-error-500',
] as const;

function drawTrouble(chance: Prng, at: number): Trouble {
  const until = (from: number, to: number): number => at + chance.int(from * 60, to * 60) * 1_000;
  const fault = (more: Partial<Fault>, end: number) => [{ kind: chance.pick(failures), ...more, from: at, until: end }];
  switch (chance.int(0, 10)) {
    case 0:
      return { kind: 'whole-outage', faults: fault({}, until(8, 60)) };
    case 1:
      return { kind: 'whole-outage', faults: fault(chance.pick([{}, { api: 'order' }]), until(60, 150)) };
    case 2:
      return { kind: 'write-outage', faults: fault({ writesOnly: true }, until(6, 60)) };
    case 3:
      return { kind: 'stock-outage', faults: fault({ api: 'inventory' }, until(6, 60)) };
    case 4:
      return { kind: 'half-open', faults: fault({ probability: 0.1 + chance.next() * 0.6 }, until(15, 70)) };
    case 5:
      return { kind: 'blip', faults: fault({}, until(0.3, 4)) };
    case 6:
      return { kind: 'throttled-mall', from: at, until: until(5, 20) };
    case 7:
      return { kind: 'own-network', from: at, until: until(1, 20) };
    case 8:
      return drawExpiry(chance, at, chance.pick([0, 0.3]));
    case 9: {
      const overrunMs = chance.pick([0, chance.int(1, 12), chance.int(25, 40)]) * minuteMs;
      return { kind: 'maintenance', from: at, until: until(15, 60), overrunMs, api: chance.pick(['order', null]) };
    }
    default:
      return { kind: 'flapping', faults: drawFlapping(chance, at) };
  }
}

function drawExpiry(chance: Prng, from: number, share: number): Trouble {
  return { kind: 'keys-expired', from, minutes: chance.int(10, 30), share };
}

/** Out and well by turns: within minutes, or with calm that is long enough to close an incident and too short to forget it. */
function drawFlapping(chance: Prng, from: number) {
  const faults: (Fault & { from: number; until: number })[] = [];
  const [least, most] = chance.pick([
    [2, 15],
    [28, 45],
  ] as const);
  let at = from;
  for (let turn = chance.int(2, 5); turn > 0; turn--) {
    const until = at + chance.int(4, 15) * minuteMs;
    faults.push({ kind: chance.pick(failures), from: at, until });
    at = until + chance.int(least, most) * minuteMs;
  }
  return faults;
}

/** What a trouble of the mall's own puts out; nothing for those that are not its own. */
export function putsOut(trouble: Trouble, capability: Capability): boolean {
  switch (trouble.kind) {
    case 'throttled-mall':
    case 'own-network':
    case 'keys-expired':
    case 'probes-answered':
      return false;
    case 'maintenance':
      return trouble.api === null || capability !== 'stock';
    default:
      return trouble.faults.some((fault) => strikes(fault, capability));
  }
}

/** True for a fault that fails calls of a capability: probes of `status` go the way of the writes, and of `stock` once a push has failed. */
function strikes(fault: Fault, capability: Capability): boolean {
  if (fault.writesOnly && capability === 'import') return false;
  if (fault.operations?.includes('searchOrder')) return capability === 'import';
  return fault.api === undefined || (fault.api === 'inventory') === (capability === 'stock');
}
