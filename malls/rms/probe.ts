import { type EpochMs, minuteMs } from '../../core/kernel/index.ts';
import type { Capability } from '../../core/model/index.ts';
import type { Shape } from '../shape.ts';
import type { RmsAnswer, RmsCall } from './faults.ts';
import type { RmsOperation } from './operations.ts';
import { nobodysOrder } from './operations.ts';
import { checked } from './replies.ts';
import { bulkGetNothingBody, confirmOrderBody, moveNothingBody, searchOrderBody } from './requests.ts';
import { levelsIn } from './stock-api.ts';
import { changeReply, inventoriesReply, searchOrderReply } from './wire.generated.js';

/** A call that only wants to be answered. */
interface Probe {
  readonly operation: RmsOperation & ('searchOrder' | 'confirmOrder' | 'inventoryBulkGet' | 'inventoryBulkUpsert');
  readonly body: string;
  /** Throws `mall.unreadable` where the answer is not the API's: a page in its place may say of itself that all is well. */
  readonly check: (call: RmsCall, answer: RmsAnswer) => unknown;
}

const hasShape =
  <T>(shape: Shape<T>): Probe['check'] =>
  (call, answer) =>
    checked(shape, call, answer);

/**
 * The cheapest calls of each capability, as `docs/malls/rms.md#probes` explains. Status probes use the write path, because RMS was
 * seen answering reads while it lost writes; stock probes do so only with `bothWays`. The order and the SKU do not exist, so RMS
 * refuses to change them.
 */
export function probesOf(capability: Capability, bothWays: boolean, now: EpochMs): readonly Probe[] {
  switch (capability) {
    case 'import':
      return [
        {
          operation: 'searchOrder',
          body: searchOrderBody({ from: now - minuteMs, to: now, page: 1 }, 1),
          check: hasShape(searchOrderReply),
        },
      ];
    case 'status':
      return [{ operation: 'confirmOrder', body: confirmOrderBody([nobodysOrder]), check: hasShape(changeReply) }];
    case 'stock': {
      const check = hasShape(inventoriesReply);
      const read: Probe = { operation: 'inventoryBulkGet', body: bulkGetNothingBody(), check };
      if (!bothWays) return [read];
      // It moves one item, which does not exist.
      const levels: Probe['check'] = (call, answer) => levelsIn(call, answer, ['nobody’s']);
      return [read, { operation: 'inventoryBulkUpsert', body: moveNothingBody(), check: levels }];
    }
  }
}
