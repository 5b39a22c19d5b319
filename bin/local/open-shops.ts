import { newMerchant } from '../../core/merchants/merchant.ts';
import { type Shop, shopKey } from '../../core/merchants/shop.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { DeskMall } from './desk-mall.ts';
import { nameOfShop } from './shop-names.ts';
import { importFromOf } from './stock-mall.ts';

/** One shop's rate at RMS, calls a second. */
const callsPerSecond = 1;

/** Adds the shops of the simulated mall that are not imported yet, with their keys. Each is its own merchant. */
export async function openShops(ports: Ports, mall: DeskMall): Promise<void> {
  for (const { shopUrl, serviceSecret, licenseKey } of mall.control.shops()) {
    const key = shopKey('rms', shopUrl);
    if ((await ports.shops.get(key)) !== null) continue;
    // Somebody to write to, of the house's own domain for examples.
    const contacts = [`${shopUrl}@shop.example`];
    const facts = { name: nameOfShop(shopUrl), contacts, features: ['import', 'status'] } as const;
    const merchant = newMerchant(shopUrl, facts, mall.beganAt);
    await ports.merchants.put(merchant);
    const shard = 0;
    const importFrom = importFromOf(mall);
    const credential = await ports.vault.seal(key, shard, 1, { serviceSecret, licenseKey });
    const shop: Shop = {
      key,
      mall: 'rms',
      code: shopUrl,
      name: nameOfShop(shopUrl),
      merchant: shopUrl,
      shard,
      importFrom,
      cursor: importFrom,
      scannedAt: 0,
      rereadDay: '',
      rereadAfter: '',
      callsPerSecond,
      credential,
    };
    await ports.shops.add(shop);
  }
}
