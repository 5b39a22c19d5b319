import { type EpochMs, jstText, secondMs } from '../../core/kernel/index.ts';
import {
  type Capability,
  defaultHealthSettings,
  type Health,
  healthyAtFirst,
  isOut,
  type Maintenance,
  type MallName,
  type RampStep,
  type Shop,
  type Standing,
  sumOf,
} from '../../core/model/index.ts';
import type { Malls } from '../../core/ports/index.ts';
import { t } from '../../language/language.ts';
import { durationText, enumerated } from '../../language/phrases.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { capabilityWord } from '../../views/pause/index.ts';
import { fieldsOf, isoOf, jstIso } from '../../views/plain.ts';
import type { Look } from '../terminal/streams.ts';

/** A mall that is shown. */
interface ShownMall {
  /** Those of its adapter. */
  readonly capabilities: readonly Capability[];
  /** True where it gives some shop's orders no longer with their listing: each is read by itself, and the import goes on. */
  readonly isDegraded: boolean;
}

export type ShownMalls = ReadonlyMap<MallName, ShownMall>;

/** Malls with a shop, or with a health row; all where there is no shop at all. */
export function shownMalls(
  shops: readonly Pick<Shop, 'mall' | 'importTrouble'>[],
  { healths }: Pick<Standing, 'healths'>,
  malls: Pick<Malls, 'traits'>,
): ShownMalls {
  const isShown = (mall: MallName): boolean =>
    shops.length === 0 || [...shops, ...healths].some((one) => one.mall === mall);
  const isDegraded = (name: MallName): boolean =>
    shops.some(({ mall, importTrouble }) => mall === name && importTrouble?.kind === 'numbers-only');
  return new Map(
    mallDesks.names
      .filter(isShown)
      .map((mall) => [mall, { capabilities: malls.traits(mall).capabilities, isDegraded: isDegraded(mall) }]),
  );
}

/** How the capabilities of a mall stand that stand alike, in a sentence without its full stop. */
export interface MallState {
  readonly kind: Health['state']['kind'] | 'slow' | 'degraded' | 'maintenance' | 'planned';
  readonly text: string;
}

/**
 * How the malls stand: what is not healthy of each, what is, and each maintenance that runs or is planned. Capabilities that stand alike are one
 * entry: an outage is one thing to a person. What is in maintenance is not called, so that nothing is known of its health.
 */
export function mallStates({ healths, maintenances }: Standing, malls: ShownMalls, now: EpochMs): MallState[] {
  const windows = maintenances.filter(({ endedAt }) => endedAt === undefined);
  const isHeld = ({ mall, capability }: Health): boolean =>
    windows.some((window) => window.mall === mall && window.from <= now && notEnded(window).includes(capability));
  return [
    ...[...malls].flatMap((entry): MallState[] => {
      const [mall] = entry;
      const shown = healthsOf(healths, entry).filter((health) => health.state.kind !== 'healthy' || !isHeld(health));
      const alikeBy = (health: Health): string => `${kindOf(health, entry)} ${stepOf(health.state)}`;
      const entries = [...Map.groupBy(shown, alikeBy).values()].map((alike): MallState => {
        const [first] = alike as [Health];
        const state = alike.map((health) => health.state).reduce(together);
        const what = enumerated(alike.map(({ capability }) => capabilityWord(capability)));
        const kind = kindOf(first, entry);
        return { kind, text: `${mall} ${what}: ${kindText(kind, state, now)}` };
      });
      const isWell = ({ kind }: MallState): boolean => kind === 'healthy';
      return [...entries.filter((one) => !isWell(one)), ...entries.filter(isWell)];
    }),
    ...windows.map(
      (one): MallState => ({
        kind: now < one.from ? 'planned' : 'maintenance',
        text: maintenanceText(one, now),
      }),
    ),
  ];
}

/** How one capability of a mall stands, alone. */
export interface MallTile extends MallState {
  readonly mall: MallName;
  readonly capability: Capability;
}

