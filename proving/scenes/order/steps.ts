import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { hasFailed, inForce, parcelsOf, stands } from '../../../core/model/in-force.ts';
import type { Parcel, Push, PushContent } from '../../../core/model/push.ts';
import { retryPush, withdrawPush } from '../../../core/status/by-hand.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { OrderAct } from '../../laws/acts.ts';
import type { PushWorld, Worker } from '../../status-world.ts';
import { breakCalls, type SceneMall } from './malls.ts';

/** One order, and what people, workers and the mall do about its shipments. */
export interface Scene {
  readonly world: PushWorld;
  readonly mall: SceneMall;
  readonly order: string;
  readonly chance: Prng;
  readonly ways: SceneWays;
  /** Null: the shop is never paused. */
  readonly pausing: Prng | null;
  /** Tracking numbers that no request has used yet. */
  readonly newNumbers: string[];
  /** The parcels that were reported from elsewhere, and whether before anything was requested. */
  readonly elsewhere: { readonly number: string; readonly isFirst: boolean }[];
  /** What people did, and what was announced, in the order of acceptance. */
  readonly acts: OrderAct[];
  /** What was told while it was not so, a sentence each. */
  readonly toldInVain: readonly string[];
  /** Writes into the scene's story what happens now. */
  readonly tell: (line: string) => void;
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
}

type Step = (scene: Scene) => Promise<void> | void;

/** Plain requests leave these numbers to the corrections. */
const keptForCorrections = 3;

/** The steps that a scene draws from; what stands twice is drawn twice as often. */
export function stepsOf({ ways: { severalAtOnce, memos, elsewhere }, mall }: Scene): readonly Step[] {
  return [
    ...[requestParcel, requestParcel, requestCorrection, requestCorrection, changeCarrier, correctBack, requestAgain],
    ...(severalAtOnce ? [requestTwoParcels, requestTwoParcels] : []),
    ...(memos && mall.hasMemos ? [requestMemo, requestMemo] : []),
    ...(elsewhere ? [addElsewhere] : []),
    ...[withdraw, withdraw, retry, carryOutLate, carryOutLate, carryOutLate, breakMall, runTwoWorkers],
  ];
}

async function requestParcel(scene: Scene): Promise<void> {
  if (scene.newNumbers.length <= keptForCorrections) return;
  const isPart = scene.mall.onePiece !== undefined && scene.chance.chance(0.5);
  await requestShipment(scene, isPart ? partOf(scene, newParcel(scene)) : newParcel(scene));
}

async function requestTwoParcels(scene: Scene): Promise<void> {
  const { newNumbers, chance } = scene;
  if (newNumbers.length <= keptForCorrections) return;
  const [wrong, other] = [partOf(scene, newParcel(scene)), partOf(scene, newParcel(scene))];
  await requestShipment(scene, wrong, other);
  // A person may notice the mistake at once, and correct it before the first call.
  if (chance.chance(0.5)) await requestShipment(scene, { ...newParcel(scene), corrects: wrong.trackingNumber ?? '' });
}

async function requestCorrection(scene: Scene): Promise<void> {
  const { chance, ways, newNumbers, mall } = scene;
  const wrong = ways.outdatedCorrected ? parcelsOf(scene.world.pushes()) : parcelsThatCount(scene);
  if (newNumbers.length === 0 || wrong.length === 0) return;
  const { trackingNumber } = chance.pick(wrong);
  await requestShipment(scene, {
    ...newParcel(scene, chance.pick(mall.carriers.slice(0, 2))),
    corrects: trackingNumber ?? '',
  });
}

async function changeCarrier(scene: Scene): Promise<void> {
  const parcels = parcelsThatCount(scene);
  if (parcels.length === 0) return;
  const { corrects: _, ...parcel } = scene.chance.pick(parcels);
  await requestShipment(scene, { ...parcel, carrier: scene.chance.pick(scene.mall.carriers) });
}

async function correctBack(scene: Scene): Promise<void> {
  const corrections = parcelsThatCount(scene).filter(({ corrects }) => corrects !== undefined);
  if (corrections.length === 0) return;
  const { trackingNumber: right, corrects: wrong } = scene.chance.pick(corrections);
  await requestShipment(scene, parcelOf(wrong ?? '', { carrier: scene.mall.carriers[0], corrects: right ?? '' }));
}

async function requestMemo(scene: Scene): Promise<void> {
  await request(scene, { kind: 'memo', text: scene.chance.pick(['あ', 'い', 'う']) });
}

/** A file is read twice, say. */
async function requestAgain(scene: Scene): Promise<void> {
  const pushes = scene.world.pushes();
  if (pushes.length > 0) await request(scene, scene.chance.pick(pushes).content);
}

async function withdraw(scene: Scene): Promise<void> {
  const open = scene.world.pushes().filter(({ state }) => state.kind !== 'confirmed' && state.kind !== 'withdrawn');
  if (open.length > 0) await withdrawOne(scene, scene.chance.pick(open));
}

async function withdrawOne({ world, acts, tell }: Scene, push: Push): Promise<void> {
  const { kind } = await withdrawPush(world.worker().ports, push, { by: 'taro' });
  if (kind === 'withdrawn') acts.push({ kind: 'withdraw', request: push.id });
  tell(`taro takes ${pushWords(push)} back: ${kind}`);
}

async function retry(scene: Scene): Promise<void> {
  const pushes = scene.world.pushes();
  if (pushes.length > 0) await retryOne(scene, scene.chance.pick(pushes));
}

async function retryOne({ world, acts, tell }: Scene, push: Push): Promise<void> {
  const { kind } = await retryPush(world.worker().ports, push, { by: 'taro', looksAtConfirmed: true });
  if (kind !== 'replaced') acts.push({ kind: 'retry', request: push.id });
  tell(`taro retries ${pushWords(push)}, which is ${push.state.kind}: ${kind}`);
}

