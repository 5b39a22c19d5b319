import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { Parcel } from '../../../core/model/push.ts';
import { perform } from './acts.ts';
import {
  changeCarrier,
  correctBack,
  type DrawnScene,
  isNumbered,
  keptForCorrections,
  newParcel,
  parcelOf,
  parcelsThatCount,
  partOf,
  requestCorrection,
  requestParcel,
  requestShipment,
  type Step,
  withdraw,
} from './steps.ts';

/*
 * Requests beside others that are under way: of workers that come back late or never, of numbers that another parcel has, of calls that the mall
 * refuses, and of requests that come late themselves.
 */

/** The steps that such a scene draws from, beside those of every scene. */
export function besideSteps({ mall, ways }: DrawnScene): readonly Step[] {
  return [
    ...[askDuringTurn, askDuringTurn, askDuringTurn, askDuringTurn, askLate, askLate, refuseOneOfTwo, breakForLong],
    ...[correctOntoAnother, correctOntoAnother, swapNumbers],
    ...(mall.hasNumberless ? [requestNumberless] : []),
    ...(mall.hasMemos && ways.memos ? [replaceMemo, replaceMemo, replaceMemo] : []),
    ...(mall.spoil === undefined ? [] : [spoilForAWhile]),
  ];
}

/** A worker reads and calls by what it has claimed while people ask otherwise; it writes at once, late or never. */
async function askDuringTurn(scene: DrawnScene): Promise<void> {
  const { chance, mall } = scene;
  if (scene.world.pushes().length === 0) await requestParcel(scene);
  if (chance.chance(0.4)) {
    const applyAfterMs = chance.int(1, 50) * minuteMs;
    const fault = { kind: 'apply-later' as const, operations: mall.writing, times: 1, applyAfterMs };
    await perform(scene, { do: 'break', fault });
  } else if (chance.chance(0.3)) {
    const fault = { kind: 'timeout-before' as const, operations: mall.writing, times: 1 };
    await perform(scene, { do: 'break', fault });
  }
  if (chance.chance(0.7)) await ask(scene);
  if (chance.chance(0.2)) await perform(scene, { do: 'begin-dying-worker' });
  else await perform(scene, { do: 'begin-late-worker', lateMs: chance.pick([0, 1, 7, 9, 15, 30]) * minuteMs });
  await perform(scene, { do: 'idle', ms: chance.int(300, 25 * secondMs) });
  await ask(scene);
  if (chance.chance(0.4)) {
    await perform(scene, { do: 'idle', ms: chance.pick([chance.int(1, 30) * secondMs, chance.int(6, 9) * minuteMs]) });
    await chance.pick([withdraw, withdraw, ask])(scene);
  }
}

async function ask(scene: DrawnScene): Promise<void> {
  await scene.chance.pick([requestCorrection, requestCorrection, changeCarrier, correctBack, requestParcel])(scene);
}

/** A file, or an event, that was under way for minutes. */
async function askLate(scene: DrawnScene): Promise<void> {
  const { chance, mall, newNumbers } = scene;
  const [wrong] = parcelsThatCount(scene).filter(isNumbered);
  if (wrong === undefined || newNumbers.length === 0) return;
  const agoMs = chance.int(1, 15) * minuteMs;
  const parcel = chance.chance(0.5)
    ? { ...newParcel(scene, chance.pick(mall.carriers)), corrects: wrong.trackingNumber ?? '' }
    : parcelOf(wrong.trackingNumber ?? '', { carrier: mall.carriers[2] });
  await perform(scene, { do: 'request', content: { kind: 'ship', parcels: [parcel] }, agoMs });
}

/** Two requests are in hand, and the mall refuses the call for one of them. */
async function refuseOneOfTwo(scene: DrawnScene): Promise<void> {
  const { chance, mall } = scene;
  const kind = mall.faults.find((one) => one === 'refusal' || one === 'invalid-input');
  if (kind === undefined) return;
  const fault = { kind, operations: mall.writing, times: 1 };
  if (chance.chance(0.5)) await perform(scene, { do: 'break', fault });
  await ask(scene);
  if (chance.chance(0.3)) await perform(scene, { do: 'break', fault });
  await ask(scene);
}

/** Makes the mall answer more calls without acting on them than the product repeats. */
async function breakForLong(scene: DrawnScene): Promise<void> {
  const { chance, mall } = scene;
  const fault = { kind: chance.pick(['lost-write', 'timeout-after'] as const), operations: mall.writing, times: 20 };
  await perform(scene, { do: 'break', fault });
  await perform(scene, { do: 'pass', ms: chance.int(5, 120) * minuteMs });
  if (chance.chance(0.5)) await perform(scene, { do: 'mend' });
}

/** The right number of a correction is that of another parcel. */
async function correctOntoAnother(scene: DrawnScene): Promise<void> {
  const { chance, newNumbers } = scene;
  const [one, other] = await twoParcels(scene);
  if (one === undefined || other === undefined) return;
  const onto = correcting(other, one);
  if (chance.chance(0.7) || newNumbers.length === 0) return requestShipment(scene, onto);
  // As in a file that is one line off.
  return requestShipment(scene, onto, { ...newParcel(scene, other.carrier), corrects: other.trackingNumber ?? '' });
}

async function swapNumbers(scene: DrawnScene): Promise<void> {
  const [one, other] = await twoParcels(scene);
  if (one === undefined || other === undefined) return;
  await requestShipment(scene, correcting(one, other), correcting(other, one));
}

async function twoParcels(scene: DrawnScene): Promise<Parcel[]> {
  const parcels = parcelsThatCount(scene).filter(isNumbered);
  if (parcels.length > 1 || scene.newNumbers.length <= keptForCorrections) return parcels;
  const added = partOf(scene, newParcel(scene));
  await requestShipment(scene, added);
  await perform(scene, { do: 'pass', ms: scene.chance.int(1, 90) * secondMs });
  return parcelsThatCount(scene).filter(isNumbered);
}

const correcting = (right: Parcel, wrong: Parcel): Parcel =>
  parcelOf(right.trackingNumber ?? '', { carrier: wrong.carrier, corrects: wrong.trackingNumber ?? '' });

async function requestNumberless(scene: DrawnScene): Promise<void> {
  const { chance, mall } = scene;
  const parcel: Parcel = { trackingNumber: null, shippedOn: '2026-11-24', carrier: mall.carriers[0] };
  await requestShipment(scene, ...(chance.chance(0.6) ? [parcel, parcel] : [parcel]));
}

/** A memo is changed before it is set, and the change may be taken back. */
async function replaceMemo(scene: DrawnScene): Promise<void> {
  const { chance, world } = scene;
  const text = chance.pick(['え', 'お', 'か']);
  await perform(scene, { do: 'request', content: { kind: 'memo', text } });
  await perform(scene, { do: 'idle', ms: chance.int(0, 20) * secondMs });
  await perform(scene, { do: 'request', content: { kind: 'memo', text: `${text}改` } });
  await perform(scene, { do: 'idle', ms: chance.int(0, 20) * secondMs });
  const last = world.pushes().findLast(({ content }) => content.kind === 'memo' && content.text === `${text}改`);
  if (last !== undefined && chance.chance(0.7))
    await perform(scene, { do: 'withdraw', request: scene.asked.indexOf(last.id) });
}

async function spoilForAWhile(scene: DrawnScene): Promise<void> {
  const { chance } = scene;
  await perform(scene, { do: 'spoil' });
  await perform(scene, { do: 'pass', ms: chance.int(1, 130) * minuteMs });
  await perform(scene, { do: 'unspoil' });
}
