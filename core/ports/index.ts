/**
 * Ports: what the rules need from outside, as interfaces: tables, queues, the bus, mails, malls, the clock.
 *
 * It imports model and kernel. Implementations are in `aws/`, `malls/` and, in memory, in the tests. Start with `Ports` in `ports.ts`.
 */

export { type Bus, tellRefused } from './bus.ts';
export type {
  BuyerMark,
  Carrier,
  MallFunction,
  MallShop,
  MallSwitches,
  MallTraits,
  OrderListing,
  OrderPage,
  OrderReading,
} from './mall.ts';
export type { ChangeAnswer, OrderAnswer, OrderStatusApi, RefusalReason } from './order-status-api.ts';
export type { Intents, OpenOrder, OrderKey, OrderStore, Spans } from './orders.ts';
export {
  type AuditStore,
  type HealthStore,
  type IncidentStore,
  type NoticeStore,
  type Pauses,
  recentIncidents,
} from './outage.ts';
export type { ImportPorts, Malls, Ports, PushPorts, StockPorts } from './ports.ts';
export { changeDigest, type Digests, type DueShop, type PushStore } from './pushes.ts';
export {
  type DeadLetter,
  type DeadLetters,
  deadLetterHoldSeconds,
  type LetterCount,
  momentOf,
  type RejectedRequest,
  type RejectedRequests,
  type RequestEvent,
  type StockQueue,
  type WorkQueue,
} from './queues.ts';
export {
  type Credential,
  dataKeyApp,
  type MerchantStore,
  openedOrNull,
  type RemovedShops,
  type RmsCredential,
  type ShopStore,
  shopsOfMall,
  type Vault,
  type YahooCredential,
} from './shops.ts';
export type {
  Drift,
  DriftExample,
  DriftStore,
  LedgerEntry,
  ListingStore,
  OversoldSku,
  SkuFacts,
  StockLedger,
} from './stock.ts';
export type {
  StockAnswer,
  StockApi,
  StockLevel,
  StockOutcome,
  StockPage,
  StockReading,
  StockTraits,
} from './stock-api.ts';
export {
  budgetUntil,
  type Chance,
  type Clock,
  type Leases,
  type Log,
  type LogValue,
  type Mailer,
  type MailOutcome,
  type OutgoingMail,
  type Reference,
  type TimeBudget,
} from './system.ts';
