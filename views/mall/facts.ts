import {
  anyList,
  exactly,
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
  capabilities,
  type Health,
  healthyAtFirst,
  type Maintenance,
  type MallName,
  type Shop,
  type Standing,
} from '../../core/model/index.ts';
import type { Malls } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { rampFacts, rampShape } from '../pause/index.ts';
import { fieldsOf, jstIso, jstIsoOrNull } from '../plain.ts';
import { moment } from '../shape.ts';

const capability = oneOf(capabilities);
const mall = text<MallName>();

/** How one capability of a mall stands. */
const mallShape = object({
  ...{ mall, capability, state: text<Health['state']['kind']>(), since: orNull(moment) },
  slow: optional(object({ since: moment, seconds: whole() })),
  /** Null of a mall that does not come back, or is silent again. */
  ramp: orNull(rampShape),
  /** Of a mall that comes back: its last answer, and what the last round of probes saw. */
  answeredAt: optional(moment),
  lastRound: optional(object({ at: moment, answered: whole(), failed: whole(), throttled: optional(whole()) })),
  /** It gives some shop's orders no longer with their listing: each is read by itself, and the import goes on. */
  degraded: optional(exactly(true)),
});
export type MallFacts = Static<typeof mallShape>;

const windowShape = object({
  ...{ id: text(), mall, capabilities: anyList(capability), from: moment, to: moment, note: text(), by: text() },
  endedAt: orNull(moment),
  /** What has not answered since, nor become an outage. */
  notEnded: anyList(capability),
});
export type WindowFacts = Static<typeof windowShape>;

/** How the malls stand. `outages` are those capabilities that hold work back. */
export const mallsFields = {
  malls: anyList(mallShape),
  outages: anyList(mallShape),
  maintenances: anyList(windowShape),
} as const;
export type MallsFacts = Static<ReturnType<typeof object<typeof mallsFields>>>;

/** Every capability of the malls with a shop, or with a health row, or of all where there is no shop; and the windows that have not ended. */
export function mallsFacts(
  shops: readonly Pick<Shop, 'mall' | 'importTrouble'>[],
  { healths, maintenances }: Standing,
  malls: Pick<Malls, 'traits'>,
): MallsFacts {
  const isShown = (name: MallName): boolean =>
    shops.length === 0 || [...shops, ...healths].some((one) => one.mall === name);
  const isDegraded = (name: MallName): boolean =>
    shops.some((shop) => shop.mall === name && shop.importTrouble?.kind === 'numbers-only');
  const all = mallDesks.names.filter(isShown).flatMap((name) =>
    malls.traits(name).capabilities.map((one): MallFacts => {
      const health = healths.find((row) => row.mall === name && row.capability === one);
      // Without a row no failure was ever recorded.
      const facts = healthFacts(health ?? healthyAtFirst(name, one));
      const isByNumber = one === 'import' && facts.state === 'healthy' && isDegraded(name);
      return isByNumber ? { ...facts, degraded: true } : facts;
    }),
  );
  return {
    malls: all,
    outages: all.filter(({ state }) => state === 'down' || state === 'trickle'),
    maintenances: maintenances.filter(({ endedAt }) => endedAt === undefined).map(windowFacts),
  };
}

function healthFacts({ mall: name, capability: one, state }: Health): MallFacts {
  const facts = { mall: name, capability: one, state: state.kind, since: null, ramp: null };
  if (state.kind === 'healthy') {
    const { slow } = state;
    if (slow === undefined) return facts;
    return { ...facts, slow: { since: jstIso(slow.since), seconds: Math.round(slow.answerMs / secondMs) } };
  }
  const since = jstIso(state.since);
  if (state.kind !== 'trickle') return { ...facts, since };
  const { answeredAt, silentRounds, step, lastRound } = state;
  return {
    ...{ ...facts, since, ramp: rampFacts(silentRounds === 0 ? step : undefined), answeredAt: jstIso(answeredAt) },
    ...(lastRound === undefined ? {} : { lastRound: { ...lastRound, at: jstIso(lastRound.at) } }),
  };
}

export function windowFacts(window: Maintenance): WindowFacts {
  const { ended = {} } = window;
  return {
    ...fieldsOf(window, 'id', 'mall', 'capabilities'),
    ...{ from: jstIso(window.from), to: jstIso(window.to) },
    ...fieldsOf(window, 'note', 'by'),
    endedAt: jstIsoOrNull(window.endedAt),
    notEnded: window.capabilities.filter((one) => ended[one] === undefined),
  };
}
