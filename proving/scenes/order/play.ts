import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { prng, seedOf } from '../../../simulator/index.ts';
import type { OrderAct } from '../../laws/acts.ts';
import { brokenStatusLaws, type OrderEnd, type StatusFinding } from '../../laws/status.ts';
import { openPushWorld, type PushWorld } from '../../status-world.ts';
import type { PlayedScene } from '../played.ts';
import { mendCalls, missRows, type SceneMallName, sceneMalls } from './malls.ts';
import { addElsewhere, pushWords, type Scene, type SceneWays, seeToFailures, stepsOf } from './steps.ts';
import { brokenPromises, watchNews } from './what-holds.ts';

/*
 * Scenes of one order. A world of several shops seldom brings what is rare into one order: a number that is corrected, corrected otherwise and
 * taken back, while calls for each are carried out late. A scene brings nothing else, in a hundredth of the time of a world.
 */

/** Long enough for the last look, two hours after the last call, even if faults have put it off; or by a clock that is an hour slow. */
const calmMs = 3 * hourMs;

/** A scene of an order, and what the laws of statuses find in it. */
export interface PlayedOrder extends PlayedScene {
  readonly unlawful: readonly StatusFinding[];
}

/** Draws a scene from its seed and plays it: the same one each time. */
export async function playScene(seed: number, mall: SceneMallName = 'rms'): Promise<PlayedOrder> {
  const story: string[] = [];
  const scene = await openScene(seed, mall, story);
  const { world, chance, tell } = scene;
  const steps = stepsOf(scene);
  const length = chance.int(3, 10);
  while (story.length < length) {
    const told = story.length;
    await chance.pick(steps)(scene);
    // There was nothing for it: nothing to correct, say.
    if (story.length === told) continue;
    await pauseOrResume(scene);
    await pass(scene);
  }
  if (isPaused(scene)) await resume(scene);
  mendCalls(world);
  tell('the mall is mended');
  await world.pass(calmMs);
  await seeToFailures(scene);
  await world.pass(2 * calmMs);
  const unlawful = brokenStatusLaws(orderEnd(scene));
  return { broken: brokenPromises(scene), unlawful, story: [...story, ...endOf(scene)] };
}

/** What is broken in the scenes of a seed: the one at 楽天, and one at another mall in turn. */
export async function brokenInScenes(seed: number): Promise<string[]> {
  const others = Object.keys(sceneMalls).filter((mall) => mall !== 'rms') as SceneMallName[];
  const malls: SceneMallName[] = ['rms', others[seed % others.length] ?? 'rms'];
  const scenes: PlayedScene[] = [];
  for (const mall of malls) scenes.push(await playScene(seed, mall));
  return scenes.flatMap(({ broken }) => broken);
}

/** Pauses the shop at times, so that several changes fall due together and one run handles them all. */
async function pauseOrResume(scene: Scene): Promise<void> {
  const { world, pausing, tell } = scene;
  if (!pausing?.chance(0.3)) return;
  if (isPaused(scene)) return resume(scene);
  await world.worker().ports.pauses.set({ ...pauseOf(scene), since: world.time.now() });
  tell('taro pauses the shop');
}

async function resume(scene: Scene): Promise<void> {
  await scene.world.worker().ports.pauses.lift(pauseOf(scene));
  scene.tell('taro lifts the pause');
}

const isPaused = ({ world }: Scene): boolean =>
  [...world.store.pausesById.values()].some(({ cause }) => cause === 'manual');

const pauseOf = ({ world }: Scene) => ({ scope: world.shop.key, cause: 'manual', by: 'taro', note: '棚卸し' }) as const;

