import { randomUUID } from 'node:crypto';
import type { Chance } from '../core/ports/index.ts';

/** Randomness of the machine. */
export const realChance: Chance = { next: Math.random, word: () => randomUUID().slice(0, 13) };
