import type { Capability } from '../../core/health/capability.ts';

/** What kind of work a call to RMS is: orders are read for import and written for statuses, the inventory API is stock. */
export function capabilityOfCall(path: string): Capability | null {
  if (/\/inventor(y|ies)/.test(path)) return 'stock';
  if (/\/order\/(search|get)\w*\/?(\?|$)/.test(path)) return 'import';
  return /\/order\//.test(path) ? 'status' : null;
}
