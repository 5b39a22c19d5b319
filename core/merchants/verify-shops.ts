import { eachLimited } from '../pacing/limited.ts';
import { createPacer } from '../pacing/pacer.ts';
import type { Ports } from '../ports/index.ts';
import { bareMerchant, type Merchant } from './merchant.ts';
import type { Shop } from './shop.ts';
import { isWell, type ShopVerification, verifyShop } from './verify-shop.ts';

/** What verifying many shops found. */
export interface Verification {
  /** In the order of the shops given. */
  readonly verified: readonly ShopVerification[];
  /** Shops that were not tried any more, because the mall could not be asked for many in a row. */
  readonly left: readonly Shop[];
}

/** Shops verified at once; each one's calls keep to its own rate. */
const shopsAtOnce = 64;
/** After so many shops in a row of which nothing could be asked, the rest is left. */
export const failuresInARowMax = 20;

/** Verifies shops, many at once. A mall that is away is noticed after some of them, not after every one's time-outs. */
export async function verifyShops(
  ports: Pick<Ports, 'malls' | 'clock' | 'shops' | 'pauses' | 'log' | 'merchants'>,
  shops: readonly Shop[],
  onProgress: (done: number, bad: number) => void,
): Promise<Verification> {
  const [merchants, pauses] = await Promise.all([ports.merchants.list(), ports.pauses.list()]);
  const byId = new Map(merchants.map((merchant) => [merchant.id, merchant]));
  const merchantOf = ({ merchant }: Shop): Merchant => byId.get(merchant) ?? bareMerchant(merchant, ports.clock.now());
  const pacer = createPacer(ports.clock);
  const found = new Map<string, ShopVerification>();
  let failuresInARow = 0;
  let bad = 0;
  await eachLimited(shops, shopsAtOnce, async (shop) => {
    if (failuresInARow >= failuresInARowMax) return;
    const verification = await verifyShop(ports, shop, merchantOf(shop).features, { pacer, pauses });
    const nothingAsked = verification.checks.every(({ verdict }) => verdict.kind === 'unasked');
    failuresInARow = nothingAsked ? failuresInARow + 1 : 0;
    found.set(shop.key, verification);
    if (!isWell(verification)) bad++;
    onProgress(found.size, bad);
  });
  return {
    verified: shops.flatMap(({ key }) => found.get(key) ?? []),
    left: shops.filter(({ key }) => !found.has(key)),
  };
}
