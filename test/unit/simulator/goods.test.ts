import { expect, it } from 'vitest';
import type { MallSimulator } from '../../../simulator/index.ts';
import * as simulators from '../../../simulator/malls.ts';

const malls = new Map<string, MallSimulator>(Object.entries(simulators));

it('"Amazon and the others had two names for goods with sizes and colours": the same goods have one at every mall', () => {
  const goodsAt = ({ create, words }: MallSimulator): string[] => {
    const mall = create({ now: () => 0, seed: 1 });
    mall.control.addShop({ [words.shop]: 'one' });
    return mall.truth
      .items()
      .map(({ good }) => good)
      .sort();
  };
  const [first = [], ...others] = [...malls.values()].map(goodsAt);
  expect(first.length).toBeGreaterThan(20);
  for (const goods of others) expect(goods).toEqual(first);
});
