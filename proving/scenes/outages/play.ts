import { dayMs, hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { resumeByHand } from '../../../core/outage/pauses.ts';
import { type ComparedEnd, withoutTimes } from '../../worlds/compared-end.ts';
import type { ComparedScene } from '../played.ts';
import { noteNews, unlawfulInScene } from './laws-of-scene.ts';
import { type OutageScene, openScene } from './scene.ts';
import { type Schedule, startSchedule } from './schedule.ts';
import { stepsOf } from './steps.ts';
import { brokenPromises } from './what-holds.ts';

/*
 * Scenes of outages. A world brings few outages, among orders and workers that take most of its time. A scene brings nothing else: a mall that
 * comes and goes, its windows, those who judge it and those who write to merchants, in a hundredth of the time.
 */

/** Draws a scene from its seed and plays it: the same one each time. */
export async function playOutageScene(seed: number): Promise<ComparedScene> {
  const story: string[] = [];
  const scene = await openScene(seed, story);
  const { draws, ways, tell } = scene;
  const news = noteNews(scene);
  const schedule = startSchedule(scene);
  await schedule.pass(draws.of('before').int(1, 3) * minuteMs);
  const steps = stepsOf(ways);
  const length = draws.of('length').int(2, 8);
  for (let step = 0; step < length; step++) {
    scene.chance = draws.of('step', step);
    await scene.chance.pick(steps)(scene);
    await passSome(scene, schedule);
  }
  await mend(scene, schedule);
  tell('everything is mended');
  await calmDown(schedule);
  const unlawful = unlawfulInScene(scene, news);
  return { broken: brokenPromises(scene), unlawful, story: [...story, ...endWords(scene)], end: endOf(scene) };
}

/** How a scene ended, as far as two trees that play it are compared. */
function endOf({ store, watch }: OutageScene): ComparedEnd {
  return {
    healths: [...store.healthsById.values()].map(
      ({ mall, capability, state }) => `${mall} ${capability} ${state.kind}`,
    ),
    incidents: [...store.incidentsById.values()].map(
      ({ mall, affected, stage, reopened }) =>
        `${mall} ${affected.map(({ capability }) => capability).sort()} ${stage.kind}, reopened ${reopened}`,
    ),
    windows: [...store.maintenancesById.values()].map(
      ({ mall, id, endedAt }) => `${mall} ${id}${endedAt === undefined ? '' : ' is over'}`,
    ),
    pauses: [...store.pausesById.values()].map(({ scope, cause }) => `${scope} ${cause}`),
    mails: watch.mails.map(
      ({ kind, merchant, subject, text }) => `${kind} to ${merchant}: ${withoutTimes(`${subject} ${text}`)}`,
    ),
  };
}

async function passSome({ chance }: OutageScene, schedule: Schedule): Promise<void> {
  await schedule.pass(
    chance.pick([
      chance.int(1, 90) * secondMs,
      chance.int(1, 6) * minuteMs,
      chance.int(4, 20) * minuteMs,
      chance.int(4, 60) * minuteMs,
    ]),
  );
}

/** Every trouble ends, those that were still to come included; people lift what they set, and windows come to their ends. */
async function mend(scene: OutageScene, schedule: Schedule): Promise<void> {
  const { troubles, time, watch, ports, store, rests, dies, mail } = scene;
  const windowsTo = Math.max(0, ...[...store.maintenancesById.values()].map(({ to, endedAt }) => (endedAt ? 0 : to)));
  for (const one of watch.byHand.filter(({ until }) => until > time.now())) {
    await resumeByHand(ports, { scope: one.scope });
    one.until = time.now();
  }
  dies.clear();
  for (const role of rests.keys()) rests.delete(role);
  scene.isStormy = false;
  if (windowsTo > time.now()) await schedule.pass(windowsTo - time.now());
  for (const one of troubles) one.until = Math.min(one.until, Math.max(one.from, time.now()));
  scene.isCutOff = false;
  scene.mendedAt = time.now();
  Object.assign(mail, { failing: false, losing: false, refused: null });
}

/** Until the all-clears, the mails after windows, and the audit of a day later are over. */
async function calmDown(schedule: Schedule): Promise<void> {
  await schedule.pass(2.5 * hourMs);
  await schedule.pass(dayMs + hourMs);
}

function endWords({ store, watch, start }: OutageScene): string[] {
  const minute = (at: number): string => ((at - start) / minuteMs).toFixed(2);
  const incidents = [...store.incidentsById.values()].map(({ id, affected, stage, noticedAt, reopened }) => {
    const spans = affected.map(
      ({ capability, from, to }) => `${capability} ${minute(from)}-${to === null ? '' : minute(to)}`,
    );
    const noticed = noticedAt === undefined ? '' : `, noticed ${minute(noticedAt)}`;
    return `${id} is ${stage.kind}${'at' in stage ? ` ${minute(stage.at)}` : ''}, ${spans.join(', ')}${noticed}, reopened ${reopened}`;
  });
  const states = watch.healths.map(({ at, health: { mall, capability, state } }) => {
    const step =
      state.kind === 'trickle'
        ? ` ${state.step}${state.silentRounds > 0 ? ' silent' : ''} good ${state.goodRounds}`
        : '';
    return `  ${minute(at)} ${mall} ${capability} ${state.kind}${step}`;
  });
  const mails = watch.mails.map(
    ({ at, merchant, kind, subject }) => `  ${minute(at)} ${kind} to ${merchant}: ${subject}`,
  );
  return [...incidents, ...states, ...mails];
}
