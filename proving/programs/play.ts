import type { Finding } from '../laws/finding.ts';
import { isKnownChoice } from '../laws/known.ts';
import type { SceneMallName } from '../scenes/order/malls.ts';
import { type PlayedOrderScene, playOrderProgram, playScene } from '../scenes/order/play.ts';
import { playOutageScene } from '../scenes/outages/play.ts';
import type { ComparedScene } from '../scenes/played.ts';
import { playStockScene } from '../scenes/stock/play.ts';
import type { ComparedEnd } from '../worlds/compared-end.ts';
import { type Edition, isNamed, keptBy } from '../worlds/edition.ts';
import { endOfWorld } from '../worlds/end-of-world.ts';
import { brokenInvariants } from '../worlds/invariants.ts';
import { type Keeper, readFrom, writeDown } from '../worlds/kept-draws.ts';
import { runSeed } from '../worlds/run-seed.ts';
import { type DrawnKind, type DrawnProgram, isDrawn, type Program } from './program.ts';

/** How a program ended. */
export interface Played {
  readonly end: ComparedEnd;
  /** What must hold and does not, a sentence each. */
  readonly broken: readonly string[];
  /** The same by the laws of what can be seen from outside, each sentence after the name of its law. */
  readonly unlawful: readonly string[];
  /** The same of what is known to differ from the laws: no defect, and yet a difference where another tree lacks it. */
  readonly known: readonly string[];
  /** What happened: a line each. */
  readonly story: readonly string[];
}

/** What is played, and written down while it is. */
export type Drawn =
  | { readonly kind: DrawnKind; readonly seed: number; readonly edition: Edition }
  | {
      readonly kind: 'scene-of-one-order';
      readonly seed: number;
      readonly mall: SceneMallName;
      readonly edition?: Edition;
    };

/** Draws a world or a scene from its seed, plays it, and writes it down. */
export async function drawProgram(drawn: Drawn): Promise<Played & { readonly program: Program }> {
  if (drawn.kind === 'scene-of-one-order') {
    const scene = await playScene(drawn.seed, drawn.mall, drawn.edition);
    return { ...ofScene(scene), program: scene.program };
  }
  const { kind, seed, edition } = drawn;
  const keeper = writeDown(isNamed(edition));
  return { ...(await playKept(drawn, keeper)), program: { kind, seed, edition, said: keeper.said } };
}

/** Draws once more what a program was written from. Throws an Error where nothing draws it any more. */
export async function drawAgain(program: Program): Promise<Played> {
  if (!isDrawn(program)) throw new Error('Its scene was drawn from one stream, as no scene is any more.');
  return drawProgram(program);
}

/** Plays what was written down. */
export async function playProgram(program: Program): Promise<Played> {
  if (program.kind === 'scene-of-one-order') return ofScene(await playOrderProgram(program));
  return playKept(program, readFrom(program.said, isNamed(program.edition)));
}

async function playKept({ kind, seed, edition }: Omit<DrawnProgram, 'said'>, keeper: Keeper): Promise<Played> {
  switch (kind) {
    case 'world': {
      const { world, trace, broken: found } = await runSeed(seed, { edition, keeper, laws: true, trace: true });
      const end = await endOfWorld(world);
      return { end, broken: brokenInvariants(world), unlawful: found, known: [], story: trace };
    }
    case 'scene-of-outages':
      return ofDrawnScene(await keptBy(keeper, () => playOutageScene(seed)));
    case 'scene-of-stock':
      return ofDrawnScene(await keptBy(keeper, () => playStockScene(seed)));
  }
}

function ofDrawnScene({ unlawful, ...scene }: ComparedScene): Played {
  return { ...scene, unlawful: sentences(unlawful), known: [] };
}

function ofScene({ end, broken, story, unlawful }: PlayedOrderScene): Played {
  const { true: known = [], false: defects = [] } = Object.groupBy(unlawful, (finding) =>
    String(isKnownChoice(finding)),
  );
  return { end, broken, story, unlawful: sentences(defects), known: sentences(known) };
}

const sentences = (findings: readonly Finding[]): string[] => findings.map(({ law, words }) => `${law}: ${words}`);
