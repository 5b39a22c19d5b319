import type { Capability } from '../../core/health/capability.ts';
import { type EpochMs, minuteMs } from '../../core/units.ts';
import type { RmsOperation } from './operations.ts';
import { nobodysOrder } from './permissions.ts';
import { bulkGetNothingBody, confirmOrderBody, moveNothingBody, searchOrderBody } from './requests.ts';

/** A call that only wants to be answered. */
interface Probe {
  readonly operation: RmsOperation & ('searchOrder' | 'confirmOrder' | 'inventoryBulkGet' | 'inventoryBulkUpsert');
  readonly body: string;
}

/**
 * The cheapest calls of each capability, as `docs/malls/rms.md#probes` explains. Statuses are probed on the way of the writes,
 * because RMS was seen answering reads while it lost writes; stock is where `bothWays`. The order and the SKU are nobody's, so RMS
 * refuses to change them.
 */
export function probesOf(capability: Capability, bothWays: boolean, now: EpochMs): readonly Probe[] {
  switch (capability) {
    case 'import':
      return [{ operation: 'searchOrder', body: searchOrderBody({ from: now - minuteMs, to: now, page: 1 }, 1) }];
    case 'status':
      return [{ operation: 'confirmOrder', body: confirmOrderBody([nobodysOrder]) }];
    case 'stock': {
      const read: Probe = { operation: 'inventoryBulkGet', body: bulkGetNothingBody() };
      return bothWays ? [read, { operation: 'inventoryBulkUpsert', body: moveNothingBody() }] : [read];
    }
  }
}
