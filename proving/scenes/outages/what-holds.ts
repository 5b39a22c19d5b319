import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Capability, capabilities, type Health, isOut } from '../../../core/model/health.ts';
import { defaultHealthSettings } from '../../../core/model/health-settings.ts';
import type { MallName, ShopKey } from '../../../core/model/shop.ts';
import { brokenIncidents } from './incidents-hold.ts';
import { brokenMails } from './mails-hold.ts';
import type { OutageScene, Span } from './scene.ts';
import { askable, causesIn, isDisturbed, loadAt, minute, moodsOf, nearWindows, overlap } from './true-story.ts';

const { ramp, lightCallsPerSecond, healthyRounds } = defaultHealthSettings;

/** What must hold after all, and does not: a sentence each. */
export function brokenPromises(scene: OutageScene): string[] {
  const each = scene.malls.flatMap((mall) => capabilities.map((capability) => ({ mall, capability })));
  return [
    ...scene.watch.broken,
    ...nothingHolds(scene),
    ...each.flatMap((one) => lostCalls(scene, one)),
    ...each.flatMap((one) => rampsOnAnswers(scene, one)),
    ...each.flatMap((one) => roundsAreTrue(scene, one)),
    ...scene.malls.flatMap((mall) => rampsSpare(scene, mall)),
    ...(scene.ways.wrongClocks
      ? []
      : each.flatMap((one) => [...heldInTime(scene, one), ...resumedInTime(scene, one), ...downForACause(scene, one)])),
    ...brokenIncidents(scene),
    ...brokenMails(scene),
  ];
}

/** A kind of work at a mall. */
interface Part {
  readonly mall: MallName;
  readonly capability: Capability;
}

const nameOf = ({ mall, capability }: Part): string => `${mall} ${capability}`;

function nothingHolds(scene: OutageScene): string[] {
  const { store, calls, mendedAt } = scene;
  const served = new Set(calls.filter(isWork(mendedAt)).map(({ shop, capability }) => `${shop} ${capability}`));
  return [
    ...[...store.healthsById.values()].flatMap(({ mall, capability, state }) =>
      state.kind === 'healthy' ? [] : [`${mall} ${capability} is still ${state.kind}`],
    ),
    ...[...store.maintenancesById.values()].flatMap(({ id, endedAt }) =>
      endedAt === undefined ? [`the window ${id} still holds`] : [],
    ),
    ...[...store.pausesById.values()].flatMap(({ scope, cause }) =>
      // What a removed shop leaves is taken away by those who remove it.
      scope.includes('#') && !store.shopsByKey.has(scope as ShopKey) ? [] : [`${scope} is still paused: ${cause}`],
    ),
    ...[...store.shopsByKey.keys()].flatMap((key) =>
      capabilities.flatMap((one) => (served.has(`${key} ${one}`) ? [] : [`${key} never went on with ${one}`])),
    ),
  ];
}

const isWork =
  (since: number) =>
  ({ at, by, verdict }: OutageScene['calls'][number]): boolean =>
    at >= since && !by.startsWith('probe') && verdict === 'answered';

interface Held extends Span {
  readonly state: Health['state'];
}

/** How a part was judged, state by state. */
function statesOf({ watch, start, time }: OutageScene, { mall, capability }: Part): Held[] {
  const own = watch.healths.filter(({ health }) => health.mall === mall && health.capability === capability);
  const first: Held = { state: { kind: 'healthy' }, from: start, until: own[0]?.at ?? time.now() };
  return [
    first,
    ...own.map(({ at, health }, index) => ({ state: health.state, from: at, until: own[index + 1]?.at ?? time.now() })),
  ];
}

/** True while no shop may be called. */
function holdsAll({ state }: Pick<Held, 'state'>): boolean {
  return state.kind === 'down' || (state.kind === 'trickle' && state.silentRounds > 0);
}

function holdingSpans(scene: OutageScene, part: Part): Span[] {
  const spans: Span[] = [];
  for (const one of statesOf(scene, part).filter(holdsAll)) {
    const last = spans.at(-1);
    if (last?.until === one.from) spans[spans.length - 1] = { ...last, until: one.until };
    else spans.push(one);
  }
  return spans;
}

const isOf =
  ({ mall, capability }: Part) =>
  (call: OutageScene['calls'][number]): boolean =>
    call.mall === mall && call.capability === capability;

/** A pause is read at most so long after it is written, and a call may just begin. */
const readWithinMs = 11 * secondMs;

