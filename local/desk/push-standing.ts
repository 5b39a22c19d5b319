import type { PushState } from '../../core/model/index.ts';

/** How a requested change stands, in as many words as fit a table. */
export type PushStanding = 'waiting' | 'held' | 'confirmed' | 'failed' | 'withdrawn';

/** `waiting`: nothing holds the change; it is only not done yet. */
export function pushStanding(kind: PushState['kind']): PushStanding {
  switch (kind) {
    case 'requested':
    case 'pushing':
    case 'retrying':
      return 'waiting';
    case 'held':
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return kind;
  }
}
