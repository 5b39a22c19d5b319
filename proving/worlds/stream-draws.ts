import type { Prng } from '../../simulator/index.ts';
import type { Draw } from './draws.ts';

/** Draws from one stream, whatever their names, as worlds had them up to the eleventh edition. */
export function drawsFrom(stream: Prng): Draw {
  const draw: Draw = {
    isNamed: false,
    name: undefined,
    next: () => stream.next(),
    int: (min, max) => stream.int(min, max),
    pick: (list) => stream.pick(list),
    chance: (probability) => stream.chance(probability),
    hex: (length) => stream.hex(length),
    gap: (mean) => stream.gap(mean),
    of: () => draw,
    hits: (_, probability) => stream.chance(probability),
    among: (list) => stream.pick(list),
    lasts: (min, max) => stream.int(min, max),
  };
  return draw;
}