/** Moments within a run, minutes in which a call's end is open, or until an order is about to be looked at again. */
async function pass({ world, chance }: Scene): Promise<void> {
  if (chance.chance(0.3)) return world.idle(chance.int(0, 5) * secondMs);
  const looks = world.pushes().flatMap(({ lookAgainAt }) => lookAgainAt ?? []);
  const untilLookMs = Math.max(0, Math.min(...looks) - world.time.now());
  const shortMs = chance.int(1, 20) * secondMs;
  await world.pass(
    chance.pick([
      shortMs,
      chance.int(1, 8) * minuteMs,
      chance.int(5, 40) * minuteMs,
      ...(looks.length > 0 ? [Math.max(secondMs, untilLookMs - shortMs)] : []),
    ]),
  );
}

async function openScene(seed: number, name: SceneMallName, story: string[]): Promise<Scene> {
  const mall = sceneMalls[name];
  const chance = prng(seedOf(seed, 'scene'));
  // Drawn by themselves, as below: a scene without them stays as it is.
  const elsewhere = prng(seedOf(seed, 'elsewhere'));
  const misses = prng(seedOf(seed, 'misses')).chance(0.3);
  const ways: SceneWays = {
    severalAtOnce: chance.chance(0.5),
    outdatedCorrected: chance.chance(0.3),
    wrongClocks: chance.chance(0.3),
    memos: chance.chance(0.2),
    elsewhere: 'addElsewhere' in mall && elsewhere.chance(0.1),
  };
  const takenTwice = chance.chance(0.3) ? 0.3 : 0;
  const world = await openPushWorld({ ...mall.settings, seed, isTakenTwice: () => chance.chance(takenTwice) });
  // Drawn by themselves: a scene without them stays as it is.
  const isEarly = prng(seedOf(seed, 'early')).chance(0.15);
  const pauses = prng(seedOf(seed, 'pauses'));
  const pausing = pauses.chance(0.2) ? pauses : null;
  missRows(world, misses ? 0.03 : 0);
  const order = mall.addOrder(world, isEarly);
  const startedAt = world.time.now();
  const tell = (line: string): void => {
    story.push(`${((world.time.now() - startedAt) / minuteMs).toFixed(2)} min: ${line}`);
  };
  if (isEarly && name === 'rms') {
    tell('hanako requests the confirm of the order');
    await world.ask(order, { kind: 'confirm' });
  }
  const newNumbers = ['1111', '2222', '3333', '4444', '5555', '6666'];
  const scene: Scene = {
    ...{ world, mall, order, chance, ways, pausing, newNumbers, elsewhere: [], acts: actsHeard(world) },
    ...{ toldInVain: watchNews(world), tell },
  };
  if (ways.elsewhere && elsewhere.chance(0.5)) addElsewhere(scene);
  return scene;
}

function orderEnd({ world, mall, order, acts, elsewhere }: Scene): OrderEnd {
  const fromElsewhere = elsewhere.map(({ number }) => number);
  return { acts, rows: mall.parcels(world, order), memo: mall.memo(world, order), fromElsewhere };
}

/** A list of acts to which every event that the bus accepts is added. */
function actsHeard({ store }: PushWorld): OrderAct[] {
  const acts: OrderAct[] = [];
  const { pushNews } = store;
  const accept = pushNews.push.bind(pushNews);
  pushNews.push = (...all) => {
    for (const { kind, pushId: request, reason } of all) {
      const end = ends[kind];
      if (end !== undefined) acts.push({ kind: 'news', request, end, ...(reason === undefined ? {} : { reason }) });
    }
    return accept(...all);
  };
  return acts;
}

const ends: Readonly<Record<string, Extract<OrderAct, { kind: 'news' }>['end']>> = {
  StatusPushConfirmed: 'confirmed',
  StatusPushFailed: 'failed',
  StatusPushWithdrawn: 'withdrawn',
};

function endOf({ world, mall, order }: Scene): string[] {
  const rows = mall.parcels(world, order).map(({ number, carrier }) => `${number}/${carrier}`);
  return [
    `in the end the mall shows ${rows.length === 0 ? 'no parcel' : rows.join(' and ')}`,
    ...world.pushes().map((push) => {
      const { state } = push;
      return `${pushWords(push)} is ${state.kind} ${'reason' in state ? state.reason : ''}`.trimEnd();
    }),
  ];
}
