import { type Kept, keep } from '../status/known-fields.ts';
import { itemsMax } from './read-movements.ts';

const shape: Kept = {
  format: 'plain',
  merchant: 'plain',
  by: 'plain',
  items: { each: { sku: 'plain', quantity: 'plain', at: 'plain' }, max: itemsMax },
};

/** What an event reported, right or wrong, without anything that a movement has no field for. */
export function knownMovementFields(detail: unknown): unknown {
  return keep(detail, shape);
}
