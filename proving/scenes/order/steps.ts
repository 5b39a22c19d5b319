import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { wantedParcels } from '../../../core/model/order-words.ts';
import type { Parcel } from '../../../core/model/push.ts';
import { isDoneAfterWithdrawal, parcelsOf } from '../../../core/model/push-row.ts';
import type { Push } from '../../memory/push.ts';
import type { Draw } from '../../worlds/draws.ts';
import { isPaused, perform } from './acts.ts';
import type { Scene } from './scene.ts';

/** A scene whose acts are drawn as it is played. */
export interface DrawnScene extends Scene {
  /** The chance of the step at hand. */
  chance: Draw;
  readonly ways: SceneWays;
  /** Whether the shop is paused at times. */
  readonly isPausing: boolean;
  /** Tracking numbers that no request has used yet. */
  readonly newNumbers: string[];
}

/** What happens in some scenes only: what always happens hides what happens without it. */
export interface SceneWays {
  readonly severalAtOnce: boolean;
  /** Numbers are corrected that count no more, too. */
  readonly outdatedCorrected: boolean;
  readonly wrongClocks: boolean;
  readonly memos: boolean;
  /** A person at the mall, or another installation, reports a parcel of the order, too. */
  readonly elsewhere: boolean;
  /** Requests come beside others that are under way (`beside.ts`). */
  readonly beside: boolean;
}

export type Step = (scene: DrawnScene) => Promise<void> | void;

/** Plain requests leave these numbers to the corrections. */
export const keptForCorrections = 3;

/** The steps that a scene draws from; what stands twice is drawn twice as often. */
export function stepsOf({ ways: { severalAtOnce, memos, elsewhere }, mall }: DrawnScene): readonly Step[] {
  return [
    ...[requestParcel, requestParcel, requestCorrection, requestCorrection, changeCarrier, correctBack, requestAgain],
    ...(severalAtOnce ? [requestTwoParcels, requestTwoParcels] : []),
    ...(memos && mall.hasMemos ? [requestMemo, requestMemo] : []),
    ...(elsewhere ? [addElsewhere] : []),
    ...[withdraw, withdraw, retry, carryOutLate, carryOutLate, carryOutLate, breakMall, runTwoWorkers],
  ];
}

export async function requestParcel(scene: DrawnScene): Promise<void> {
  if (scene.newNumbers.length <= keptForCorrections) return;
  const isPart = scene.mall.onePiece !== undefined && scene.chance.chance(0.5);
  await requestShipment(scene, isPart ? partOf(scene, newParcel(scene)) : newParcel(scene));
}

async function requestTwoParcels(scene: DrawnScene): Promise<void> {
  const { newNumbers, chance } = scene;
  if (newNumbers.length <= keptForCorrections) return;
  const [wrong, other] = [partOf(scene, newParcel(scene)), partOf(scene, newParcel(scene))];
  await requestShipment(scene, wrong, other);
  // A person may notice the mistake at once, and correct it before the first call.
  if (chance.chance(0.5)) await requestShipment(scene, { ...newParcel(scene), corrects: wrong.trackingNumber ?? '' });
}

export async function requestCorrection(scene: DrawnScene): Promise<void> {
  const { chance, ways, newNumbers, mall } = scene;
  const wrong = (ways.outdatedCorrected ? parcelsOf(scene.world.pushes()) : parcelsThatCount(scene)).filter(isNumbered);
  if (newNumbers.length === 0 || wrong.length === 0) return;
  const { trackingNumber } = chance.pick(wrong);
  await requestShipment(scene, {
    ...newParcel(scene, chance.pick(mall.carriers.slice(0, 2))),
    corrects: trackingNumber ?? '',
  });
}

export async function changeCarrier(scene: DrawnScene): Promise<void> {
  const parcels = parcelsThatCount(scene);
  if (parcels.length === 0) return;
  const { corrects: _, ...parcel } = scene.chance.pick(parcels);
  await requestShipment(scene, { ...parcel, carrier: scene.chance.pick(scene.mall.carriers) });
}

export async function correctBack(scene: DrawnScene): Promise<void> {
  const corrections = parcelsThatCount(scene).filter(({ corrects }) => corrects !== undefined);
  if (corrections.length === 0) return;
  const { trackingNumber: right, corrects: wrong } = scene.chance.pick(corrections);
  await requestShipment(scene, parcelOf(wrong ?? '', { carrier: scene.mall.carriers[0], corrects: right ?? '' }));
}

async function requestMemo(scene: DrawnScene): Promise<void> {
  await perform(scene, { do: 'request', content: { kind: 'memo', text: scene.chance.pick(['あ', 'い', 'う']) } });
}

/** A file is read twice, say. */
async function requestAgain(scene: DrawnScene): Promise<void> {
  const pushes = scene.world.pushes();
  if (pushes.length > 0) await perform(scene, { do: 'request', content: scene.chance.pick(pushes).content });
}

export async function withdraw(scene: DrawnScene): Promise<void> {
  const open = scene.world.pushes().filter(({ state }) => state.kind !== 'confirmed' && state.kind !== 'withdrawn');
  if (open.length > 0) await perform(scene, { do: 'withdraw', request: requestOf(scene, scene.chance.pick(open)) });
}

