import { expect, it } from 'vitest';
import type { Listing } from '../../core/model/listing.ts';
import { readStandings } from '../../local/desk/stock-standing.ts';

const at = Date.UTC(2026, 10, 24);
const shop = 'rms#kado';
const acked = { level: 3, fingerprint: 'f', at };

async function standingOf(more: Partial<Listing>) {
  const row: Listing = {
    ...{ shop, item: 'wan/aka', merchant: 'kado', sku: 'WAN', version: 3, writer: 'w', terms: 1 },
    ...{ linked: true, buffer: 0, cap: null, floor: null },
    ...more,
  };
  const standings = readStandings({ ofShop: async () => ({ listings: [row], after: null }) }, () => [{ key: shop }]);
  await standings.read();
  return standings.of(shop);
}

it('a listing that the mall took after a call with an open end is in step, though it is looked at again for hours', async () => {
  const isLookedAtAgain = { acked, unknownAt: at, lookAgainAt: at + 1 };
  expect(await standingOf(isLookedAtAgain)).toMatchObject({ inStep: 1, waiting: 0 });
  // A listing without any answer since that call waits; so does a listing that has moved in between.
  expect(await standingOf({ unknownAt: at, lookAgainAt: at + 1 })).toMatchObject({ inStep: 0, waiting: 1 });
  expect(await standingOf({ ...isLookedAtAgain, dueAt: at })).toMatchObject({ inStep: 0, waiting: 1 });
});
