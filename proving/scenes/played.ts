import type { ComparedEnd } from '../worlds/compared-end.ts';

/** How a scene ended. */
export interface PlayedScene {
  /** What must hold and does not, a sentence each. */
  readonly broken: readonly string[];
  /** What happened, and how it ended: a line each. */
  readonly story: readonly string[];
}

/** The same with what two trees that play it are compared by. */
export interface ComparedScene extends PlayedScene {
  readonly end: ComparedEnd;
}

/** Plays so many scenes, and gives back those that ended badly, each with its story; `SCENES` and `SCENES_FROM` play others. */
export async function badScenes(play: (seed: number) => Promise<PlayedScene>, count: number): Promise<string> {
  const first = Number(process.env.SCENES_FROM ?? 1);
  const bad: string[] = [];
  for (let seed = first; seed < first + Number(process.env.SCENES ?? count); seed++) {
    const { broken, story } = await play(seed);
    if (broken.length > 0) bad.push([`scene ${seed}`, ...broken, ...story].join('\n  '));
  }
  return bad.join('\n');
}