/** No worker calls a mall that counts as down. */
function lostCalls(scene: OutageScene, part: Part): string[] {
  const held = holdingSpans(scene, part);
  return scene.calls
    .filter(
      ({ by, mall, capability }) => !by.startsWith('probe') && mall === part.mall && capability === part.capability,
    )
    .filter(({ at }) => held.some(({ from, until }) => at > from + readWithinMs && at < until))
    .slice(0, 1)
    .map(({ at, by, shop }) => `${by} calls ${shop} for ${part.capability} at ${minute(scene, at)}, when it was held`);
}

/** So soon is an outage certain, and everybody held. */
const certainMs = 3 * minuteMs + 10 * secondMs;

function heldInTime(scene: OutageScene, part: Part): string[] {
  const { watch } = scene;
  const held = holdingSpans(scene, part);
  return moodsOf(scene, part.mall, part.capability).flatMap(({ mood, from, until }) => {
    const by = from + certainMs;
    const beginning = { from: from - minuteMs, until: by };
    const isExcused =
      mood !== 'out' ||
      until <= by ||
      // A call that began just before.
      scene.calls.some(
        (one) => isOf(part)(one) && one.verdict === 'answered' && one.endedAt > from && one.at < until,
      ) ||
      // The last shop has gone.
      watch.changed.some(({ at }) => at > from && at < until && loadAt(scene, part.mall, at) === 0) ||
      isDisturbed(scene, beginning) ||
      askable(scene, part.mall, { from: from - 2 * minuteMs, until: by }) === 0 ||
      nearWindows(scene, part.mall, part.capability).some((one) => overlap(one, beginning));
    const isHeld = held.some((one) => one.from <= by && one.until >= until);
    return isExcused || isHeld
      ? []
      : [`${nameOf(part)} was out from ${minute(scene, from)} and not held by ${minute(scene, by)}`];
  });
}

function resumedInTime(scene: OutageScene, part: Part): string[] {
  const { mall, capability } = part;
  const rampMs = ramp.reduce((sum, { atLeastMs }) => sum + atLeastMs, 0);
  return moodsOf(scene, mall, capability).flatMap(({ mood, from, until }, index) => {
    // Of a few shops one that fails is much of the mall.
    const least = scene.ways.singleShops ? 3 : 1;
    if (mood !== 'well' || index === 0 || askable(scene, mall, { from, until: from }) < least) return [];
    const isLight = loadAt(scene, mall, from) <= lightCallsPerSecond;
    // A shop that fails on is known for it by the second round that it fails alone in.
    const isOneFailing = causesIn(scene, mall, capability, { from, until: from + 3 * minuteMs }).length > 0;
    const soonMs = 2 * minuteMs + (isOneFailing ? 50 : 20) * secondMs;
    const freeBy = from + soonMs + (isLight ? 0 : rampMs + 2 * minuteMs);
    const wellBy = freeBy + (healthyRounds + 1) * minuteMs;
    const span = { from: from - 2 * minuteMs, until: wellBy };
    const isExcused =
      isDisturbed(scene, span) ||
      scene.watch.changed.some(({ at }) => at > from - 12 * minuteMs && at < wellBy) ||
      nearWindows(scene, mall, capability).some((one) => overlap(one, span));
    if (isExcused) return [];
    const stateAt = (at: number): Health['state'] | undefined =>
      statesOf(scene, part).find((one) => one.from <= at && one.until > at)?.state;
    const [then, later] = [stateAt(freeBy), stateAt(wellBy)];
    const isFree =
      then === undefined ||
      !isOut({ state: then }) ||
      (then.kind === 'trickle' && then.silentRounds === 0 && then.step === ramp.length - 1);
    return [
      ...(until > freeBy && !isFree
        ? [`${nameOf(part)} was well from ${minute(scene, from)} and ${then?.kind} at ${minute(scene, freeBy)}`]
        : []),
      ...(until > wellBy && later !== undefined && later.kind !== 'healthy'
        ? [`${nameOf(part)} was well from ${minute(scene, from)} and not yet healthy at ${minute(scene, wellBy)}`]
        : []),
    ];
  });
}

/** Two bad rounds, and what the first of them heard. */
const seenWithinMs = 5 * minuteMs;
/** One round in which nothing was answered. */
const silentWithinMs = 75 * secondMs;

function downForACause(scene: OutageScene, part: Part): string[] {
  const { mall, capability } = part;
  const states = statesOf(scene, part);
  return states.flatMap(({ state, from }, index) => {
    const before = states[index - 1];
    if (before === undefined || holdsAll(before) || !holdsAll({ state })) return [];
    const span = { from: from - (before.state.kind === 'suspect' ? seenWithinMs : silentWithinMs), until: from };
    const causes = causesIn(scene, mall, capability, span);
    const at = minute(scene, from);
    if (causes.length === 0) return [`${nameOf(part)} was held at ${at}, when nothing failed`];
    const shops = new Set(causes.map(({ shop }) => shop));
    const isOfOne = shops.size === 1 && !shops.has(null) && askable(scene, mall, span) >= 2;
    return isOfOne ? [`${nameOf(part)} was held at ${at}, when one shop failed`] : [];
  });
}

