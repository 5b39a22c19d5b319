import { expect, it } from 'vitest';
import { playYahooStatuses } from '../../proving/worlds/yahoo-statuses.ts';

it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
  'changes at Yahoo end well, each once, in the seeded day %i',
  async (seed) => expect(await playYahooStatuses(seed)).toEqual([]),
);
