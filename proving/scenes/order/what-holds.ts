import {
  asIfRequested,
  hasFailed,
  inForce,
  isDoneAfterWithdrawal,
  isSuperseded,
  isTakenBack,
  parcelsOf,
  stands,
} from '../../../core/model/in-force.ts';
import type { Parcel, Push, PushStep } from '../../../core/model/push.ts';
import { isDone } from '../../../core/model/push-row.ts';
import type { PushWorld } from '../../status-world.ts';
import { onSet } from '../../worlds/outage-watch.ts';
import { onFalseNews } from '../../worlds/status-watch.ts';
import { pushWords } from './acts.ts';
import type { ParcelSeen } from './malls.ts';
import type { Scene } from './scene.ts';

/** What must hold of an order hours after everything was mended, and does not: a sentence each. */
export function brokenPromises({ world, mall, order, elsewhere, toldInVain }: Scene): string[] {
  const [pushes, rows] = [world.pushes(), mall.parcels(world, order)];
  const memo = mall.memo(world, order);
  return [
    ...world.failures.map((failure) => `a run failed: ${failure}`),
    ...toldInVain,
    ...pushes.flatMap(workLeft),
    ...pushes.flatMap((push) => confirmedInVain(push, pushes, rows, memo)),
    ...pushes.flatMap((push) => lostParcels(push, pushes, rows)),
    ...pushes.flatMap((push) => shownThoughTakenBack(push, pushes, rows)),
    ...doubledNumbers(pushes, rows),
    ...parcelsInTwoRows(pushes, rows),
    ...pushes.flatMap(takenForUnknown),
    ...elsewhere.flatMap((one) => parcelsBeside(one, rows)),
  ];
}

/** The order is at the mall all the time, whatever an answer leaves out. */
function takenForUnknown(push: Push): string[] {
  const isTaken = push.trail.some(({ what, reason }) => what === 'failed' && reason === 'order-unknown');
  return isTaken ? [`${pushWords(push)} failed for an unknown order, and the mall has the order`] : [];
}

/** What is reported from elsewhere stays, and where that was there first, no request asks for another parcel beside it. */
function parcelsBeside({ number, isFirst }: Scene['elsewhere'][number], rows: readonly ParcelSeen[]): string[] {
  const isThere = rows.some((row) => row.number === number);
  const others = rows.filter((row) => row.number !== number);
  return [
    ...(isThere ? [] : [`${number}, which was reported from elsewhere, is at the mall no more`]),
    ...(isFirst
      ? others.map((row) => `${row.number} was sent beside ${number}, which was reported from elsewhere`)
      : []),
  ];
}

/** Notes from now on what was told, or reported of a push, while it was not so. */
export function watchNews({ store }: PushWorld): readonly string[] {
  const toldInVain: string[] = [];
  onSet(store.pushesByShop, (rows) =>
    onSet(rows, (push, before) => toldInVain.push(...reportedInVain(push, before, [...rows.values()]))),
  );
  onFalseNews(store, ({ id }) => toldInVain.push(`${id} was told, and no row says so`));
  return toldInVain;
}

/** A superseded push that shows is reported (`done-after-withdrawal`) only while another one has its place, or has failed to take it. */
function reportedInVain(push: Push, before: Push | undefined, pushes: readonly Push[]): string[] {
  if (!isDoneAfterWithdrawal(push) || before === undefined || !isSuperseded(before)) return [];
  const all = asIfRequested(pushes, (other) => !isTakenBack(other));
  return inForce(push, all).replacedBy.length > 0
    ? []
    : [`${pushWords(push)} was reported, though nothing had its place any more`];
}

function workLeft(push: Push): string[] {
  if (!isDone(push)) return [`${pushWords(push)} is still ${push.state.kind}`];
  return [
    ...(push.lookAgainAt === undefined ? [] : [`${pushWords(push)} is still to be looked at`]),
    ...(push.untold === undefined ? [] : [`${pushWords(push)} was not told`]),
  ];
}

function confirmedInVain(push: Push, pushes: readonly Push[], rows: readonly ParcelSeen[], memo: string): string[] {
  if (push.state.kind !== 'confirmed') return [];
  const { at } = push.state;
  // A request that took the place of a part and failed since was reported, and waits for a person.
  const { content } = inForce(
    push,
    asIfRequested(pushes, (other) => failedSince(other, at)),
  );
  const isSo =
    (content?.kind !== 'memo' || content.text === memo) &&
    (content?.kind !== 'ship' || content.parcels.every((parcel) => rows.some((row) => shows(row, parcel))));
  return isSo ? [] : [`${pushWords(push)} is confirmed, and the mall does not show it`];
}

function failedSince(push: Push, since: number): boolean {
  const { state } = push;
  return state.kind === 'failed' && hasFailed(push) && state.at >= since;
}

/**
 * Whatever was corrected and taken back since: a parcel that was confirmed, or that another request took the place of, is at the mall, by one of
 * its numbers, unless a request for one of these has failed since, which is reported.
 */
