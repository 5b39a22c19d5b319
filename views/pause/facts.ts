import {
  anyList,
  type EpochMs,
  object,
  oneOf,
  optional,
  orNull,
  type Static,
  secondMs,
  text,
  whole,
} from '../../core/kernel/index.ts';
import {
  type Capability,
  type Change,
  capabilities,
  defaultHealthSettings,
  holdingPause,
  type MallName,
  mallOf,
  type Pause,
  type PauseCause,
  pauseId,
  pausesOf,
  type QueuedSpan,
  type Shop,
  type ShopKey,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { fieldsOf, isoOf, jstIso, jstIsoOrNull } from '../plain.ts';
import { figure, moment, truth } from '../shape.ts';

export const spanShape = object({
  ...{ shop: text<ShopKey>(), from: moment, to: moment, by: text(), at: moment, doneTo: orNull(moment) },
});
export type SpanFacts = Static<typeof spanShape>;

/** Malls are asked for both ends, and for whole seconds. */
export const spanFacts = ({ shop, from, to, by, at, doneTo }: QueuedSpan): SpanFacts => ({
  ...{ shop, from: jstIso(from), to: jstIso((Math.floor(to / secondMs) + 1) * secondMs), by },
  ...{ at: jstIso(at), doneTo: jstIsoOrNull(doneTo) },
});

export function concerned(pause: Pick<Pause, 'scope'>, shops: readonly Shop[]): Shop[] {
  return shops.filter((shop) => shop.key === pause.scope || shop.mall === pause.scope);
}

/** True when the pause still stands in its table but the shop has had another key since. */
export function isOutdated(pause: Pause, shops: readonly Shop[]): boolean {
  if (pause.cause !== 'credentials') return false;
  return concerned(pause, shops).every((shop) => shop.credential.version !== pause.credentialVersion);
}

/** True of an outage whose last step lets every shop through: it stands until the probes have confirmed the mall for some minutes. */
export function letsAllThrough({ rampStep = 0 }: Pick<Pause, 'rampStep'>): boolean {
  return rampStep >= defaultHealthSettings.ramp.length - 1;
}

/** The pause that holds this work of a shop now, by `pausesNow`; null when none does. Of several it is the one whose cause the row noted: a held row knows neither key nor function. */
export function pauseOver(
  shop: ShopKey,
  capability: Capability,
  pauses: readonly Pause[],
  cause: PauseCause,
): Pause | null {
  const holding = pauses.filter(
    (pause) =>
      (pause.scope === shop || pause.scope === mallOf(shop)) &&
      (pause.capability === undefined || pause.capability === capability),
  );
  return holding.find((pause) => pause.cause === cause) ?? holding[0] ?? null;
}

/** The pauses that hold the import of one of these shops now, each once. In the last step of a recovery none is held. */
export function importsHeldBy(pauses: readonly Pause[], shops: readonly Shop[], now: EpochMs): Pause[] {
  const standing = pauses.filter((pause) => !letsAllThrough(pause));
  return [...new Set(shops.flatMap((shop) => holdingPause(standing, shop, now) ?? []))];
}

/** How far a mall that comes back is asked again. */
export const rampShape = object({ step: whole(), of: whole(), share: figure, shopsMax: orNull(whole()) });
export type RampFacts = Static<typeof rampShape>;

const { ramp } = defaultHealthSettings;

export function rampFacts(step: number | undefined): RampFacts | null {
  const reached = step === undefined ? undefined : ramp[step];
  if (step === undefined || reached === undefined) return null;
  return { step: step + 1, of: ramp.length, share: reached.share, shopsMax: reached.shopsMax ?? null };
}

/** A pause as the list of all that stand has it. */
export const standingPauseShape = object({
  ...{ cause: text<PauseCause>(), scope: text<Pause['scope']>(), capability: orNull(oneOf(capabilities)) },
  ...{ since: moment, by: text(), note: orNull(text()) },
  ...{ code: orNull(text<NonNullable<Pause['code']>>()), function: orNull(text()) },
  ...{ retryAt: orNull(moment), plannedUntil: orNull(moment), ramp: orNull(rampShape) },
  /** False where the shop has had another key since. */
  holds: truth,
});
export type StandingPauseFacts = Static<typeof standingPauseShape>;

export function standingPauseFacts(pause: Pause, shops: readonly Shop[]): StandingPauseFacts {
  const { capability = null, code = null, function: name = null, rampStep } = pause;
  return {
    ...{ ...fieldsOf(pause, 'cause', 'scope'), capability },
    ...{ since: jstIso(pause.since), ...fieldsOf(pause, 'by', 'note'), code, function: name },
    ...{ ...isoOf(pause, 'retryAt', 'plannedUntil'), ramp: rampFacts(rampStep), holds: !isOutdated(pause, shops) },
  };
}

export const pauseShape = object({
  pause: text(),
  cause: text<PauseCause>(),
  scope: text<Pause['scope']>(),
  capability: optional(oneOf(capabilities)),
  since: moment,
  by: text(),
  code: orNull(text<NonNullable<Pause['code']>>()),
  function: optional(text()),
  rampStep: optional(whole({ from: 0 })),
});

export type PauseFacts = Static<typeof pauseShape>;

export type Standing = Pick<
  Pause,
  'cause' | 'scope' | 'capability' | 'since' | 'by' | 'code' | 'function' | 'rampStep'
>;

export const standingOfFacts = ({ pause: _, since, code, ...facts }: PauseFacts): Standing => ({
  ...facts,
  since: Date.parse(since),
  ...(code === null ? {} : { code }),
});

export function pauseFacts(pause: Pause): PauseFacts {
  const { cause, scope, capability, since, by, code = null, function: name, rampStep } = pause;
  return {
    ...{ pause: pauseId(pause), cause, scope },
    ...(capability === undefined ? {} : { capability }),
    ...{ since: jstIso(since), by, code },
    ...(name === undefined ? {} : { function: name }),
    ...(rampStep === undefined ? {} : { rampStep }),
  };
}

/** The pauses that hold work of these shops now: none of a key, or of its function that is off, whose shop has had another key since. */
export async function pausesNow(
  { pauses, clock }: Pick<Ports, 'pauses' | 'clock'>,
  shops: readonly Shop[],
): Promise<Pause[]> {
  return pausesOf(await pauses.standing(), clock.now()).filter((pause) => !isOutdated(pause, shops));
}

/** The same where it is asked for: only a change that is held has a pause over it. */
export const pausesOver = (
  ports: Pick<Ports, 'pauses' | 'clock'>,
  shops: readonly Shop[],
  changes: readonly Pick<Change, 'state'>[],
): Promise<Pause[]> =>
  changes.some(({ state }) => state.kind === 'held') ? pausesNow(ports, shops) : Promise.resolve([]);

export const causeShape = object({
  ...{ cause: text<PauseCause>(), pauses: whole() },
  /** Malls that are held as a whole, with what of them; null: everything. */
  malls: anyList(object({ mall: text<MallName>(), capabilities: orNull(anyList(oneOf(capabilities))) })),
  shops: whole(),
  /** Whether the mall answers again, and shops are let through step by step; and whether the last step lets all of them through. */
  ...{ ramp: truth, all: truth },
});
export type CauseFacts = Static<typeof causeShape>;

const byCause = (pauses: readonly Pause[]): Pause[][] => [...Map.groupBy(pauses, ({ cause }) => cause).values()];

export const causesOf = (pauses: readonly Pause[], shops: readonly Shop[]): CauseFacts[] =>
  byCause(pauses).map((alike) => causeOf(alike, shops));

/** The same, each cause divided: after a relapse a mall may let import through, and hold the rest. */
export const waysOf = (pauses: readonly Pause[], shops: readonly Shop[]): CauseFacts[][] =>
  byCause(pauses).map((ofCause) => {
    const ways = Map.groupBy(ofCause, (pause) => `${pause.rampStep !== undefined} ${letsAllThrough(pause)}`);
    return [...ways.values()].map((alike) => causeOf(alike, shops));
  });

function causeOf(alike: readonly Pause[], shops: readonly Shop[]): CauseFacts {
  const [{ cause }] = alike as [Pause];
  const whole = alike.filter(({ scope }) => !scope.includes('#'));
  const ofMalls = Map.groupBy(whole, ({ scope }) => scope as MallName);
  return {
    ...{ cause, pauses: alike.length },
    malls: [...ofMalls].map(([mall, ofMall]) => {
      const held = new Set(ofMall.map(({ capability }) => capability));
      return { mall, capabilities: held.has(undefined) ? null : ([...held] as Capability[]) };
    }),
    shops: new Set(alike.flatMap((pause) => concerned(pause, shops).map(({ key }) => key))).size,
    ramp: alike.every(({ rampStep }) => rampStep !== undefined),
    all: alike.every(letsAllThrough),
  };
}
