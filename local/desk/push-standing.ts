import type { PushState } from '../../core/model/index.ts';
import type { Item } from '../tables/read-table.ts';

/** How a requested change stands, in as many words as fit a table. */
export type PushStanding = 'waiting' | 'held' | 'confirmed' | 'failed' | 'withdrawn';

/** How the changes stand that a row of the table holds, by their ids; none in a row that is none of an order. */
export function standingsIn({ requests }: Item): [id: string, standing: PushStanding][] {
  const all = JSON.parse(String(requests?.S ?? '[]')) as { readonly id: string; readonly state: PushState }[];
  return all.map(({ id, state }) => [id, pushStanding(state.kind)]);
}

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
