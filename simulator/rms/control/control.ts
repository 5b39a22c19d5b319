import { changeSettings } from '../../change-settings.ts';
import { catchUp, setArrivals } from '../../living.ts';
import { firstFrom } from '../flow/order-list.ts';
import { placeOrder } from '../flow/place-order.ts';
import { enter } from '../flow/progress.ts';
import { setLevel } from '../flow/stock.ts';
import { API_NAMES, ORDER_PROGRESSES, type Order, SPOILS, stockKey } from '../state.ts';
import type { World } from '../world.ts';
import { bookInventory, bookOrder, books, summary } from './books.ts';
import { editOrder, randomEdit } from './edit-order.ts';
import type { RmsControl } from './interface.ts';
import { mustBeOneOf } from './one-of.ts';
import { addOrders, cancelByHand, orderOf, shipByHand } from './orders.ts';
import { activateKey, addShop, rotateKey, shopNamed, switchFunction } from './shops.ts';

/** The control of a world. Before anything is done or told, what became due by itself has happened. */
export function createControl(world: World): RmsControl {
  const shop = (shopUrl: string) => {
    catchUp(world);
    return shopNamed(world, shopUrl);
  };
  const order = (shopUrl: string, orderNumber: string) => orderOf(world, shop(shopUrl), orderNumber);
  const known = (orderNumber: string): Order => {
    catchUp(world);
    const found = world.orders.get(orderNumber);
    if (!found) throw new Error(`There is no order ${orderNumber} in any shop.`);
    return found;
  };
  return {
    addShop: (options) => {
      catchUp(world);
      return addShop(world, options);
    },
    rotateKey: (shopUrl, options = {}) => rotateKey(world, shop(shopUrl), options.activeInMs),
    activateKey: (shopUrl) => activateKey(world, shop(shopUrl)),
    expireKey: (shopUrl) => {
      const { license, licenseBefore } = shop(shopUrl);
      for (const one of [license, licenseBefore]) if (one) one.expiresAt = world.timeMs - 1;
    },
    switchApi: (shopUrl, api, on) => {
      mustBeOneOf('switchApi', api, API_NAMES);
      const { disabledApis } = shop(shopUrl);
      if (on) disabledApis.delete(api);
      else disabledApis.add(api);
    },
    setMigrated: (shopUrl, migrated) => {
      shop(shopUrl).migratedToSku = migrated;
    },
    switchFunction: (shopUrl, operation, on) => switchFunction(shop(shopUrl), operation, on),
    shops: () => {
      catchUp(world);
      return [...world.shops.values()].map((one) => ({
        shopUrl: one.shopUrl,
        shopId: one.shopId,
        serviceSecret: one.serviceSecret,
        licenseKey: one.license.key,
        keyWorksFromMs: one.license.workingFrom,
        keyExpiresAtMs: one.license.expiresAt,
        autoConfirm: one.autoConfirm,
        orders: one.orders.length,
      }));
    },

    addOrders: (shopUrl, options) => addOrders(world, shop(shopUrl), options),
    arrivals: (shopUrl, arrivals) => {
      const one = shop(shopUrl);
      setArrivals(world, one, one.shopId, arrivals, (placedAt) => placeOrder(world, one, { placedAt }));
    },
    editOrder: (shopUrl, orderNumber, edit) => {
      const one = order(shopUrl, orderNumber);
      editOrder(world, one, edit ?? randomEdit(world, one));
    },
    cancelOrder: (shopUrl, orderNumber, options = {}) =>
      cancelByHand(world, order(shopUrl, orderNumber), options.finalAfterMs),
    moveOrder: (shopUrl, orderNumber, orderProgress) => {
      mustBeOneOf('moveOrder', orderProgress, ORDER_PROGRESSES);
      enter(world, order(shopUrl, orderNumber), orderProgress);
    },
    shipOrder: (shopUrl, orderNumber, row) => shipByHand(world, order(shopUrl, orderNumber), row),
    level: (shopUrl, { manageNumber, variantId }) =>
      shop(shopUrl).inventory.get(stockKey(manageNumber, variantId))?.quantity ?? null,
    setStock: (shopUrl, { manageNumber, variantId, quantity }) => {
      const row = shop(shopUrl).inventory.get(stockKey(manageNumber, variantId));
      if (!row) throw new Error(`Shop ${shopUrl} has no stock row ${manageNumber} / ${variantId}.`);
      if (!Number.isInteger(quantity) || quantity < 0) {
        throw new Error(`setStock: got ${quantity}, expected a whole number of at least 0.`);
      }
      setLevel(world, shop(shopUrl), row, quantity, 'person');
    },

    spoilOrder: (orderNumber, how) => {
      mustBeOneOf('spoilOrder', how, SPOILS);
      world.spoilt.set(known(orderNumber).orderNumber, how);
    },
    mendOrder: (orderNumber) => {
      world.spoilt.delete(known(orderNumber).orderNumber);
    },
    hideOrder: (orderNumber) => {
      world.hidden.add(known(orderNumber).orderNumber);
    },
    showOrder: (orderNumber) => {
      world.hidden.delete(known(orderNumber).orderNumber);
    },

    break: (fault) => {
      catchUp(world);
      return world.faults.break(fault, world.timeMs);
    },
    mend: (id) => {
      if (!world.faults.mend(id) && id !== undefined) throw new Error(`There is no fault ${id}.`);
    },
    faults: () => world.faults.list(),

    advance: (ms) => {
      if (!(ms >= 0)) throw new Error(`advance: got ${ms}, expected milliseconds of at least 0.`);
      world.addedMs += ms;
      catchUp(world);
      return world.timeMs;
    },
    nowMs: () => world.now(),

    books: () => {
      catchUp(world);
      return books(world);
    },
    inventory: (shopUrl) => bookInventory(shop(shopUrl)),
    placedBetween: (shopUrl, from, to) => {
      const { orders } = shop(shopUrl);
      return orders.slice(firstFrom(orders, from), firstFrom(orders, to)).map(bookOrder);
    },
    summary: () => {
      catchUp(world);
      return summary(world);
    },
    order: (orderNumber) => {
      catchUp(world);
      const found = world.orders.get(orderNumber);
      return found ? bookOrder(found) : null;
    },

    settings: () => world.settings,
    changeSettings: (change) => {
      world.settings = changeSettings(world.settings, change);
      return world.settings;
    },
  };
}
