import { isDone } from '../../../core/model/push-row.ts';
import type { Push } from '../../memory/push.ts';
import type { PushWorld } from '../../status-world.ts';
import { onFalseNews } from '../../worlds/status-watch.ts';
import { pushWords } from './acts.ts';
import type { Scene } from './scene.ts';

/**
 * What must hold of our own rows hours after everything was mended, and does not: a sentence each. What the mall shows and what was told is judged by
 * the laws (`laws-of-scene.ts`).
 */
export function brokenPromises({ world, toldInVain }: Scene): string[] {
  return [
    ...world.failures.map((failure) => `a run failed: ${failure}`),
    ...toldInVain,
    ...world.pushes().flatMap(workLeft),
  ];
}

/** Notes from now on what was told while no row said so. */
export function watchNews({ store }: PushWorld): readonly string[] {
  const toldInVain: string[] = [];
  onFalseNews(store, ({ id }) => toldInVain.push(`${id} was told, and no row says so`));
  return toldInVain;
}

function workLeft(push: Push): string[] {
  if (!isDone(push)) return [`${pushWords(push)} is still ${push.state.kind}`];
  return [
    ...(push.lookAgainAt === undefined ? [] : [`${pushWords(push)} is still to be looked at`]),
    ...(push.untold === undefined ? [] : [`${pushWords(push)} was not told`]),
  ];
}
