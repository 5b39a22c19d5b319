import type { Capability } from '../../core/model/health.ts';
import type { Caller } from './facts.ts';

/**
 * What kind of work a call to RMS is: orders are read for import and written for statuses, the inventory API is stock. A
 * worker that pushes statuses reads orders for them, too.
 */
export function capabilityOfCall(path: string, caller: Caller): Capability | null {
  if (caller === 'pusher') return 'status';
  if (/\/inventor(y|ies)/.test(path)) return 'stock';
  if (/\/order\/(search|get)\w*\/?(\?|$)/.test(path)) return 'import';
  return /\/order\//.test(path) ? 'status' : null;
}
