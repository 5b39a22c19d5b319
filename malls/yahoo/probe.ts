import { type EpochMs, minuteMs } from '../../core/kernel/index.ts';
import type { Capability } from '../../core/model/index.ts';
import type { YahooReply } from './calls.ts';
import { refusedForm } from './faults.ts';
import type { YahooOperation } from './operations.ts';
import { confirmNothingBody, nobodysOrder } from './order-status-api.ts';
import { listingIn } from './replies.ts';
import { orderListBody } from './requests.ts';
import { changeIn } from './status-replies.ts';
import { getStockForm, rowsIn, setNothingForm } from './stock-api.ts';

/** An item code that no shop has. */
export const nobodysItem = 'tsunagi-verify';

/** A call that only wants to be answered. */
interface Probe {
  readonly operation: YahooOperation & ('orderList' | 'orderChange' | 'getStock' | 'setStock');
  readonly body: string;
  /** The code of the refusal that it asks for, where it is meant to be refused as a whole. */
  readonly refusal?: string;
  /**
   * Throws `mall.unreadable` where the answer is not the API's, since what stands in its place may say of itself that all is well, and
   * `mall.refusing` where it is another refusal than the one that the probe asks for.
   */
  readonly check: (reply: YahooReply) => unknown;
}

/** quantityが不正です: a word stands for the quantity. */
const notANumber = 'st-02104';

/** What Yahoo says of an order that is not there: any words about that order, but none about the form of what was sent. */
const objectsToTheOrder =
  (sellerId: string): Probe['check'] =>
  (reply) => {
    const order = nobodysOrder(sellerId);
    const said = changeIn('orderChange', reply, order).orders.get(order);
    if (said?.kind === 'refused' && said.reason === 'content-refused')
      throw refusedForm(reply.call, reply.status, said.code);
  };

/**
 * The cheapest calls of each capability, as `docs/malls/yahoo.md#probes` explains; of stock where `closely` one that sets, too.
 */
export function probesOf(capability: Capability, closely: boolean, sellerId: string, now: EpochMs): readonly Probe[] {
  switch (capability) {
    case 'import': {
      const listing = { from: now - minuteMs, to: now, page: 1 };
      return [{ operation: 'orderList', body: orderListBody(sellerId, listing, 1), check: listingIn }];
    }
    case 'stock': {
      const read: Probe = { operation: 'getStock', body: getStockForm(sellerId, [nobodysItem]), check: rowsIn };
      return closely
        ? [
            read,
            {
              operation: 'setStock',
              body: setNothingForm(sellerId, nobodysItem),
              refusal: notANumber,
              check: rowsIn,
            },
          ]
        : [read];
    }
    // The order does not exist, so Yahoo refuses to change it.
    case 'status': {
      return [{ operation: 'orderChange', body: confirmNothingBody(sellerId), check: objectsToTheOrder(sellerId) }];
    }
  }
}
