import { randomUUID } from 'node:crypto';
import type { Random } from '../core/ports/index.ts';

/** Randomness from the machine. */
export const machineRandom: Random = { next: Math.random, id: () => randomUUID().slice(0, 13) };
