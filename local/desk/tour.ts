import { setTimeout as wait } from 'node:timers/promises';
import { createBoard } from '../../console/looks.ts';
import { skuPath } from '../../console/paths.ts';
import type { PlayedTour, TourSeen } from '../../console/views/simulator/tour.ts';
import { InputError, minuteMs, type Sentence, sentence, type Words } from '../../core/kernel/index.ts';
import { mallOf, pausesOf } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Cloud } from '../cloud.ts';
import type { SentMail } from '../mail/kept-mails.ts';
import type { DeskMall } from './desk-mall.ts';
import { shopsPausedByPeople } from './final-count.ts';
import type { SetCall } from './set-calls.ts';
import { followSteps, heldAtBroken, type StockScene, sellTwice, toldText } from './tour-stock.ts';

/** What the tour looks at, and how it speaks. */
export interface TourScene {
  readonly cloud: Pick<Cloud, 'onMail'>;
  readonly ports: Ports;
  readonly stock: StockScene;
  /** How many times faster time runs. */
  readonly speed: number;
  /** How many orders of both malls are stored. */
  stored(): number;
  say(sentence: string): void;
}

/** The tour, for the command line and for the console. */
export interface Tour extends PlayedTour {
  /** Plays it to its end. Throws at once what refuses it; the promise fails when a part of it does not come, and when it is stopped. */
  play(): Promise<void>;
}

/** By the machine's clock. */
const lookEveryMs = 250;
const patienceMs = 150_000;
/** By the mall's clock, for malls whose time runs slowly. */
const patienceOfMallMs = 37.5 * minuteMs;
/** By the mall's clock: a shop whose cursor is no further behind has nothing left of its backlog. */
const caughtUpMs = 8 * minuteMs;

/** Why the tour ended before its end. */
class TourFailure extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(String(words));
    this.words = words;
  }
}

/** Makes the tour of a mall that breaks beside another one. */
export function openTour(scene: TourScene): Tour {
  const { broken } = scene.stock;
  const board = createBoard<TourSeen>({ state: { kind: 'ready' }, steps: [] });
  let ending: AbortController | null = null;
  const refuse = (why: Words): never => {
    throw new InputError(sentence`The tour cannot begin`, [why]);
  };

  function play(): Promise<void> {
    if (ending !== null) refuse(sentence`it runs already`);
    if (broken.control.faults().length > 0)
      refuse(sentence`${mallDesks.of(broken.name).name} is broken; mend it first`);
    ending = new AbortController();
    board.show({ state: { kind: 'running' }, steps: [] });
    return playUntil(ending.signal);
  }

  async function playUntil(stopping: AbortSignal): Promise<void> {
    const step = (words: Words, look = '/'): void => {
      const { state, steps } = board.now();
      board.show({ state, steps: [...steps, { at: broken.control.nowMs(), words, look }] });
      scene.say(`── ${words}`);
    };
    let state: TourSeen['state'] = { kind: 'over' };
    try {
      await tour(scene, step, stopping);
    } catch (error) {
      const why = error instanceof TourFailure ? error.words : String(Object(error).message ?? error);
      state = stopping.aborted ? { kind: 'stopped' } : { kind: 'failed', why };
      mendMall(broken);
      throw error;
    } finally {
      ending = null;
      board.show({ state, steps: board.now().steps });
    }
  }

  return {
    mall: mallDesks.of(broken.name).name,
    now: board.now,
    follow: board.follow,
    play,
    // How it ends is seen on the board.
    start: () => void play().catch(() => undefined),
    stop: () => ending?.abort(),
  };
}

/** What the acts of the tour look at. */
type Stage = ReturnType<typeof openStage>;

function openStage(
  { cloud, ports, stock, speed, stored }: TourScene,
  step: (words: Words, look?: string) => void,
  stopping: AbortSignal,
) {
  const { broken: mall, other } = stock;
  const [name = '', otherName = ''] = [mall, other].map(({ simulator }) => simulator.played.shortTitle);
  const mails: SentMail[] = [];
  return {
    ...{ ports, stock, mall, other, name, otherName, step, stored },
    mails: () => mails,
    close: cloud.onMail((mail) => mails.push(mail)),
    until: <T>(what: Words, condition: () => T | false | Promise<T | false>): Promise<T> =>
      waitFor(what, condition, Math.max(patienceMs, patienceOfMallMs / speed), stopping),
    atMalls: (): number =>
      [mall, other].flatMap(({ truth }) => truth.shops()).reduce((sum, { orders }) => sum + orders, 0),
    async state(): Promise<string> {
      const { healths } = await ports.pauses.standing();
      const ofMall = healths.find((health) => health.mall === mall.name && health.capability === 'import');
      return ofMall?.state.kind ?? 'healthy';
    },
    outage: async (): Promise<string> => `/incidents/${(await ports.incidents.latest(mall.name))?.id ?? ''}`,
  };
}