/** What the probes of the run that wrote a state had heard by then. */
function heardBy({ watch, calls }: OutageScene, { capability, mall }: Part, by: string, at: number): readonly string[] {
  const run = watch.runs.find(
    (one) =>
      one.process === by && one.role === 'probe' && one.at <= at && (one.endedAt ?? Number.POSITIVE_INFINITY) >= at,
  );
  return calls
    .filter((call) => call.by === by && call.mall === mall && call.capability === capability)
    .filter((call) => call.at >= (run?.at ?? at) && call.endedAt <= at)
    .map(({ verdict }) => verdict);
}

function writesOf({ watch }: OutageScene, { mall, capability }: Part): OutageScene['watch']['healths'] {
  return watch.healths.filter(({ health }) => health.mall === mall && health.capability === capability);
}

/** The ramp never goes on in a round of which every probe failed. */
function rampsOnAnswers(scene: OutageScene, part: Part): string[] {
  const writes = writesOf(scene, part);
  return writes.flatMap(({ at, by, health }, index) => {
    const [before, after] = [writes[index - 1]?.health.state, health.state];
    const isOn =
      before?.kind === 'trickle' &&
      (after.kind === 'healthy' || (after.kind === 'trickle' && after.step > before.step));
    const heard = heardBy(scene, part, by, at);
    const isSilent = heard.length > 0 && heard.every((verdict) => verdict === 'failed');
    // With its last shop gone, a mall is well.
    const isEmpty = after.kind === 'healthy' && loadAt(scene, part.mall, at) === 0;
    return isOn && isSilent && !isEmpty
      ? [`${nameOf(part)} went on at ${minute(scene, at)}, in a round without an answer`]
      : [];
  });
}

/** What is shown of the last round is what it heard. */
function roundsAreTrue(scene: OutageScene, part: Part): string[] {
  if (scene.ways.ownNetwork) return [];
  return writesOf(scene, part).flatMap(({ at, by, health: { state } }) => {
    if (state.kind !== 'trickle' || state.lastRound === undefined) return [];
    const { answered, failed, throttled = 0 } = state.lastRound;
    const heard = heardBy(scene, part, by, at);
    const count = (wanted: string): number => heard.filter((verdict) => verdict === wanted).length;
    // A round in which nothing was asked leaves what the one before has heard.
    if (count('answered') + count('failed') === 0) return [];
    const isTrue = answered === count('answered') && failed === count('failed') && throttled === count('throttled');
    return isTrue
      ? []
      : [
          `${nameOf(part)} shows ${answered}/${failed}/${throttled} at ${minute(scene, at)}, and heard ${heard.join(' ')}`,
        ];
  });
}

/** The shops that a run of the poll may call when a mall has just come back: what is light may all come, else a part. */
function rampsSpare(scene: OutageScene, mall: MallName): string[] {
  const { watch, calls } = scene;
  if (scene.ways.wrongClocks) return [];
  const states = statesOf(scene, { mall, capability: 'import' });
  const ofOutages = states.flatMap(({ state, from }, index) =>
    state.kind === 'trickle' && states[index - 1]?.state.kind === 'down' ? [from] : [],
  );
  const ofWindows = watch.ends.flatMap((one) => (one.mall === mall && one.capability === 'import' ? [one.at] : []));
  return [...ofOutages, ...ofWindows].flatMap((at) => {
    if (watch.changed.some((one) => Math.abs(one.at - at) < 15 * minuteMs)) return [];
    const load = loadAt(scene, mall, at);
    const count = watch.shops.filter(({ shop, from, until }) => shop.mall === mall && from <= at && until > at).length;
    const share = ramp.findLast((step) => load * step.share <= lightCallsPerSecond)?.share ?? 0;
    const most = Math.max(3, Math.ceil(share * count));
    return watch.runs.flatMap(({ role, process, at: begun, endedAt }) => {
      if (role !== 'poll' || begun <= at || begun > at + 100 * secondMs) return [];
      const called = new Set(
        calls.flatMap((call) =>
          call.by === process &&
          call.mall === mall &&
          call.at >= begun &&
          call.at <= Math.min(endedAt ?? call.at, at + 110 * secondMs)
            ? [call.shop]
            : [],
        ),
      );
      return called.size > most
        ? [
            `${mall} came back at ${minute(scene, at)}, and ${called.size} of ${count} shops called it at ${minute(scene, begun)}, not ${most}`,
          ]
        : [];
    });
  });
}
