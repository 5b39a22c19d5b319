import type { Operation } from '../operation.ts';
import { cancelOrder, cancelOrderAfterShipping } from './cancel-order.ts';
import { confirmOrder } from './confirm-order.ts';
import { getOrder } from './get-order.ts';
import { getPayment } from './get-payment.ts';
import { orderFunction } from './order-function.ts';
import { getOrderItem } from './purchase-item.ts';
import { searchOrder } from './search-order.ts';
import { getSubStatusList, updateOrderSubStatus } from './sub-status.ts';
import { updateOrderSender, updateOrderSenderAfterShipping } from './update-sender.ts';
import { getResultUpdateOrderShippingAsync, updateOrderShipping, updateOrderShippingAsync } from './update-shipping.ts';
import { updateOrderDelivery, updateOrderMemo, updateOrderOrderer, updateOrderRemarks } from './update-texts.ts';

const READ = { write: false };
const WRITE = { write: true };

/** The functions of RakutenPayOrderAPI, each with the part of its message codes that names it. */
export const ORDER_FUNCTIONS: readonly Operation[] = [
  orderFunction('searchOrder', 'SEARCH_ORDER', searchOrder, READ),
  orderFunction('getOrder', 'GET_ORDER', getOrder, READ),
  orderFunction('confirmOrder', 'CONFIRM_ORDER', confirmOrder, WRITE),
  orderFunction('updateOrderShipping', 'UPDATE_ORDERSHIPPING', updateOrderShipping, WRITE),
  orderFunction('updateOrderShippingAsync', 'UPDATE_ORDERSHIPPING_ASYNC', updateOrderShippingAsync, WRITE),
  orderFunction(
    'getResultUpdateOrderShippingAsync',
    'GET_RESULT_UPDATEORDERSHIPPING_ASYNC',
    getResultUpdateOrderShippingAsync,
    READ,
  ),
  orderFunction('getSubStatusList', 'GET_SUBSTATUSLIST', getSubStatusList, { write: false, bodyless: true }),
  orderFunction('updateOrderSubStatus', 'UPDATE_ORDERSUBSTATUS', updateOrderSubStatus, WRITE),
  orderFunction('updateOrderMemo', 'UPDATE_ORDERMEMO', updateOrderMemo, WRITE),
  orderFunction('updateOrderRemarks', 'UPDATE_ORDERREMARKS', updateOrderRemarks, WRITE),
  orderFunction('updateOrderSender', 'UPDATE_ORDERSENDER', updateOrderSender, WRITE),
  orderFunction(
    'updateOrderSenderAfterShipping',
    'UPDATE_ORDERSENDERAFTERSHIPPING',
    updateOrderSenderAfterShipping,
    WRITE,
  ),
  orderFunction('cancelOrder', 'CANCEL_ORDER', cancelOrder, WRITE),
  orderFunction('cancelOrderAfterShipping', 'CANCEL_ORDERAFTERSHIPPING', cancelOrderAfterShipping, WRITE),
  orderFunction('updateOrderOrderer', 'UPDATE_ORDERORDERER', updateOrderOrderer, WRITE),
  orderFunction('updateOrderDelivery', 'UPDATE_ORDERDELIVERY', updateOrderDelivery, WRITE),
  orderFunction('getPayment', 'GET_PAYMENT', getPayment, READ),
];

/** PurchaseItemAPI, the twins without personal data; their message codes are the order API's. */
export const PURCHASE_ITEM_FUNCTIONS: readonly Operation[] = [
  orderFunction('searchOrderItem', 'SEARCH_ORDER', searchOrder, READ),
  orderFunction('getOrderItem', 'GET_ORDER', getOrderItem, READ),
];
