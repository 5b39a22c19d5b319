import { describe } from 'vitest';
import { holdNow } from '../../proving/worlds/once-wrong.ts';

describe('a world of an earlier edition that once went wrong holds now', () => holdNow(1, 2, 3));