function lostParcels(push: Push, pushes: readonly Push[], rows: readonly ParcelSeen[]): string[] {
  const { state } = push;
  if (state.kind !== 'confirmed' && !isSuperseded(push)) return [];
  const parcels = sameParcels(pushes);
  const told = pushes.filter((other) => failedSince(other, state.kind === 'confirmed' ? state.at : push.requestedAt));
  const missing = parcelsOf(told).map(({ trackingNumber }) => trackingNumber);
  const lost = parcelsOf([push]).filter(({ trackingNumber }) => {
    const numbers = parcels.find((one) => one.has(trackingNumber ?? ''));
    const isThere = rows.some(({ number }) => numbers?.has(number ?? ''));
    return !isThere && !missing.some((number) => numbers?.has(number ?? ''));
  });
  return lost.map(
    ({ trackingNumber }) => `the parcel that was requested as ${trackingNumber} is at the mall by none of its numbers`,
  );
}

/**
 * What a person took back is not at the mall, or it was reported that it is (`done-after-withdrawal`). Who takes back that report, too, leaves
 * the parcel as it is: it is theirs to see to, and the push ends as `withdrawn`.
 */
function shownThoughTakenBack(push: Push, pushes: readonly Push[], rows: readonly ParcelSeen[]): string[] {
  const isReported = wasDoneAfterWithdrawal(push) || hadSurplusThatStays(push);
  // Another's call has done it: that this one failed was told.
  const wasNeverCalled = push.trail.some(({ what }) => what === 'failed') && !push.trail.some(isCall);
  if (!isTakenBack(push) || isReported || wasNeverCalled) return [];
  // A request that another took the place of was not taken back: its number may stay.
  const wanted = parcelsOf(pushes.filter((other) => !isTakenBack(other))).map(({ trackingNumber }) => trackingNumber);
  const parcels = parcelsOf([push]);
  const isShown = parcels.length > 0 && parcels.every((parcel) => rows.some((row) => shows(row, parcel)));
  const isWanted = parcels.every(({ trackingNumber }) => wanted.includes(trackingNumber));
  return isShown && !isWanted ? [`${pushWords(push)} was taken back, and is at the mall unreported`] : [];
}

const isCall = ({ what }: PushStep): boolean => what === 'called';

function doubledNumbers(pushes: readonly Push[], rows: readonly ParcelSeen[]): string[] {
  const toldOf = numbersOf(pushes.filter(hadSurplusThatStays));
  const numbers = rows.map(({ number }) => number);
  const doubled = new Set(numbers.filter((number, at) => numbers.indexOf(number) !== at && !toldOf.includes(number)));
  return [...doubled].map((number) => `${number} is at the mall twice`);
}

function parcelsInTwoRows(pushes: readonly Push[], rows: readonly ParcelSeen[]): string[] {
  // That the mall shows what was taken back, or a row too many, was told: a person looks at the order.
  const toldOf = numbersOf(pushes.filter((push) => wasDoneAfterWithdrawal(push) || hadSurplusThatStays(push)));
  const parcels = sameParcels(pushes, (right, push) => isMeantAsAnother(right, push, pushes));
  return parcels.flatMap((numbers) => {
    const shown = [...numbers].filter((number) => rows.some((row) => row.number === number));
    return shown.length > 1 && !shown.some((number) => toldOf.includes(number))
      ? [`${shown.join(' and ')} are numbers of one parcel, and all are at the mall`]
      : [];
  });
}

const numbersOf = (pushes: readonly Push[]): (string | null)[] =>
  parcelsOf(pushes).map(({ trackingNumber }) => trackingNumber);

function wasDoneAfterWithdrawal({ trail }: Push): boolean {
  return trail.some(({ reason }) => reason === 'done-after-withdrawal');
}

/** A mall may take no parcel away: that it shows a row too many was told to the merchant. */
function hadSurplusThatStays({ trail }: Push): boolean {
  return trail.some(({ what, surplusRows }) => what === 'failed' && surplusRows !== undefined);
}

/** The numbers of each parcel: a correction joins two, unless it is left out. */
function sameParcels(
  pushes: readonly Push[],
  isLeftOut: (right: string, correction: Push) => boolean = () => false,
): Set<string>[] {
  const parcels: Set<string>[] = [];
  const join = (...numbers: readonly string[]): void => {
    const touched = parcels.filter((one) => numbers.some((number) => one.has(number)));
    for (const one of touched) parcels.splice(parcels.indexOf(one), 1);
    parcels.push(new Set([...numbers, ...touched.flatMap((one) => [...one])]));
  };
  for (const push of pushes) {
    for (const parcel of parcelsOf([push])) {
      const { trackingNumber: right, corrects: wrong } = parcel;
      if (right === null) continue;
      join(right, ...(wrong === undefined || isLeftOut(right, push) ? [] : [wrong]));
    }
  }
  return parcels;
}

/**
 * True of the right number of a correction that a person took back, or that failed, where the number is requested plainly, too. Nothing tells then
 * whether the two numbers are of one parcel or of two, so one row and two rows are both right.
 */
function isMeantAsAnother(right: string, correction: Push, pushes: readonly Push[]): boolean {
  const plain = parcelsOf(pushes.filter(stands)).filter(({ corrects }) => corrects === undefined);
  const cameToNothing = isTakenBack(correction) || correction.state.kind === 'failed';
  return cameToNothing && plain.some(({ trackingNumber }) => trackingNumber === right);
}

function shows(seen: ParcelSeen, { trackingNumber, carrier }: Parcel): boolean {
  return seen.number === trackingNumber && seen.carrier === carrier;
}