/**
 * A failure waits for a person, and until then the parcel may be at the mall by no number, or by two: what the failed request took the place of
 * counts again only once it is taken back. That what was taken back is done all the same is a report, which may stand.
 */
export async function seeToFailures(scene: Scene): Promise<void> {
  const failed = scene.world.pushes().filter(hasFailed);
  for (const push of failed) await (scene.chance.chance(0.5) ? retryOne : withdrawOne)(scene, push);
}

export function addElsewhere({ world, mall, order, elsewhere, tell }: Scene): void {
  const number = '9999';
  if (elsewhere.length > 0) return;
  mall.addElsewhere?.(world, order, { number, carrier: mall.carriers[0] });
  elsewhere.push({ number, isFirst: world.pushes().length === 0 });
  tell(`another installation reports the parcel ${number}`);
}

function carryOutLate({ world, mall, chance, ways, tell }: Scene): void {
  // The last look is two hours after the call; by a clock that is an hour fast, one.
  const latest = ways.wrongClocks ? 55 : 100;
  const minutes = chance.pick([chance.int(1, 12), chance.int(5, latest)]);
  const times = chance.int(1, 2);
  const applyAfterMs = minutes * minuteMs;
  breakCalls(world, { kind: 'apply-later', operations: mall.writing, times, applyAfterMs });
  tell(`of the next calls ${times} will be carried out ${minutes} minutes late`);
}

function breakMall({ world, mall, chance, tell }: Scene): void {
  const { writing, reading, faults } = mall;
  const kind = chance.pick([...faults, 'all-well']);
  const some = chance.pick([writing, reading, [...writing, ...reading]]);
  // A refused reading would be a defect of ours.
  const operations = kind === 'refusal' || kind === 'invalid-input' ? writing : some;
  const times = chance.int(1, 3);
  breakCalls(world, { kind, operations, times });
  tell(`the next ${times} calls of ${operations.join(', ')} meet ${kind}`);
}

/** The lease of a shop keeps workers apart; it saves calls, and nothing may depend on it. */
async function runTwoWorkers(scene: Scene): Promise<void> {
  const { world, chance, ways, tell } = scene;
  const skewMs = ways.wrongClocks ? chance.pick([0, hourMs, -hourMs]) : 0;
  tell(`two workers without a lease begin, one with a clock that is wrong by ${skewMs / hourMs} hours`);
  const first = world.run(workerWithoutLease(world, skewMs));
  await world.idle(chance.int(100, 3 * secondMs));
  if (chance.chance(0.5)) await requestAgain(scene);
  await Promise.all([first, world.run(workerWithoutLease(world))]);
}

function workerWithoutLease(world: PushWorld, skewMs = 0): Worker {
  const { leases } = world.worker().ports;
  const free = { ...leases, take: async () => ({ restsUntil: null }), release: async () => undefined };
  return world.worker({ leases: free }, skewMs);
}

async function requestShipment(scene: Scene, ...parcels: readonly Parcel[]): Promise<void> {
  await request(scene, { kind: 'ship', parcels });
}

async function request({ world, order, acts, tell }: Scene, content: PushContent): Promise<void> {
  const asked = await world.ask(order, content);
  if (asked.kind !== 'refused') acts.push(...actsOf(asked.push.id, content, world.time.now()));
  tell(`hanako requests ${contentWords(content)}: ${asked.kind}`);
}

function actsOf(request: string, content: PushContent, at: number): OrderAct[] {
  if (content.kind === 'memo') return [{ kind: 'memo', request, at, text: content.text }];
  if (content.kind !== 'ship') return [];
  const parcels = content.parcels.map(
    ({ trackingNumber: number, carrier, corrects, basketId, shippedOn, contents }) => ({
      ...{ number, carrier, rest: JSON.stringify([shippedOn, contents]) },
      ...(corrects === undefined ? {} : { corrects }),
      ...(basketId === undefined ? {} : { destination: basketId }),
    }),
  );
  return [{ kind: 'ship', request, at, parcels }];
}

/** The parcel has one piece of its order, where the mall keeps that: then there can be others. */
function partOf({ world, mall, order }: Scene, parcel: Parcel): Parcel {
  const contents = mall.onePiece?.(world, order);
  return contents === undefined ? parcel : { ...parcel, contents };
}

function newParcel({ newNumbers, mall }: Scene, carrier: string = mall.carriers[0]): Parcel {
  return parcelOf(newNumbers.shift() ?? '', { carrier });
}

function parcelOf(trackingNumber: string, more: Partial<Parcel> & Pick<Parcel, 'carrier'>): Parcel {
  return { trackingNumber, shippedOn: '2026-11-24', ...more };
}

/** The parcels of the requests that stand, without those that a later request took the place of. */
function parcelsThatCount({ world }: Scene): Parcel[] {
  const pushes = world.pushes();
  return pushes.filter(stands).flatMap((push) => {
    const { content } = inForce(push, pushes);
    return content?.kind === 'ship' ? content.parcels : [];
  });
}

/** Names a push for who reads the story. */
export function pushWords({ id, content }: Push): string {
  return `${contentWords(content)} (${id})`;
}

/** A parcel is `number/carrier`, and `right<wrong/carrier` where it corrects. */
function contentWords(content: PushContent): string {
  if (content.kind === 'memo') return `the memo ${content.text}`;
  if (content.kind !== 'ship') return content.kind;
  const words = content.parcels.map(
    ({ trackingNumber, corrects, carrier }) => `${trackingNumber}${corrects ? `<${corrects}` : ''}/${carrier}`,
  );
  return words.join(' and ');
}
