/**
 * Stock: the ledger of claims and movements, the level that each listing should show, and pushing it until the mall shows it.
 *
 * It never imports another feature. Start with `ledger.ts` (how many pieces are free) and `sync-shop.ts` (one shop's due listings).
 */

export { callForDrift, callWorkers, enqueueDirtySkus } from './call-dirty.ts';
export {
  changeStanding,
  countInstant,
  decideFacts,
  differingFacts,
  type FirstCount,
  findingOf,
  firstCounts,
  isUnreflected,
  type LeftOut,
  type ListingFacts,
  type ListingFinding,
  type ListingStanding,
  type ListingStep,
  listingStep,
  resent,
  seenChange,
  standingByRow,
  standingOf,
} from './check-listing.ts';
export {
  explainLevel,
  type LevelExplained,
  type ListingExplained,
  type PartExplained,
  type PiecesExplained,
  readReserved,
} from './explain.ts';
export {
  type Balance,
  balanceOf,
  type ClaimReason,
  eventsOfSpan,
  type HistoryLine,
  type MovementReason,
  type StockEvent,
} from './history.ts';
export { readItems } from './items.ts';
export { countInForce } from './ledger.ts';
export {
  clashingLines,
  fileId,
  type KnownReport,
  knownReports,
  movementProblems,
  type ReportedLine,
  type ReportSetting,
  reportedMovement,
  writeMovement,
} from './move.ts';
export { oversoldIn, readOversoldOrders } from './oversold.ts';
export { readLevels, type ShownStep, shownLevel } from './read-levels.ts';
export {
  type RecipeStep,
  recipeProblems,
  recipeRows,
  recipeStep,
  type WantedRecipe,
  writeRecipe,
} from './recipe-change.ts';
export { defaultSyncSettings, type StockDrift } from './settings.ts';
export { type MovedSkus, movedId, type SpreadReport, spreadSkus } from './spread-skus.ts';
export type { StockRunContext } from './stock-session.ts';
export { type SyncReport, syncShops } from './sync-shops.ts';
export { type MovementEvent, movementEvents, takeMovements } from './take-movements.ts';