/** Every capability of every mall that is shown, one by one. */
export function mallTiles({ healths, maintenances }: Standing, malls: ShownMalls, now: EpochMs): MallTile[] {
  const windows = maintenances.filter((window) => window.endedAt === undefined && window.from <= now);
  return [...malls].flatMap((entry) =>
    healthsOf(healths, entry).map((health): MallTile => {
      const { mall, capability, state } = health;
      const held = windows.find((window) => window.mall === mall && notEnded(window).includes(capability));
      const kind = kindOf(health, entry);
      if (held === undefined) return { mall, capability, kind, text: kindText(kind, state, now) };
      return { mall, capability, kind: 'maintenance', text: t`in maintenance, ${windowText(held)}` };
    }),
  );
}

type State = Health['state'];

const slowOf = (state: State): Extract<State, { kind: 'healthy' }>['slow'] | null =>
  (state.kind === 'healthy' ? state.slow : null) ?? null;

/** What capabilities of one kind have in common, too, that are one entry. */
function stepOf(state: State): string {
  return state.kind === 'trickle' ? `${state.silentRounds > 0 ? 'silent' : state.step}` : '';
}

function kindOf({ capability, state }: Health, [, { isDegraded }]: ShownEntry): State['kind'] | 'slow' | 'degraded' {
  if (isDegraded && capability === 'import' && state.kind === 'healthy') return 'degraded';
  return slowOf(state) === null ? state.kind : 'slow';
}

function kindText(kind: ReturnType<typeof kindOf>, state: State, now: EpochMs): string {
  return kind === 'degraded'
    ? t`degraded: lists order numbers only, and each order is read by itself`
    : stateText(state, now);
}

/** Two that stand alike as one: in trouble since the first of them was, and answering since the last of them does. */
function together(one: State, other: State): State {
  if (one.kind === 'trickle' && other.kind === 'trickle') {
    const rounds = [one, other].flatMap(({ lastRound }) => (lastRound ? { throttled: 0, ...lastRound } : []));
    const at = Math.max(...rounds.map((round) => round.at));
    return {
      ...one,
      ...{ since: Math.min(one.since, other.since), answeredAt: Math.max(one.answeredAt, other.answeredAt) },
      ...(rounds.length > 0 && { lastRound: { at, ...sumOf(rounds) } }),
    };
  }
  if (one.kind === 'healthy' && other.kind === 'healthy' && one.slow && other.slow) {
    const since = Math.min(one.slow.since, other.slow.since);
    return { ...one, slow: { since, answerMs: Math.max(one.slow.answerMs, other.slow.answerMs) } };
  }
  return 'since' in one && 'since' in other ? { ...one, since: Math.min(one.since, other.since) } : one;
}

/** How a state looks. */
export const mallStateLooks: Readonly<Record<MallState['kind'], Look | undefined>> = {
  healthy: 'good',
  slow: 'warn',
  degraded: 'warn',
  suspect: 'warn',
  down: 'bad',
  trickle: 'warn',
  maintenance: 'warn',
  planned: undefined,
};

type ShownEntry = readonly [MallName, ShownMall];

/** Every capability of a mall; one without a row counts as healthy, because no failure was ever recorded. */
function healthsOf(healths: readonly Health[], [mall, { capabilities }]: ShownEntry): Health[] {
  return capabilities.map(
    (capability) =>
      healths.find((health) => health.mall === mall && health.capability === capability) ??
      healthyAtFirst(mall, capability),
  );
}

/** The same for programs. `outages` are those capabilities that hold work back. */
export function mallsJson({ healths, maintenances }: Standing, malls: ShownMalls): object {
  return {
    malls: [...malls].flatMap((entry) =>
      healthsOf(healths, entry).map((health) => ({
        ...healthJson(health),
        ...(kindOf(health, entry) === 'degraded' ? { degraded: true } : {}),
      })),
    ),
    outages: healths.filter(isOut).map(healthJson),
    maintenances: maintenances.filter(({ endedAt }) => endedAt === undefined).map(maintenanceJson),
  };
}

function stateText(state: State, now: EpochMs): string {
  switch (state.kind) {
    case 'healthy': {
      if (state.slow === undefined) return t`healthy`;
      const { since, answerMs } = state.slow;
      return t`answers slowly: ${Math.round(answerMs / secondMs)} s, since ${jstText(since)}; nothing is held`;
    }
    case 'suspect':
      return t`suspect since ${jstText(state.since)}: not certain yet`;
    case 'down':
      return t`down since ${jstText(state.since)} (${durationText(now - state.since)})`;
    case 'trickle':
      return comingBackText(state);
  }
}