/**
 * Tells an outage by itself: the mall breaks, everything is held while buyers go on buying, one mail goes out; the mall comes
 * back, a few shops go ahead and then all, the audit counts, the all-clear goes out. Throws when a part of it does not come.
 */
async function tour(
  scene: TourScene,
  step: (words: Words, look?: string) => void,
  stopping: AbortSignal,
): Promise<void> {
  const beganMs = performance.now();
  const stage = openStage(scene, step, stopping);
  try {
    await refusePaused(stage);
    await breaks(stage);
    const ware = await buyersGoOn(stage);
    await comesBack(stage);
    const { left, sent } = await allClear(stage, ware?.sku);
    step(
      sentence`That was all, in ${tookText(performance.now() - beganMs)}. ${left} Mails before the all-clear: ${sent}.`,
      await stage.outage(),
    );
  } finally {
    stage.close();
  }
}

/** The tour waits until every shop of its malls is in step, which one that a person has paused never is. */
async function refusePaused({ ports, mall, other }: Stage): Promise<void> {
  const [shops, standing] = await Promise.all([ports.shops.all(), ports.pauses.standing()]);
  const now = ports.clock.now();
  const paused = shopsPausedByPeople({ shops, pauses: pausesOf(standing, now) }, now).filter(({ key }) =>
    [mall.name, other.name].includes(mallOf(key)),
  );
  if (paused.length === 0) return;
  const keys = paused.map(({ key }) => key).join(', ');
  throw new TourFailure(
    sentence`The tour shows every shop, and these are paused: ${keys}. Let them go on first: ops resume --shop <code>`,
  );
}

async function breaks({ ports, mall, other, name, step, until, stored, atMalls, state, mails }: Stage): Promise<void> {
  step(
    sentence`Orders of all shops come in, a listing a minute and shop; what is sold at one mall is taken off the other.`,
    '/orders',
  );
  const isCaughtUp = async (): Promise<boolean> =>
    (await ports.shops.all())
      .filter(({ key }) => [mall.name, other.name].includes(mallOf(key)))
      .every(({ cursor }) => mall.control.nowMs() - cursor < caughtUpMs);
  await until(
    sentence`the import of every shop to be in step`,
    async () => stored() > 0 && stored() >= atMalls() - 20 && (await isCaughtUp()),
  );
  step(sentence`Now ${name} breaks. There is no announcement; the probes find out.`);
  breakMall(mall);
  await until(sentence`the outage to be noticed`, async () => (await state()) === 'down');
  step(sentence`It is certain: everything is held. No worker calls the mall any more, only probes do.`);
  const [first] = await until(sentence`the mail to the merchants`, () => {
    const found = mails().filter(({ subject }) => subject.includes('接続障害のお知らせ'));
    return found.length > 0 && found;
  });
  step(sentence`Each affected merchant gets one mail: ${first?.subject ?? ''}`, '/mails');
}

/** The goods that both malls sold; null where there were none to sell. */
async function buyersGoOn({ stock, name, otherName, step, until, stored, atMalls, outage }: Stage) {
  step(sentence`Buyers go on buying: ${atMalls() - stored()} orders wait at ${name}.`, await outage());
  const ware = await sellTwice(stock);
  if (ware === null) return null;
  const page = skuPath(ware.merchant, ware.sku);
  step(
    sentence`${otherName} sells the last pieces of ${ware.sku}, and ${name}, which cannot be updated, two of the same.`,
    page,
  );
  await until(sentence`what ${otherName} sold to be held at ${name}`, async () => (await heldAtBroken(stock)) > 0);
  step(
    sentence`What ${otherName} sells is reckoned; the levels of ${await heldAtBroken(stock)} items are held for ${name}.`,
    page,
  );
  return ware;
}

