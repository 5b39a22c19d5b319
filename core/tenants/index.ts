/**
 * Tenants: merchants, their shops and keys: onboarding, verification, rotation, moves between shards, removal.
 *
 * It never imports another feature. Start with `onboarding.ts` and `rotate-key.ts`.
 */

export {
  addShop,
  emptiestShard,
  findShop,
  isName,
  isRate,
  isWord,
  keyOfNewShop,
  type NewShop,
  nameForm,
  placeShops,
  problemsOfNewShop,
  rateForm,
  type ShopAdding,
  shopsPerShard,
  wordForm,
} from './add-shop.ts';
export { changeMerchant } from './change-merchant.ts';
export {
  expiryReadingsMax,
  isExpiryDue,
  isSameCredential,
  keyFigures,
  openHeldKeys,
  promotePending,
  readExpiry,
} from './keys.ts';
export { type Applied, applyOnboarding, type MerchantPlan, planOnboarding, type ShopStep } from './onboarding.ts';
export {
  type DraftLine,
  type LineProblem,
  type LineValues,
  type MerchantColumn,
  merchantColumns,
  problemsAcrossLines,
  problemsAgainstStore,
  type ReadLine,
  type Standing,
  shopOfDraft,
  shopOfLine,
  soundLines,
} from './onboarding-file.ts';
export {
  type CheckedLines,
  checkLines,
  type GivenKey,
  keysOfLines,
  type LineKeys,
  type LineToCheck,
} from './onboarding-keys.ts';
export { awaitPending, type KeyReplacement, type KeyRotation, replaceKey, rotateKey } from './rotate-key.ts';
export {
  liftPausesOf,
  movesToSpread,
  type Rewinding,
  removeShop,
  rewindingOf,
  rewindShop,
  type ShopMove,
  type Spreading,
  spreadShops,
} from './shop-changes.ts';
export {
  checkKey,
  type FunctionCheck,
  type FunctionVerdict,
  failuresInARowMax,
  isWell,
  type ShopVerification,
  type Verification,
  verifyShops,
  type WorkingKey,
} from './verify-shops.ts';
