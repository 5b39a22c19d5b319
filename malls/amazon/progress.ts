/**
 * The progress of an order is its fulfillmentStatus; of one that Amazon sends from its own shelf (FBA) with a word before it, because the
 * merchant does nothing for it, and none of the merchant's stock is in it.
 */
const fbaWord = 'FBA-';

export const progressOf = (status: string, isFba: boolean): string => (isFba ? `${fbaWord}${status}` : status);

export const isFba = (progress: string): boolean => progress.startsWith(fbaWord);

/** A fulfillmentStatus to ask for; null for one of Amazon's own, which are not listed. */
export const statusOf = (progress: string): string | null => (isFba(progress) ? null : progress);

/** What waits for its payment or its day: it can be cancelled without any action by the merchant. */
export const pending: readonly string[] = ['PENDING_AVAILABILITY', 'PENDING'];
export const unshipped: readonly string[] = [...pending, 'UNSHIPPED', 'PARTIALLY_SHIPPED'];
export const settled: readonly string[] = ['SHIPPED', 'CANCELLED', 'UNFULFILLABLE'];