async function comesBack({ stock, mall, name, step, until, stored, atMalls, state, outage }: Stage): Promise<void> {
  const told: SetCall[] = [];
  const stopTelling = stock.onSetAtBroken((call) => told.push(call));
  step(sentence`${name} comes back.`);
  mendMall(mall);
  await until(sentence`the first sign of life`, async () => (await state()) !== 'down');
  step(
    sentence`A first answer. A few shops go ahead, those furthest behind; then a tenth, a half, all.`,
    await outage(),
  );
  await until(sentence`the orders of the outage`, () => stored() >= atMalls() - 20);
  step(sentence`Every order of the outage is here.`, await outage());
  await until(sentence`the levels of ${name}`, followSteps(stock));
  stopTelling();
  step(toldText(stock, told), '/stock');
  await until(sentence`health`, async () => (await state()) === 'healthy');
  step(sentence`${name} is well. Every shop is compared with the mall, order by order.`);
}

/** The audit, and the mails of its end: what they leave to merchants, and how many were sent before them. */
async function allClear({ ports, mall, step, until, mails, outage }: Stage, soldTwice?: string) {
  const closed = async () => (await ports.incidents.latest(mall.name))?.stage.kind === 'closed';
  await until(sentence`the end of the incident`, closed);
  const sent = mails().length;
  const allClears = () => mails().filter(({ subject }) => subject.includes('復旧'));
  await until(sentence`the all-clear`, () => allClears().length > 0);
  const last = allClears().at(-1);
  const incident = await ports.incidents.latest(mall.name);
  const { audited = 0, missing = 0, doubled = 0 } = incident?.audit ?? {};
  step(
    sentence`${audited} shops audited: ${missing} missing, ${doubled} doubled. The all-clear: ${last?.subject ?? ''}`,
    await outage(),
  );
  const told = (words: string): number =>
    new Set(mails().flatMap(({ subject, to }) => (subject.includes(words) ? [String(to)] : []))).size;
  await until(sentence`an all-clear for each who was told`, () => told('復旧') >= told('接続障害のお知らせ'));
  // Where a warehouse has filled the shelf again, nothing is sold twice any more.
  const named = soldTwice !== undefined && soldTwiceText(mails(), soldTwice);
  if (named !== false) step(named, '/stock');
  return { left: leftText(allClears().map(({ subject }) => subject)), sent };
}

/** The all-clear that names a SKU which both malls sold, by its own subject; false while there is none. Other merchants get another one. */
export function soldTwiceText(
  mails: readonly { readonly subject: string; readonly text: string }[],
  sku: string,
): Words | false {
  for (const { subject, text } of mails.filter(({ subject }) => subject.includes('復旧'))) {
    const named = text.split('\n').find((line) => line.includes(sku) && line.includes('個不足'));
    if (named !== undefined) return sentence`One names what was sold twice, ${subject}: ${named.trim()}`;
  }
  return false;
}

/** What the outage took of people's time, by the subjects of its all-clears: each counts what its merchant has to check (要確認). */
export function leftText(subjects: readonly string[]): Sentence {
  const left = subjects.reduce((sum, subject) => sum + Number(/要確認(\d+)件/.exec(subject)?.[1] ?? 0), 0);
  const done = sentence`No action was needed to detect, hold, resume or audit.`;
  return left === 0
    ? done
    : sentence`${done} What no software can decide is left to the merchants: ${left} to check (要確認).`;
}

function tookText(ms: number): Sentence {
  const seconds = Math.round(ms / 1_000);
  return sentence`${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Breaks a mall behind its API, as on 2020-02-10. */
export function breakMall(mall: Pick<DeskMall, 'act'>): void {
  mall.act('break', { kind: 'server-error-html' });
}

/** Takes every fault back. */
export function mendMall(mall: Pick<DeskMall, 'act'>): void {
  mall.act('mend', {});
}

async function waitFor<T>(
  what: Words,
  condition: () => T | false | Promise<T | false>,
  limitMs: number,
  stopping: AbortSignal,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    if (stopping.aborted) throw new TourFailure(sentence`The tour was stopped.`);
    const value = await condition();
    if (value !== false) return value;
    if (performance.now() > end) {
      const seconds = Math.round(limitMs / 1_000);
      throw new TourFailure(sentence`The tour waited ${seconds} s for ${what}, and it did not come.`);
    }
    await wait(lookEveryMs);
  }
}
