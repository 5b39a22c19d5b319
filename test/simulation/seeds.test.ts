import { describe } from 'vitest';
import { editions } from '../../proving/worlds/edition.ts';
import { holdNow } from '../../proving/worlds/once-wrong.ts';

// Those of the first three are played by test/drills/earlier-editions.test.ts.
describe('a world that once went wrong holds now', () => holdNow(...editions.filter((edition) => edition > 3)));