type ComingBack = Extract<State, { kind: 'trickle' }>;

/** A mall that answers again, or that did and is silent once more; with what the last round of probes saw. */
function comingBackText({ since, answeredAt, silentRounds, step, lastRound }: ComingBack): string {
  const probes = lastRound === undefined ? '' : t` (${probesText(lastRound)})`;
  const from = t`down since ${jstText(since)}`;
  if (silentRounds > 0)
    return t`${from}; answered at ${jstText(answeredAt)}, silent again${probes}; every shop is held`;
  return t`${from}, answers again since ${jstText(answeredAt)}${probes}; step ${rampText(step)}`;
}

function probesText({ at, answered, failed, throttled = 0 }: NonNullable<ComingBack['lastRound']>): string {
  const more = throttled === 0 ? '' : t`, ${throttled} throttled`;
  return t`${answered} of ${answered + failed + throttled} probes answered${more} at ${jstText(at).slice(11)}`;
}

function healthJson({ mall, capability, state }: Health): object {
  const comingBack = state.kind === 'trickle' ? state : null;
  const { lastRound } = comingBack ?? {};
  const slow = slowOf(state);
  const step = comingBack?.silentRounds === 0 ? comingBack.step : undefined;
  return {
    mall,
    capability,
    state: state.kind,
    since: state.kind === 'healthy' ? null : jstIso(state.since),
    ...(slow ? { slow: { since: jstIso(slow.since), seconds: Math.round(slow.answerMs / secondMs) } } : {}),
    ramp: rampJson(step),
    ...(lastRound === undefined ? {} : { lastRound: { ...lastRound, at: jstIso(lastRound.at) } }),
  };
}

/** A window as one line, with what is not as planned. */
function maintenanceText(maintenance: Maintenance, now: EpochMs): string {
  const { mall, capabilities, from, to } = maintenance;
  const left = notEnded(maintenance);
  const word = now < from ? t`maintenance planned` : t`in maintenance`;
  const over = now < to ? '' : t`; over its time, ${enumerated(left.map(capabilityWord))} not answered yet`;
  return `${mall} ${enumerated(capabilities.map(capabilityWord))}: ${enumerated([word, windowText(maintenance)])}${over}`;
}

function notEnded({ capabilities, ended = {} }: Maintenance): Capability[] {
  return capabilities.filter((capability) => ended[capability] === undefined);
}

/** `2024-06-16 02:00:00 to 08:00:00`; the second day only where it is another. */
export function windowText({ from, to }: Pick<Maintenance, 'from' | 'to'>): string {
  const [begins, ends] = [jstText(from), jstText(to)];
  return t`${begins} to ${begins.slice(0, 10) === ends.slice(0, 10) ? ends.slice(11) : ends}`;
}

/** A window for programs. */
export function maintenanceJson(window: Maintenance): object {
  return {
    ...fieldsOf(window, 'id', 'mall', 'capabilities'),
    ...isoOf(window, 'from', 'to'),
    ...fieldsOf(window, 'note', 'by'),
    ...isoOf(window, 'endedAt'),
  };
}

const { ramp } = defaultHealthSettings;

/** How far a mall that comes back is asked again, `2 of 4: a tenth of the shops`. */
export function rampText(step: number): string {
  const reached = ramp[step];
  return t`${step + 1} of ${ramp.length}: ${reached === undefined ? t`every shop` : shopsText(reached)}`;
}

/** The same for programs. */
export function rampJson(step: number | undefined): object | null {
  const reached = step === undefined ? undefined : ramp[step];
  if (step === undefined || reached === undefined) return null;
  return { step: step + 1, of: ramp.length, share: reached.share, shopsMax: reached.shopsMax ?? null };
}

function shopsText({ share, shopsMax }: RampStep): string {
  if (shopsMax !== undefined) return t`the first ${shopsMax} shops`;
  switch (share) {
    case 0.1:
      return t`a tenth of the shops`;
    case 0.5:
      return t`half of the shops`;
    case 1:
      return t`every shop`;
    default:
      return t`${Math.round(share * 100)} % of the shops`;
  }
}
