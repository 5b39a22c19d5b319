import { hourMs } from '../../../core/kernel/time.ts';
import { isKnownChoice, type SceneFinding } from '../../laws/known.ts';
import { type Draws, namedDraws } from '../../worlds/draws.ts';
import { type Edition, newestEdition } from '../../worlds/edition.ts';
import type { ComparedScene } from '../played.ts';
import { isPaused, perform, pushWords } from './acts.ts';
import { besideSteps } from './beside.ts';
import { endOf } from './end.ts';
import { unlawfulInScene } from './laws-of-scene.ts';
import { type SceneMallName, sceneMalls } from './malls.ts';
import { openScene } from './open-scene.ts';
import type { OrderProgram, Scene } from './scene.ts';
import { addElsewhere, type DrawnScene, pass, pauseOrResume, type SceneWays, seeToFailures, stepsOf } from './steps.ts';
import { brokenPromises } from './what-holds.ts';

/*
 * Scenes of one order. A world of several shops seldom brings what is rare into one order: a number that is corrected, corrected otherwise and
 * taken back, while calls for each are carried out late. A scene brings nothing else, in a hundredth of the time of a world.
 */

/** A scene of one order that was played: what the laws of statuses find in it, how it ended, and written down. */
export interface PlayedOrderScene extends ComparedScene {
  readonly unlawful: readonly SceneFinding[];
  readonly program: OrderProgram;
}

/** Long enough for the last look, two hours after the last call, even if faults have put it off; or by a clock that is an hour slow. */
const calmMs = 3 * hourMs;

/** Draws a scene from its seed and plays it: the same one each time. */
export async function playScene(
  seed: number,
  mall: SceneMallName = 'rms',
  edition: Edition = newestEdition,
): Promise<PlayedOrderScene> {
  const draws = namedDraws(seed, 'scene', mall);
  const { scene, program } = await drawScene(draws, { seed, mall, edition });
  const { story } = scene;
  const steps = stepsOf(scene);
  const beside = scene.ways.beside ? besideSteps(scene) : [];
  const length = draws.of('length').int(3, 10);
  for (let step = 0; story.length < length; step++) {
    const told = story.length;
    scene.chance = draws.of('step', step);
    const isBeside = beside.length > 0 && scene.chance.hits('beside', 0.4);
    await (isBeside ? scene.chance.of('beside').pick(beside) : scene.chance.pick(steps))(scene);
    // There was nothing for it: nothing to correct, say.
    if (story.length === told) continue;
    await pauseOrResume(scene);
    await pass(scene);
  }
  if (isPaused(scene)) await perform(scene, { do: 'resume' });
  await perform(scene, { do: 'mend' });
  await perform(scene, { do: 'pass', ms: calmMs });
  scene.chance = draws.of('failures');
  await seeToFailures(scene);
  await perform(scene, { do: 'pass', ms: 2 * calmMs });
  return played(scene, { ...program, acts: scene.done });
}

/** Plays a scene that was written down. */
export async function playOrderProgram(program: OrderProgram): Promise<PlayedOrderScene> {
  const twice = new Set(program.takenTwice);
  let messages = 0;
  const scene = await openScene(program, () => twice.has(messages++));
  for (const act of program.acts) await perform(scene, act);
  return played(scene, program);
}

function played(scene: Scene, program: OrderProgram): PlayedOrderScene {
  const { world, mall, order, acts, actsAt, calls, elsewhere } = scene;
  const fromElsewhere = elsewhere.map(({ number }) => number);
  const isFromElsewhereFirst = elsewhere.some(({ isFirst }) => isFirst);
  const rows = mall.parcels(world, order);
  const memo = mall.memo(world, order);
  const seen = { acts, actsAt, calls, rows, memo, hinderedUntil: hinderedUntil(scene, program) };
  const { keepsParcels = false } = mall;
  const unlawful = unlawfulInScene({ ...seen, fromElsewhere, isFromElsewhereFirst, keepsParcels }, order);
  const story = [...scene.story, ...endWords(scene)];
  return { broken: brokenPromises(scene), unlawful, story, end: endOf(scene), program };
}

/** What malls answer, whatever was asked, in the fault of that name. */
const saysAllWell = /All systems are operational|正常に稼働しています/;

