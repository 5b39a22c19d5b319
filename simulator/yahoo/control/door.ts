import { type Asked, type Doors, openDoors, text } from '../../door.ts';
import type { SimOutcome, SimRequest } from '../../exchange.ts';
import type { YahooFault } from '../faults.ts';
import type { YahooSettingsChange } from '../settings.ts';
import type { OrderApiState, OrderStatus, Spoil } from '../state.ts';
import type { OrderEdit, YahooControl } from './interface.ts';

/** The control as requests: `POST /control/add-orders {"sellerId":"…","count":3}`, `GET /control/books`. */
export function createDoor(control: YahooControl): (request: SimRequest) => SimOutcome {
  return openDoors(doorsOf(control));
}

function doorsOf(control: YahooControl): Doors {
  const sellerId = (asked: Asked): string => text(asked, 'sellerId');
  const orderId = (asked: Asked): string => text(asked, 'orderId');
  return {
    'add-shop': (asked) => control.addShop({ ...asked, sellerId: sellerId(asked) }),
    consent: (asked) => ({ code: control.consent(sellerId(asked)) }),
    'withdraw-consent': (asked) => control.withdrawConsent(sellerId(asked)),
    'expire-access-tokens': (asked) => control.expireAccessTokens(sellerId(asked)),
    'rotate-public-key': (asked) => control.rotatePublicKey(sellerId(asked), asked),
    'set-order-api': (asked) => control.setOrderApi(sellerId(asked), text(asked, 'state') as OrderApiState),
    'set-scope': (asked) => control.setScope(sellerId(asked), asked.granted === true),
    shops: () => control.shops(),
    'add-orders': (asked) => ({ orderIds: control.addOrders(sellerId(asked), { count: 1, ...asked }) }),
    arrivals: (asked) =>
      control.arrivals(sellerId(asked), asked.perHour === null ? null : { perHour: Number(asked.perHour) }),
    'edit-order': (asked) => control.editOrder(sellerId(asked), orderId(asked), asked.edit as OrderEdit | undefined),
    'cancel-order': (asked) =>
      control.cancelOrder(
        sellerId(asked),
        orderId(asked),
        asked.reason === undefined ? { buyer: true } : { reason: Number(asked.reason) },
      ),
    'split-order': (asked) => ({ orderIds: control.splitOrder(sellerId(asked), orderId(asked)) }),
    'move-order': (asked) =>
      control.moveOrder(sellerId(asked), orderId(asked), Number(asked.orderStatus) as OrderStatus),
    'see-order': (asked) => control.seeOrder(sellerId(asked), orderId(asked)),
    'pay-order': (asked) => control.payOrder(sellerId(asked), orderId(asked)),
    'release-order': (asked) => control.releaseOrder(sellerId(asked), orderId(asked)),
    level: (asked) => ({
      level: control.level(sellerId(asked), { itemCode: text(asked, 'itemCode'), subCode: text(asked, 'subCode') }),
    }),
    'set-stock': (asked) => control.setStock(sellerId(asked), { ...asked, itemCode: text(asked, 'itemCode') }),
    'spoil-order': (asked) => control.spoilOrder(orderId(asked), text(asked, 'how') as Spoil),
    'mend-order': (asked) => control.mendOrder(orderId(asked)),
    'hide-order': (asked) => control.hideOrder(orderId(asked)),
    'show-order': (asked) => control.showOrder(orderId(asked)),
    break: (asked) => ({ id: control.break(asked as unknown as YahooFault) }),
    mend: (asked) => control.mend(asked.id === undefined ? undefined : text(asked, 'id')),
    faults: () => control.faults(),
    advance: (asked) => ({ nowMs: control.advance(Number(asked.ms)) }),
    'now-ms': () => ({ nowMs: control.nowMs() }),
    books: () => control.books(),
    stock: (asked) => control.stock(sellerId(asked)),
    'placed-between': (asked) => control.placedBetween(sellerId(asked), Number(asked.from), Number(asked.to)),
    summary: () => control.summary(),
    order: (asked) => control.order(orderId(asked)) ?? { error: `There is no order ${orderId(asked)}.` },
    settings: () => control.settings(),
    'change-settings': (asked) => control.changeSettings(asked as YahooSettingsChange),
  };
}
