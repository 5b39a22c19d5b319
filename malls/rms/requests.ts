import { InputError, secondAfter } from '../../core/kernel/index.ts';
import type { OrderListing } from '../../core/ports/index.ts';
import { jstStamp } from '../jst.ts';
import type { RmsCredential } from './site.ts';
import { rmsTraits } from './traits.ts';

/** Where each function lives below the base URL. Paths work with and without the last slash; the documents have it. */
export const rmsPaths = {
  searchOrder: '/es/2.0/order/searchOrder/',
  getOrder: '/es/2.0/order/getOrder/',
  confirmOrder: '/es/2.0/order/confirmOrder/',
  updateOrderShipping: '/es/2.0/order/updateOrderShipping/',
  updateOrderSubStatus: '/es/2.0/order/updateOrderSubStatus/',
  updateOrderMemo: '/es/2.0/order/updateOrderMemo/',
  cancelOrder: '/es/2.0/order/cancelOrder/',
  getSubStatusList: '/es/2.0/order/getSubStatusList/',
  inventoryBulkGet: '/es/2.0/inventories/bulk-get',
  inventoryBulkGetRange: '/es/2.0/inventories/bulk-get/range',
  inventoryBulkUpsert: '/es/2.0/inventories/bulk-upsert',
  keyExpiry: '/es/1.0/license-management/license-key/expiry-date',
} as const;

/** `ESA` and the base64 of `serviceSecret:licenseKey`, on every call. */
export function authorisation({ serviceSecret, licenseKey }: RmsCredential): string {
  return `ESA ${Buffer.from(`${serviceSecret}:${licenseKey}`, 'utf8').toString('base64')}`;
}

/**
 * searchOrder by 注文日, oldest first. Without the pagination RMS gives 30 rows, and says nothing about the rest. The bounds
 * are widened to whole seconds, which is all RMS measures in.
 */
export function searchOrderBody(listing: OrderListing, rows: number = rmsTraits.pageSize): string {
  return JSON.stringify({
    dateType: 1,
    startDatetime: jstStamp(listing.from),
    endDatetime: jstStamp(secondAfter(listing.to)),
    ...(listing.progress === undefined ? {} : { orderProgressList: [progressNumber(listing.progress)] }),
    PaginationRequestModel: {
      requestRecordsAmount: rows,
      requestPage: listing.page,
      SortModelList: [{ sortColumn: 1, sortDirection: 1 }],
    },
  });
}

function progressNumber(progress: string): number {
  if (/^\d{1,6}$/.test(progress)) return Number(progress);
  throw new InputError('This listing cannot be asked for', [
    `progress: got ${JSON.stringify(progress)}, expected RMS's orderProgress in digits, such as "100"`,
  ]);
}

/** getOrder. Without `version` RMS refuses the call. */
export function getOrderBody(orderNumbers: readonly string[], version: number): string {
  return JSON.stringify({ orderNumberList: orderNumbers, version });
}

/** confirmOrder. */
export function confirmOrderBody(orderNumbers: readonly string[]): string {
  return JSON.stringify({ orderNumberList: orderNumbers });
}

const nobodysSku = { manageNumber: 'tsunagi-verify', variantId: 'tsunagi-verify' };

/** bulk.get of a SKU that does not exist: RMS leaves unknown SKUs out of its answer. */
export function bulkGetNothingBody(): string {
  return JSON.stringify({ inventories: [nobodysSku] });
}

/**
 * bulk.upsert that moves a SKU that does not exist by zero: RMS refuses to move a SKU that it has no row for (IE0500). Only
 * probes send RELATIVE, and only this.
 */
export function moveNothingBody(): string {
  return JSON.stringify({ inventories: [{ ...nobodysSku, mode: 'RELATIVE', quantity: 0 }] });
}

/** The licence key's expiry is asked for with the key itself in the address: never write this address anywhere. */
export function keyExpiryQuery({ licenseKey }: RmsCredential): string {
  return `?licenseKey=${encodeURIComponent(licenseKey)}`;
}
