/**
 * Import: lists orders at a mall, reads them, plans and writes rows and claims, announces revisions; scans, re-reads and audits what
 * was missed.
 *
 * An import goes one way: list (`list-window.ts`), read (`read-orders.ts`), plan (`plan.ts`), write (`write-plans.ts`), and the cursor advances.
 * Start with `import-shop.ts` (one shop's new orders) and `read-and-store.ts` (one batch). It never imports another feature.
 */

export { type ProblemOrder, problemOrders, shopsWithPushes, unreadAnHourMax } from './attention.ts';
export { auditAfterIncidents, auditByHand, auditByHandName, auditNightly } from './audit-shops.ts';
export { checkOrders, claimKeysOfOrder, type OrdersCheck, repairOrders } from './check-orders.ts';
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
