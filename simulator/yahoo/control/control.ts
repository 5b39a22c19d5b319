import { changeSettings } from '../../change-settings.ts';
import { catchUp, setArrivals } from '../../living.ts';
import { enter, pay } from '../flow/life.ts';
import { placeOrder, release } from '../flow/place-order.ts';
import { setLevel } from '../flow/stock.ts';
import { ORDER_API_STATES, ORDER_STATUSES, type Order, SPOILS, stockKey } from '../state.ts';
import { consent } from '../way-in/consent.ts';
import { issueKey } from '../way-in/signature.ts';
import type { World } from '../world.ts';
import { bookOrder, bookStock, books, summary } from './books.ts';
import { editOrder, randomEdit } from './edit-order.ts';
import type { YahooControl } from './interface.ts';
import { addOrders, cancelByHand, orderOf, splitByHand } from './orders.ts';
import { addShop, credentialsOf, entryOf, shopNamed } from './shops.ts';

/** The control of a world. Before anything is done or told, what became due by itself has happened. */
export function createControl(world: World): YahooControl {
  const shop = (sellerId: string) => {
    catchUp(world);
    return shopNamed(world, sellerId);
  };
  const order = (sellerId: string, orderId: string) => orderOf(world, shop(sellerId), orderId);
  const known = (orderId: string): Order => {
    catchUp(world);
    const found = world.orders.get(orderId);
    if (!found) throw new Error(`There is no order ${orderId} in any shop.`);
    return found;
  };
  return {
    addShop: (options) => {
      catchUp(world);
      return addShop(world, options);
    },
    consent: (sellerId) => consent(world, shop(sellerId)),
    withdrawConsent: (sellerId) => {
      const one = shop(sellerId);
      if (one.consent) one.consent.withdrawn = true;
    },
    expireAccessTokens: (sellerId) => {
      const one = shop(sellerId);
      for (const token of world.accessTokens.values()) if (token.shop === one) token.expiresAt = world.timeMs;
    },
    rotatePublicKey: (sellerId, options = {}) => {
      const one = shop(sellerId);
      issueKey(world, one, world.timeMs + (options.oldWorksForMs ?? 0));
      const { publicKeyVersion, publicKey } = credentialsOf(one);
      return { publicKeyVersion, publicKey };
    },
    setOrderApi: (sellerId, state) => {
      if (!ORDER_API_STATES.includes(state)) {
        throw new Error(`setOrderApi: got ${JSON.stringify(state)}, expected one of ${ORDER_API_STATES.join(', ')}.`);
      }
      shop(sellerId).application.orderApi = state;
    },
    setScope: (sellerId, granted) => {
      shop(sellerId).application.hasScope = granted;
    },
    shops: () => {
      catchUp(world);
      return [...world.shops.values()].map(entryOf);
    },

    addOrders: (sellerId, options) => addOrders(world, shop(sellerId), options),
    arrivals: (sellerId, arrivals) => {
      const one = shop(sellerId);
      setArrivals(world, one, sellerId, arrivals, (placedAt) =>
        placeOrder(world, one, { placedAt, kind: 'random', mayBeTakenBack: true }),
      );
    },
    editOrder: (sellerId, orderId, edit) => {
      const one = order(sellerId, orderId);
      editOrder(world, one, edit ?? randomEdit(world, one));
    },
    cancelOrder: (sellerId, orderId, by = { buyer: true }) => cancelByHand(world, order(sellerId, orderId), by),
    splitOrder: (sellerId, orderId) => splitByHand(world, order(sellerId, orderId)),
    moveOrder: (sellerId, orderId, orderStatus) => {
      if (!ORDER_STATUSES.includes(orderStatus)) {
        throw new Error(`moveOrder: got ${orderStatus}, expected one of ${ORDER_STATUSES.join(', ')}.`);
      }
      enter(world, order(sellerId, orderId), orderStatus);
    },
    seeOrder: (sellerId, orderId) => {
      order(sellerId, orderId).isSeen = true;
    },
    payOrder: (sellerId, orderId) => pay(world, order(sellerId, orderId), 1, ''),
    releaseOrder: (sellerId, orderId) => release(world, order(sellerId, orderId)),
    level: (sellerId, { itemCode, subCode }) => shop(sellerId).stock.get(stockKey(itemCode, subCode))?.quantity ?? null,
    setStock: (sellerId, { itemCode, subCode = '', quantity, allowOverdraft, closed }) => {
      const row = shop(sellerId).stock.get(stockKey(itemCode, subCode));
      if (!row) throw new Error(`Shop ${sellerId} has no stock row ${stockKey(itemCode, subCode)}.`);
      if (quantity !== undefined) setLevel(world, shop(sellerId), row, quantity, 'person');
      if (allowOverdraft !== undefined) row.allowOverdraft = allowOverdraft;
      if (closed !== undefined) row.closed = closed;
      row.updatedAt = world.timeMs;
    },

    spoilOrder: (orderId, how) => {
      if (!SPOILS.includes(how)) throw new Error(`spoilOrder: got ${how}, expected one of ${SPOILS.join(', ')}.`);
      world.spoilt.set(known(orderId).orderId, how);
    },
    mendOrder: (orderId) => {
      world.spoilt.delete(known(orderId).orderId);
    },
    hideOrder: (orderId) => {
      world.hidden.add(known(orderId).orderId);
    },
    showOrder: (orderId) => {
      world.hidden.delete(known(orderId).orderId);
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
    stock: (sellerId) => bookStock(shop(sellerId)),
    placedBetween: (sellerId, from, to) =>
      shop(sellerId)
        .orders.filter((one) => one.placedAt >= from && one.placedAt < to)
        .map(bookOrder),
    summary: () => {
      catchUp(world);
      return summary(world);
    },
    order: (orderId) => {
      catchUp(world);
      const found = world.orders.get(orderId);
      return found ? bookOrder(found) : null;
    },

    settings: () => world.settings,
    changeSettings: (change) => {
      world.settings = changeSettings(world.settings, change);
      return world.settings;
    },
  };
}
