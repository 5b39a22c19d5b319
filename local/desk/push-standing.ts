import { type PackedRequests, unpackRequests } from '../../aws/dynamodb/order-target-item.ts';
import type { PushState } from '../../core/model/index.ts';
import type { Item } from '../tables/read-table.ts';

/** How a requested change stands, in as many words as fit a table. */
export type PushStanding = 'waiting' | 'held' | 'confirmed' | 'failed' | 'withdrawn';

/** What was asked of an order, as its row in the table holds it; null of a row that is none of an order. */
export const requestsIn = ({ packed }: Item): PackedRequests | null =>
  packed?.B === undefined ? null : unpackRequests(Buffer.from(String(packed.B), 'base64'));

/** How the changes stand that a row of the table holds, by their ids; none in a row that is none of an order. */
export const standingsIn = (item: Item): [id: string, standing: PushStanding][] =>
  (requestsIn(item)?.requests ?? []).map(({ id, state }) => [id, pushStanding(state.kind)]);

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
