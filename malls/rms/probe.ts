import { type EpochMs, minuteMs } from '../../core/kernel/index.ts';
import type { Capability } from '../../core/model/index.ts';
import type { Shape } from '../shape.ts';
import { type RmsAnswer, type RmsCall, refusedForm } from './faults.ts';
import type { RmsOperation } from './operations.ts';
import { nobodysOrder } from './operations.ts';
import { checked } from './replies.ts';
import { bulkGetNothingBody, confirmOrderBody, moveNothingBody, searchOrderBody } from './requests.ts';
import { changeIn } from './status-replies.ts';
import { levelsIn } from './stock-api.ts';
import { inventoriesReply, searchOrderReply } from './wire.generated.js';

/** A call that only wants to be answered. */
interface Probe {
  readonly operation: RmsOperation & ('searchOrder' | 'confirmOrder' | 'inventoryBulkGet' | 'inventoryBulkUpsert');
  readonly body: string;
  /** The order that it is about, where there is one. */
  readonly orderNumber?: string;
  /**
   * Throws `mall.unreadable` where the answer is not the API's, since a page in its place may say of itself that all is well, and `mall.refusing` where
   * it is another refusal than the one that the probe asks for.
   */
  readonly check: (call: RmsCall, answer: RmsAnswer) => unknown;
}

const hasShape =
  <T>(shape: Shape<T>): Probe['check'] =>
  (call, answer) =>
    checked(shape, call, answer);

/** What RMS says of an order that is not there: any words about that order, but none about the form of what was sent. */
const objectsToTheOrder: Probe['check'] = (call, answer) => {
  const { orders } = changeIn({ ...call, operation: 'confirmOrder' }, answer, [nobodysOrder]);
  const said = orders.get(nobodysOrder);
  if (said?.kind === 'refused' && said.reason === 'content-refused') throw refusedForm(call, answer, said.code);
};

/**
 * The cheapest calls of each capability, as `docs/malls/rms.md#probes` explains. Status probes use the write path, because RMS was
 * seen answering reads while it lost writes; stock probes do so only with `closely`. The order and the SKU do not exist, so RMS
 * refuses to change them.
 */
export function probesOf(capability: Capability, closely: boolean, now: EpochMs): readonly Probe[] {
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
      return [
        {
          operation: 'confirmOrder',
          body: confirmOrderBody([nobodysOrder]),
          orderNumber: nobodysOrder,
          check: objectsToTheOrder,
        },
      ];
    case 'stock': {
      const check = hasShape(inventoriesReply);
      const read: Probe = { operation: 'inventoryBulkGet', body: bulkGetNothingBody(), check };
      if (!closely) return [read];
      // It moves one item, which does not exist.
      const levels: Probe['check'] = (call, answer) => levelsIn(call, answer, ['nobody’s']);
      return [read, { operation: 'inventoryBulkUpsert', body: moveNothingBody(), check: levels }];
    }
  }
}