async function retry(scene: DrawnScene): Promise<void> {
  const pushes = scene.world.pushes();
  if (pushes.length > 0) await perform(scene, { do: 'retry', request: requestOf(scene, scene.chance.pick(pushes)) });
}

const requestOf = ({ asked }: Scene, { id }: Push): number => asked.indexOf(id);

/**
 * A failure waits for a person, and until then the parcel may be at the mall by no number, or by two: what the failed request took the place of
 * counts again only once it is taken back. That what was taken back is done all the same is a report, which may stand.
 */
export async function seeToFailures(scene: DrawnScene): Promise<void> {
  const retried = scene.world
    .pushes()
    .filter((push) => push.state.kind === 'failed' && !isDoneAfterWithdrawal(push))
    .filter((push) => scene.chance.of(requestOf(scene, push)).chance(0.5));
  await perform(scene, { do: 'see-to-failures', retried: retried.map((push) => requestOf(scene, push)) });
}

export async function addElsewhere(scene: DrawnScene): Promise<void> {
  if (scene.elsewhere.length === 0) await perform(scene, { do: 'report-elsewhere', number: '9999' });
}

async function carryOutLate(scene: DrawnScene): Promise<void> {
  const { mall, chance, ways } = scene;
  // The last look is two hours after the call; by a clock that is an hour fast, one.
  const latest = ways.wrongClocks ? 55 : 100;
  const minutes = chance.pick([chance.int(1, 12), chance.int(5, latest)]);
  const times = chance.int(1, 2);
  const applyAfterMs = minutes * minuteMs;
  await perform(scene, {
    do: 'break',
    fault: { kind: 'apply-later', operations: mall.writing, times, applyAfterMs },
  });
}

async function breakMall(scene: DrawnScene): Promise<void> {
  const { mall, chance } = scene;
  const { writing, reading, faults } = mall;
  const kind = chance.pick([...faults, 'all-well']);
  const some = chance.pick([writing, reading, [...writing, ...reading]]);
  // A refused reading would be a defect of ours.
  const operations = kind === 'refusal' || kind === 'invalid-input' ? writing : some;
  await perform(scene, { do: 'break', fault: { kind, operations, times: chance.int(1, 3) } });
}

/** The lease of a shop keeps workers apart; it saves calls, and nothing may depend on it. */
async function runTwoWorkers(scene: DrawnScene): Promise<void> {
  const { chance, ways } = scene;
  await perform(scene, { do: 'begin-worker', skewMs: ways.wrongClocks ? chance.pick([0, hourMs, -hourMs]) : 0 });
  await perform(scene, { do: 'idle', ms: chance.int(100, 3 * secondMs) });
  if (chance.chance(0.5)) await requestAgain(scene);
  await perform(scene, { do: 'begin-worker', skewMs: 0 });
  await perform(scene, { do: 'await-workers' });
}

/** Pauses the shop at times, so that several changes fall due together and one run handles them all. */
export async function pauseOrResume(scene: DrawnScene): Promise<void> {
  if (scene.isPausing && scene.chance.hits('pause', 0.3))
    await perform(scene, { do: isPaused(scene) ? 'resume' : 'pause' });
}

/** Moments within a run, minutes in which a call's end is open, or until an order is about to be looked at again. */
export async function pass(scene: DrawnScene): Promise<void> {
  const { world, chance } = scene;
  if (chance.chance(0.3)) return perform(scene, { do: 'idle', ms: chance.int(0, 5) * secondMs });
  const looks = world.pushes().flatMap(({ lookAgainAt }) => lookAgainAt ?? []);
  const untilLookMs = Math.max(0, Math.min(...looks) - world.time.now());
  const shortMs = chance.int(1, 20) * secondMs;
  const ms = chance.pick([
    shortMs,
    chance.int(1, 8) * minuteMs,
    chance.int(5, 40) * minuteMs,
    ...(looks.length > 0 ? [Math.max(secondMs, untilLookMs - shortMs)] : []),
  ]);
  await perform(scene, { do: 'pass', ms });
}

export async function requestShipment(scene: DrawnScene, ...parcels: readonly Parcel[]): Promise<void> {
  await perform(scene, { do: 'request', content: { kind: 'ship', parcels } });
}

/** The parcel has one piece of its order, where the mall keeps that: then there can be others. */
export function partOf({ world, mall, order }: Scene, parcel: Parcel): Parcel {
  const contents = mall.onePiece?.(world, order);
  return contents === undefined ? parcel : { ...parcel, contents };
}

export function newParcel({ newNumbers, mall }: DrawnScene, carrier: string = mall.carriers[0]): Parcel {
  return parcelOf(newNumbers.shift() ?? '', { carrier });
}

export function parcelOf(trackingNumber: string, more: Partial<Parcel> & Pick<Parcel, 'carrier'>): Parcel {
  return { trackingNumber, shippedOn: '2026-11-24', ...more };
}

export const isNumbered = ({ trackingNumber }: Parcel): boolean => trackingNumber !== null;

/** The parcels that are wanted of the order. */
export function parcelsThatCount({ world }: Scene): Parcel[] {
  const rows = [...world.store.targetsByShop.values()].flatMap((ofShop) => [...ofShop.values()]);
  const wanted = rows.flatMap((target) => wantedParcels(target));
  return wanted.flatMap(({ parcel, isFailed }) => (isFailed ? [] : [parcel]));
}
