import { TsunagiError } from '../../core/errors.ts';
import type { Capability } from '../../core/health/capability.ts';
import { type EpochMs, minuteMs } from '../../core/units.ts';
import type { YahooOperation } from './operations.ts';
import { orderListBody } from './requests.ts';
import { getStockForm, setNothingForm } from './stock-requests.ts';

/** An item code that no shop has. */
export const nobodysItem = 'tsunagi-verify';

/** A call that only wants to be answered. */
interface Probe {
  readonly operation: YahooOperation & ('orderList' | 'getStock' | 'setStock');
  readonly body: string;
}

/**
 * The cheapest calls of each capability, as `docs/malls/yahoo.md#probes` explains; of stock where `bothWays` one that sets, too. Throws
 * for a capability that there is no probe of.
 */
export function probesOf(capability: Capability, bothWays: boolean, sellerId: string, now: EpochMs): readonly Probe[] {
  switch (capability) {
    case 'import': {
      const listing = { from: now - minuteMs, to: now, page: 1 };
      return [{ operation: 'orderList', body: orderListBody(sellerId, listing, 1) }];
    }
    case 'stock': {
      const read: Probe = { operation: 'getStock', body: getStockForm(sellerId, [nobodysItem]) };
      return bothWays ? [read, { operation: 'setStock', body: setNothingForm(sellerId, nobodysItem) }] : [read];
    }
    case 'status':
      throw new TsunagiError(
        'input.invalid',
        'never',
        'Statuses are not sent to Yahoo!ショッピング, so there is nothing to probe.',
      );
  }
}
