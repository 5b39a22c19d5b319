export type {
  BookEntry,
  BookLine,
  BookParcel,
  EventEntry,
  ExchangeEntry,
  FailedMessageEntry,
  FaultEntry,
  HealthEntry,
  HeldSpanEntry,
  JournalEntry,
  JournalOutcome,
  JournalRequest,
  LevelEntry,
  MailEntry,
  Plain,
  PlainObject,
  RequestEntry,
  RowEntry,
  RunEndEntry,
  RunEntry,
  ShownEntry,
  TableName,
  WarmSpanEntry,
} from './entry.ts';
export { tableNames } from './entry.ts';
export { type Journal, joinJournal, openJournal } from './journal.ts';
export { bookEntry, exchangeEntry, type KeyedShop, type ShopOf, shopsByKey } from './make-entry.ts';
export { isCounted, isJournalMall } from './malls/index.ts';
export { plainItem, plainRow } from './plain.ts';
export type { DrillDay } from './recount/drill/day.ts';
export { type CountedDay, countDay, drillFigures } from './recount/drill/figures.ts';
export { storedMoments } from './recount/drill/orders.ts';
export { type DaySteps, daySteps, stepsFormat } from './recount/drill/steps.ts';
export { type Ledger, openLedger } from './recount/drill/stock/ledger.ts';
export { type DrillFigures, recount } from './recount.ts';
export { recountText } from './recount-text.ts';
export { isTokenCall } from './secrets.ts';
