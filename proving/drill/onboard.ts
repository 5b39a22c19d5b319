import { dayMs } from '../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../core/model/health.ts';
import { newMerchant } from '../../core/model/merchant.ts';
import { type Shop, shopKey } from '../../core/model/shop.ts';
import { newShop } from '../../core/tenants/add-shop.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { memoryPorts } from '../memory/index.ts';
import type { OpenMall } from '../worlds/world-mall.ts';
import type { OpenDay } from './day.ts';

/** What merchants use who keep stock, by turn: some only that, so that every outage finds some whom it does not concern. */
const withStock: readonly (readonly Capability[])[] = [capabilities, ['import', 'stock'], capabilities, ['stock']];
/** And what those use who keep none. */
const withoutStock: readonly (readonly Capability[])[] = [['import'], ['import', 'status']];

/** For so many merchants who keep stock there is one more shop at RMS whose merchant keeps none. */
const tradersABystander = 5;

/** Shops at RMS beyond those of merchants who keep stock; two belong to one merchant. */
export function bystandersFor(shops: number): number {
  return Math.ceil(shops / tradersABystander);
}

/** The merchant of one of `shops` traders' shops at RMS, or of a bystander's. */
export function merchantAt(
  index: number,
  shops: number,
): { readonly id: string; readonly features: readonly Capability[] } {
  const turn = index < shops ? index : shops + Math.floor((index - shops) / 2);
  const features =
    index < shops ? withStock[index % withStock.length] : withoutStock[(turn - shops) % withoutStock.length];
  return { id: `merchant-${String(turn + 1).padStart(3, '0')}`, features: features ?? capabilities };
}

/** Registers a merchant, with a contact for mails. */
export async function enterMerchant(
  { store, start }: Pick<OpenDay, 'store' | 'start'>,
  { id, features }: ReturnType<typeof merchantAt>,
): Promise<void> {
  const contacts = [`${id}@example.jp`];
  await memoryPorts(store).merchants.put(newMerchant(id, { name: `株式会社${id}`, contacts, features }, start));
}

/** A merchant's shop at RMS, imported from the day before on. */
export async function openAtRms(
  { rms, store, start }: Pick<OpenDay, 'rms' | 'store' | 'start'>,
  where: { readonly code: string; readonly merchant: string; readonly shard: number; readonly skus: number },
  keyExpiresAt: number,
): Promise<Shop> {
  const { code, merchant, shard, skus } = where;
  const ports = memoryPorts(store);
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: code, keyExpiresAt, skus });
  const credential = await ports.vault.seal(shopKey('rms', code), 0, 1, { serviceSecret, licenseKey });
  const facts = { mall: 'rms', code, name: `${code} 楽天市場店`, merchant, shard } as const;
  const shop = newShop({ ...facts, importFrom: start - dayMs, callsPerSecond: 1 }, credential);
  await ports.shops.add(shop);
  return shop;
}

/** And the one at another mall. */
export async function openBeside(
  { store, start }: Pick<OpenDay, 'store' | 'start'>,
  { mall, traits, openAccount }: OpenMall,
  where: { readonly code: string; readonly merchant: string; readonly shard: number; readonly skus: number },
): Promise<Shop> {
  const { code, merchant, shard, skus } = where;
  const ports = memoryPorts(store);
  const credential = await ports.vault.seal(shopKey(mall, code), 0, 1, openAccount(code, start, skus));
  const facts = { mall, code, name: `${code} ${mallDesks.of(mall).shortName}店`, merchant, shard } as const;
  const shop = newShop({ ...facts, importFrom: start - dayMs, callsPerSecond: traits.callsPerSecond ?? 1 }, credential);
  await ports.shops.add(shop);
  return shop;
}
