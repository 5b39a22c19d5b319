import { TsunagiError } from '../../core/errors.ts';
import type { Capability } from '../../core/health/capability.ts';
import { type EpochMs, minuteMs } from '../../core/units.ts';
import type { YahooOperation } from './operations.ts';
import { orderListBody } from './requests.ts';
import { getStockForm } from './stock-requests.ts';

/** An item code that no shop has. */
export const nobodysItem = 'tsunagi-verify';

/** A call that only wants to be answered. */
interface Probe {
  readonly operation: YahooOperation & ('orderList' | 'getStock');
  readonly body: string;
}

/** The cheapest call of each capability, as `docs/malls/yahoo.md#probes` explains. Throws for one that there is none of. */
export function probeOf(capability: Capability, sellerId: string, now: EpochMs): Probe {
  switch (capability) {
    case 'import': {
      const listing = { from: now - minuteMs, to: now, page: 1 };
      return { operation: 'orderList', body: orderListBody(sellerId, listing, 1) };
    }
    case 'stock':
      return { operation: 'getStock', body: getStockForm(sellerId, [nobodysItem]) };
    case 'status':
      throw new TsunagiError(
        'input.invalid',
        'never',
        'Statuses are not sent to Yahoo!ショッピング, so there is nothing to probe.',
      );
  }
}
