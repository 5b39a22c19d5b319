import { type Asked, type Doors, openDoors, text } from '../../door.ts';
import type { SimOutcome, SimRequest } from '../../exchange.ts';
import type { Fault } from '../../faults/fault.ts';
import type { RmsSettingsChange } from '../settings.ts';
import type { ApiName, OrderProgress, Spoil } from '../state.ts';
import type { OrderEdit, RmsControl } from './interface.ts';

/** The control as requests: `POST /control/add-orders {"shopUrl":"…","count":3}`, `GET /control/books`. */
export function createDoor(control: RmsControl): (request: SimRequest) => SimOutcome {
  return openDoors(doorsOf(control));
}

function doorsOf(control: RmsControl): Doors {
  const shopUrl = (asked: Asked): string => text(asked, 'shopUrl');
  const orderNumber = (asked: Asked): string => text(asked, 'orderNumber');
  return {
    'add-shop': (asked) => control.addShop({ ...asked, shopUrl: shopUrl(asked) }),
    'rotate-key': (asked) => ({ licenseKey: control.rotateKey(shopUrl(asked), asked) }),
    'activate-key': (asked) => control.activateKey(shopUrl(asked)),
    'expire-key': (asked) => control.expireKey(shopUrl(asked)),
    'switch-api': (asked) => control.switchApi(shopUrl(asked), text(asked, 'api') as ApiName, asked.on === true),
    'switch-function': (asked) => control.switchFunction(shopUrl(asked), text(asked, 'operation'), asked.on === true),
    'set-migrated': (asked) => control.setMigrated(shopUrl(asked), asked.migrated === true),
    shops: () => control.shops(),
    'add-orders': (asked) => ({ orderNumbers: control.addOrders(shopUrl(asked), { count: 1, ...asked }) }),
    arrivals: (asked) =>
      control.arrivals(shopUrl(asked), asked.perHour === null ? null : { perHour: Number(asked.perHour) }),
    'edit-order': (asked) => control.editOrder(shopUrl(asked), orderNumber(asked), asked.edit as OrderEdit | undefined),
    'cancel-order': (asked) => control.cancelOrder(shopUrl(asked), orderNumber(asked), asked),
    'move-order': (asked) =>
      control.moveOrder(shopUrl(asked), orderNumber(asked), Number(asked.orderProgress) as OrderProgress),
    'ship-order': (asked) =>
      control.shipOrder(shopUrl(asked), orderNumber(asked), {
        deliveryCompany: text(asked, 'deliveryCompany'),
        shippingNumber: typeof asked.shippingNumber === 'string' ? asked.shippingNumber : null,
        shippingDate: typeof asked.shippingDate === 'string' ? asked.shippingDate : null,
      }),
    level: (asked) => ({
      level: control.level(shopUrl(asked), {
        manageNumber: text(asked, 'manageNumber'),
        variantId: text(asked, 'variantId'),
      }),
    }),
    'set-stock': (asked) =>
      control.setStock(shopUrl(asked), {
        manageNumber: text(asked, 'manageNumber'),
        variantId: text(asked, 'variantId'),
        quantity: Number(asked.quantity),
      }),
    'spoil-order': (asked) => control.spoilOrder(orderNumber(asked), text(asked, 'how') as Spoil),
    'mend-order': (asked) => control.mendOrder(orderNumber(asked)),
    'hide-order': (asked) => control.hideOrder(orderNumber(asked)),
    'show-order': (asked) => control.showOrder(orderNumber(asked)),
    break: (asked) => ({ id: control.break(asked as unknown as Fault) }),
    mend: (asked) => control.mend(asked.id === undefined ? undefined : text(asked, 'id')),
    faults: () => control.faults(),
    advance: (asked) => ({ nowMs: control.advance(Number(asked.ms)) }),
    'now-ms': () => ({ nowMs: control.nowMs() }),
    books: () => control.books(),
    inventory: (asked) => control.inventory(shopUrl(asked)),
    'placed-between': (asked) => control.placedBetween(shopUrl(asked), Number(asked.from), Number(asked.to)),
    summary: () => control.summary(),
    order: (asked) => control.order(orderNumber(asked)) ?? { error: `There is no order ${orderNumber(asked)}.` },
    settings: () => control.settings(),
    'change-settings': (asked) => control.changeSettings(asked as RmsSettingsChange),
  };
}