/** Tells when a call last failed; null if something else held changes up, too, or the moment is unknown. */
function hinderedUntil({ world, done }: Scene, { isEarly, missedShare }: OrderProgram): number | null {
  const isOtherwise = done.some(
    (act) =>
      act.do === 'pause' ||
      act.do === 'spoil' ||
      (act.do === 'break' && act.fault.kind === 'lost-write') ||
      (act.do === 'begin-worker' && act.skewMs !== 0),
  );
  if (isEarly || missedShare > 0 || isOtherwise) return null;
  const isGood = ({ outcome }: (typeof world.exchanges)[number]): boolean =>
    outcome.ending === 'answer' && outcome.status < 300 && !saysAllWell.test(outcome.body);
  return world.exchanges.findLast((exchange) => !isGood(exchange))?.at ?? 0;
}

/** What is broken in the scenes of a seed, with `laws` by the laws alone: the one at 楽天, and one at another mall in turn. */
export async function brokenInScenes(
  seed: number,
  { laws = false, edition }: { readonly laws?: boolean; readonly edition?: Edition | undefined } = {},
): Promise<string[]> {
  const others = Object.keys(sceneMalls).filter((mall) => mall !== 'rms') as SceneMallName[];
  const malls: SceneMallName[] = ['rms', others[seed % others.length] ?? 'rms'];
  const scenes: PlayedOrderScene[] = [];
  for (const mall of malls) scenes.push(await playScene(seed, mall, edition));
  const defects = scenes.flatMap(({ unlawful }) => unlawful).filter((one) => !isKnownChoice(one));
  const seen = defects.map(({ law, words }) => `${law}: ${words}`);
  // The laws always judge what the mall shows.
  return laws ? seen : [...scenes.flatMap(({ broken }) => broken), ...seen];
}

async function drawScene(
  draws: Draws,
  { seed, mall, edition }: { readonly seed: number; readonly mall: SceneMallName; readonly edition: Edition },
): Promise<{ readonly scene: DrawnScene; readonly program: OrderProgram }> {
  const drawn = draws.of('scene');
  const ways: SceneWays = {
    severalAtOnce: drawn.hits('several at once', 0.5),
    outdatedCorrected: drawn.hits('outdated corrected', 0.3),
    wrongClocks: drawn.hits('wrong clocks', 0.3),
    memos: drawn.hits('memos', 0.2),
    elsewhere: 'addElsewhere' in sceneMalls[mall] && drawn.hits('elsewhere', 0.1),
    beside: edition >= 14 && drawn.hits('beside', 0.5),
  };
  const share = drawn.hits('taken twice', 0.3) ? 0.3 : 0;
  const takenTwice: number[] = [];
  const program: OrderProgram = {
    ...{ kind: 'scene-of-one-order', mall, seed, edition, takenTwice, acts: [] },
    isEarly: drawn.hits('early', 0.15),
    missedShare: drawn.hits('rows missed', 0.3) ? 0.03 : 0,
    ...(ways.beside && mall === 'rms' && drawn.hits('empty row', 0.3) ? { hasEmptyRow: true as const } : {}),
  };
  let messages = 0;
  const opened = await openScene(program, () => {
    const isTwice = draws.of('message', messages).hits('twice', share);
    if (isTwice) takenTwice.push(messages);
    messages++;
    return isTwice;
  });
  const isPausing = drawn.hits('pauses', 0.2);
  const newNumbers = ['1111', '2222', '3333', '4444', '5555', '6666'];
  const scene: DrawnScene = { ...opened, chance: drawn, ways, isPausing, newNumbers };
  if (program.isEarly && mall === 'rms') await perform(scene, { do: 'request', content: { kind: 'confirm' } });
  if (ways.elsewhere && drawn.hits('elsewhere first', 0.5)) await addElsewhere(scene);
  return { scene, program };
}

function endWords({ world, mall, order }: Scene): string[] {
  const rows = mall.parcels(world, order).map(({ number, carrier }) => `${number}/${carrier}`);
  return [
    `in the end the mall shows ${rows.length === 0 ? 'no parcel' : rows.join(' and ')}`,
    ...world.pushes().map((push) => {
      const { state } = push;
      return `${pushWords(push)} is ${state.kind} ${'reason' in state ? state.reason : ''}`.trimEnd();
    }),
  ];
}
