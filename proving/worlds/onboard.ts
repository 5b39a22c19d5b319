import { dayMs, secondMs } from '../../core/kernel/time.ts';
import { type Shop, shopKey } from '../../core/model/shop.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { memoryPorts } from '../memory/index.ts';
import { leaveGoneRows } from './gone-shops.ts';
import { onboardMerchant } from './merchants.ts';
import { morningDaysOf } from './morning-watch.ts';
import type { World } from './world.ts';

/** Adds a shop to a world and its mall, with a backlog that waits for it. */
export async function onboard(world: Omit<World, 'shops'>, index: number, shard: number): Promise<Shop> {
  const code = `shop-${index + 1}`;
  const { control } = world.rms;
  // Where statuses are pushed, or digests tell what to ship, people confirm the orders of some shops, and the mall those of the others.
  const autoConfirm = (world.statuses !== null || world.mornings !== null) && index % 2 === 1;
  const account = control.addShop({ shopUrl: code, keyExpiresAt: world.start + 1_000 * dayMs, autoConfirm });
  const ports = memoryPorts(world.store);
  const key = shopKey('rms', code);
  const daysAgo = index === 0 ? world.swarm.longAgoDays : world.draws.of('first day', code).int(1, 4);
  const importFrom = Math.floor((world.start - daysAgo * dayMs) / secondMs) * secondMs;
  const shop: Shop = {
    key,
    mall: 'rms',
    code,
    name: code,
    merchant:
      world.outages !== null || world.statuses !== null || world.stocks !== null
        ? await onboardMerchant(ports, index, world.time.now(), useOf(world), world.mornings !== null)
        : world.draws.of('merchant', code).chance(0.5)
          ? 'merchant-1'
          : `merchant-${index + 2}`,
    shard,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1,
    ...(world.mornings === null ? {} : morningDaysOf(index)),
    credential: await ports.vault.seal(key, shard, 1, {
      serviceSecret: account.serviceSecret,
      licenseKey: account.licenseKey,
    }),
  };
  await ports.shops.add(shop);
  await leaveGoneRows(world, shop, world.swarm.goneRows);
  // A backlog that waits on the first day, some of it from before the shop's chosen date.
  const backlog = Math.ceil(world.swarm.ordersPerShop / 3);
  const yesterday = world.start - dayMs;
  control.addOrders(code, { count: Math.ceil(backlog / 2), at: { from: importFrom - dayMs, to: yesterday } });
  control.addOrders(code, { count: Math.floor(backlog / 2), at: { from: yesterday, to: world.start } });
  // Just where one window of a long import ends and the next begins.
  for (let edge = importFrom; edge < world.start; edge += rmsTraits.maxSpanMs) {
    for (const at of [edge, edge + secondMs]) control.addOrders(code, { count: 1, at });
  }
  return shop;
}

function useOf({ outages, statuses }: Omit<World, 'shops'>): 'outages' | 'status' | 'stock' {
  return outages !== null ? 'outages' : statuses !== null ? 'status' : 'stock';
}
