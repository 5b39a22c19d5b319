import { type Capability, capabilities } from '../../core/model/health.ts';
import { newMerchant } from '../../core/model/merchant.ts';
import type { MemoryPorts } from '../memory/index.ts';
import { worldsDigestAt } from './morning-watch.ts';

/** What merchants have switched on, so that every outage finds some whom it does not concern. */
const featuresByTurn: readonly (readonly Capability[])[] = [capabilities, ['import'], ['status', 'stock'], ['stock']];
/** The same in worlds without outages, where it only matters what is pushed. */
const featuresOfStatusUsers: readonly (readonly Capability[])[] = [['import', 'status'], capabilities];
/** And where it only matters whose stock is pushed. */
const featuresOfStockUsers: readonly (readonly Capability[])[] = [['import', 'stock'], ['import']];
/** Shops that one merchant has. */
const shopsEach = 2;

/** The merchant of the next shop, put down with their first one; `use` says what matters of them, where it is not the outages. Returns their id. */
export async function onboardMerchant(
  { merchants }: Pick<MemoryPorts, 'merchants'>,
  index: number,
  now: number,
  use: 'outages' | 'status' | 'stock' = 'outages',
  hasDigest = false,
): Promise<string> {
  const turn = Math.floor(index / shopsEach);
  const id = `merchant-${turn + 1}`;
  const byTurn = { outages: featuresByTurn, status: featuresOfStatusUsers, stock: featuresOfStockUsers }[use];
  const features = byTurn[turn % byTurn.length] ?? capabilities;
  if (index % shopsEach === 0) {
    const facts = { name: `株式会社${id}`, contacts: [`${id}@example.jp`], features };
    await merchants.put(newMerchant(id, { ...facts, digestAt: hasDigest ? worldsDigestAt : null }, now));
  }
  return id;
}
