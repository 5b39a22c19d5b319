import { type EpochMs, minuteMs } from '../../core/kernel/index.ts';
import type { Capability } from '../../core/model/index.ts';
import type { YahooReply } from './calls.ts';
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
  /** Throws `mall.unreadable` where the answer is not the API's: what stands in its place may say of itself that all is well. */
  readonly check: (reply: YahooReply) => unknown;
}

/**
 * The cheapest calls of each capability, as `docs/malls/yahoo.md#probes` explains; of stock where `bothWays` one that sets, too.
 */
export function probesOf(capability: Capability, bothWays: boolean, sellerId: string, now: EpochMs): readonly Probe[] {
  switch (capability) {
    case 'import': {
      const listing = { from: now - minuteMs, to: now, page: 1 };
      return [{ operation: 'orderList', body: orderListBody(sellerId, listing, 1), check: listingIn }];
    }
    case 'stock': {
      const read: Probe = { operation: 'getStock', body: getStockForm(sellerId, [nobodysItem]), check: rowsIn };
      return bothWays
        ? [read, { operation: 'setStock', body: setNothingForm(sellerId, nobodysItem), check: rowsIn }]
        : [read];
    }
    // The order does not exist, so Yahoo refuses to change it.
    case 'status': {
      const check: Probe['check'] = (reply) => changeIn('orderChange', reply, nobodysOrder(sellerId));
      return [{ operation: 'orderChange', body: confirmNothingBody(sellerId), check }];
    }
  }
}
