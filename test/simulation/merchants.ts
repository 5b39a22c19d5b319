import { type Capability, capabilities } from '../../core/health/capability.ts';
import { newMerchant } from '../../core/merchants/merchant.ts';
import type { MemoryPorts } from '../support/memory/index.ts';

/** What merchants have switched on, so that every outage finds some whom it does not concern. */
const featuresByTurn: readonly (readonly Capability[])[] = [capabilities, ['import'], ['status', 'stock'], ['stock']];
/** Shops that one merchant has. */
const shopsEach = 2;

/** The merchant of the next shop, put down with their first one. Returns their id. */
export async function onboardMerchant(
  { merchants }: Pick<MemoryPorts, 'merchants'>,
  index: number,
  now: number,
): Promise<string> {
  const turn = Math.floor(index / shopsEach);
  const id = `merchant-${turn + 1}`;
  const features = featuresByTurn[turn % featuresByTurn.length] ?? capabilities;
  if (index % shopsEach === 0) {
    await merchants.put(newMerchant(id, { name: `株式会社${id}`, contacts: [`${id}@example.jp`], features }, now));
  }
  return id;
}
