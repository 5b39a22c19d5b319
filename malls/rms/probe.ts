import type { Capability } from '../../core/health/capability.ts';
import { type EpochMs, minuteMs } from '../../core/units.ts';
import type { RmsOperation } from './operations.ts';
import { nobodysOrder } from './permissions.ts';
import { bulkGetNothingBody, confirmOrderBody, searchOrderBody } from './requests.ts';

/** A call that only wants to be answered. */
interface Probe {
  readonly operation: RmsOperation & ('searchOrder' | 'confirmOrder' | 'inventoryBulkGet');
  readonly body: string;
}

/**
 * The cheapest call of each capability, as `docs/malls/rms.md#probes` explains. Statuses are probed on the way of the writes,
 * because RMS was seen answering reads while it lost writes: the order is nobody's, so RMS refuses to confirm it by message.
 */
export function probeOf(capability: Capability, now: EpochMs): Probe {
  switch (capability) {
    case 'import':
      return { operation: 'searchOrder', body: searchOrderBody({ from: now - minuteMs, to: now, page: 1 }, 1) };
    case 'status':
      return { operation: 'confirmOrder', body: confirmOrderBody([nobodysOrder]) };
    case 'stock':
      return { operation: 'inventoryBulkGet', body: bulkGetNothingBody() };
  }
}
