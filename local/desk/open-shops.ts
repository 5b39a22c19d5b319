import { dayMs } from '../../core/kernel/index.ts';
import {
  type Capability,
  changedMerchant,
  differingFacts,
  type MallName,
  newMerchant,
  type Shop,
  shopKey,
} from '../../core/model/index.ts';
import type { Credential, Ports } from '../../core/ports/index.ts';
import { replaceKey } from '../../core/tenants/index.ts';
import type { DeskMall, DeskYahoo } from './desk-mall.ts';
import { nameOfShop } from './shop-names.ts';
import { importFromOf } from './stock-mall.ts';

/** One shop's rate at its mall, calls a second. */
const callsPerSecond = 1;

/**
 * Adds the shops of the simulated malls that are not imported yet, with their keys. Shops of one code are one merchant's; who has a
 * shop at each mall has stock with us.
 */
export async function openShops(ports: Ports, mall: DeskMall, yahoo: DeskYahoo | null = null): Promise<void> {
  const atYahoo = new Set(yahoo?.control.shops().map(({ sellerId }) => sellerId));
  for (const { shopUrl, serviceSecret, licenseKey } of mall.control.shops()) {
    const features: readonly Capability[] = atYahoo.has(shopUrl) ? ['import', 'status', 'stock'] : ['import', 'status'];
    await openShop(ports, { mall, code: shopUrl, features, credential: () => ({ serviceSecret, licenseKey }) });
  }
  if (yahoo === null) return;
  for (const { sellerId } of yahoo.control.shops()) {
    const credential = (): Credential => yahooCredential(yahoo, sellerId);
    const isNew = await openShop(ports, {
      mall: yahoo,
      code: sellerId,
      features: ['import', 'status', 'stock'],
      credential,
    });
    if (!isNew) await renewKeys(ports, yahoo, sellerId);
  }
}

/** A consent lasts four weeks: one that is half over is renewed by a person of the shop. */
const renewBeforeMs = 14 * dayMs;

/** What a person of a shop does before its keys end; and the 公開鍵 of this mall is another one whenever it is opened again. */
async function renewKeys(ports: Ports, yahoo: DeskYahoo, sellerId: string): Promise<void> {
  const key = shopKey('yahoo', sellerId);
  const row = await ports.shops.get(key);
  const atMall = yahoo.control.shops().find((one) => one.sellerId === sellerId);
  if (row === null || atMall === undefined) return;
  const endsSoon = (atMall.consentEndsAtMs ?? 0) - yahoo.control.nowMs() < renewBeforeMs;
  const standing = await ports.vault.open(key, row.credential);
  const isSameKey = standing.mall === 'yahoo' && standing.publicKey === atMall.publicKey;
  if (endsSoon) yahoo.act('consent', { sellerId });
  if (endsSoon || !isSameKey) await replaceKey(ports, row, yahooCredential(yahoo, sellerId), { check: false });
}

/** Adds one shop, and its merchant with their first; false where it is imported already. */
async function openShop(
  ports: Ports,
  opened: {
    readonly mall: { readonly name: MallName; readonly beganAt: number };
    readonly code: string;
    readonly features: readonly Capability[];
    credential(): Credential;
  },
): Promise<boolean> {
  const { mall, code, features } = opened;
  const [key, name, shard] = [shopKey(mall.name, code), nameOfShop(code), 0];
  if ((await ports.shops.get(key)) !== null) return false;
  // A contact address under the project's own example domain.
  const facts = { name, contacts: [`${code}@shop.example`], features };
  const merchant = await ports.merchants.get(code);
  if (merchant === null) await ports.merchants.put(newMerchant(code, facts, mall.beganAt));
  else if (differingFacts(merchant, { features }).length > 0)
    await ports.merchants.put(changedMerchant(merchant, { features }));
  const importFrom = importFromOf(mall);
  const shop: Shop = {
    key,
    mall: mall.name,
    code,
    name,
    merchant: code,
    shard,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond,
    credential: await ports.vault.seal(key, shard, 1, opened.credential()),
  };
  await ports.shops.add(shop);
  return true;
}

/** What a person of a shop enters: the consent that they have just given, and the 公開鍵 they have just fetched. */
function yahooCredential({ control }: DeskYahoo, sellerId: string): Credential {
  const shop = control.shops().find((one) => one.sellerId === sellerId);
  if (shop === undefined) throw new Error(`There is no shop ${sellerId} at the simulated Yahoo!ショッピング.`);
  const { clientId, clientSecret, refreshToken, publicKey, publicKeyVersion } = shop;
  const now = control.nowMs();
  return {
    mall: 'yahoo',
    clientId,
    clientSecret,
    refreshToken,
    consentedAt: now,
    publicKey,
    publicKeyVersion: String(publicKeyVersion),
    publicKeyIssuedAt: now,
  };
}
