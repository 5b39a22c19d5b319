import { randomUUID } from 'node:crypto';
import type { Chance } from '../core/ports/index.ts';

/** Chance as the machine has it. */
export const realChance: Chance = { next: Math.random, word: () => randomUUID().slice(0, 13) };
