import type { StockReading } from '../ports/stock-door.ts';
import type { EpochMs } from '../units.ts';
import type { Listing } from './listing.ts';
import type { ListingChange } from './next-listing.ts';

/**
 * What a reading changes in a listing's row because its item is closed at the mall (在庫クローズ), or is open again; nothing where the row says so
 * already. Nobody of ours opens an item: somebody may have closed it for a reason.
 */
export function closedChange(
  { closedSince }: Pick<Listing, 'closedSince'>,
  reading: StockReading,
  now: EpochMs,
): ListingChange {
  if (reading.kind === 'absent' || reading.closed === (closedSince !== undefined)) return {};
  return { closedSince: reading.closed ? now : null };
}
