/**
 * Import: lists orders (`list-window.ts`), reads them (`read-orders.ts`), plans (`plan.ts`) and writes (`write-plans.ts`) rows and claims,
 * advances the cursor, announces revisions; scans, rereads and audits for what was missed. Never imports another feature. Start with
 * `import-shop.ts` (a shop's new orders) and `read-and-store.ts` (a batch).
 */

export { type ProblemOrder, problemOrders, shopsWithPushes, unreadAnHourMax } from './attention.ts';
export { auditAfterIncidents, auditByHand, auditByHandName, auditNightly } from './audit-shops.ts';
export { checkOrders, type OrdersCheck, repairOrders } from './check-orders.ts';
export { claimKeysOfOrder } from './claim-keys.ts';
export { exportOrders } from './export.ts';
export { type HintRun, hasImportedHinted, importHinted, type ShopHint } from './import-hinted.ts';
export { emptyTally, type ImportTally, importShop } from './import-shop.ts';
export { importQueuedSpans, importSpan, type SpanImport } from './import-span.ts';
export {
  type ListedOrder,
  listOrders,
  type OrderListing,
  type OrderQuery,
} from './list-orders.ts';
export { changesBetween, type HistoryEntry, historyOf } from './order-history.ts';
export { type FoundOrder, ordersOfSameBuyer, type Redaction, redactOrder } from './personal-data.ts';
export { nightComesFirst, rereadDue, rereadShop, retireOrders, retiringIsDue } from './reread-shop.ts';
export { scanDue, scanShop } from './scan-shop.ts';
export { type SweepReport, sweep } from './sweep.ts';
export { createPostTaker, type PostPorts } from './take-post.ts';
