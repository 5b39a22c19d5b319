/**
 * Stock: the ledger of claims and movements, the level that each listing should show, and pushing it until the mall shows it. Start with
 * `ledger.ts` (how many pieces are free) and `sync-shop.ts` (one shop's due listings).
 */

export * from './call-dirty.ts';
export * from './check-listing.ts';
export * from './explain.ts';
export * from './history.ts';
export * from './items.ts';
export * from './ledger.ts';
export * from './move.ts';
export * from './oversold.ts';
export * from './recipe-change.ts';
export * from './settings.ts';
export * from './spread-skus.ts';
export * from './stock-session.ts';
export * from './sync-shop.ts';
export * from './take-movements.ts';
