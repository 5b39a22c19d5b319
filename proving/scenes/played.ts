import type { Finding } from '../laws/finding.ts';
import type { ComparedEnd } from '../worlds/compared-end.ts';

/** How a scene ended. */
interface PlayedScene {
  /** What must hold and does not, a sentence each. */
  readonly broken: readonly string[];
  /** What happened, and how it ended: a line each. */
  readonly story: readonly string[];
}

/** The same with what the laws find, and what two trees that play it are compared by. */
export interface ComparedScene extends PlayedScene {
  readonly unlawful: readonly Finding[];
  readonly end: ComparedEnd;
}

/** Plays the scenes of some seeds, and gives back those that ended badly, each with its story; `SCENES` and `SCENES_FROM` play others. */
export async function badScenes(
  play: (seed: number) => Promise<Omit<ComparedScene, 'end'>>,
  seeds: { readonly from: number; readonly to: number },
): Promise<string> {
  const first = Number(process.env.SCENES_FROM ?? seeds.from);
  const bad: string[] = [];
  for (let seed = first; seed < first + Number(process.env.SCENES ?? 1 + seeds.to - seeds.from); seed++) {
    const { broken, unlawful, story } = await play(seed);
    const wrong = [...broken, ...unlawful.map(({ law, words }) => `${law}: ${words}`)];
    if (wrong.length > 0) bad.push([`scene ${seed}`, ...wrong, ...story].join('\n  '));
  }
  return bad.join('\n');
}
