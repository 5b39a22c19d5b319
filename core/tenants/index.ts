/**
 * Tenants: merchants, their shops and keys: onboarding, verification, rotation, moves between shards, removal.
 *
 * Never imports another feature. Start with `onboarding.ts` and `rotate-key.ts`.
 */

export * from './add-shop.ts';
export * from './api-keys.ts';
export * from './change-merchant.ts';
export * from './keys.ts';
export * from './onboarding.ts';
export * from './onboarding-file.ts';
export * from './onboarding-keys.ts';
export * from './rotate-key.ts';
export * from './shop-changes.ts';
export * from './verify-shops.ts';
