import { expect } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { rotateKey } from '../../../../core/tenants/rotate-key.ts';
import { allRows } from '../../../../proving/memory/index.ts';
import type { HealthWorld } from './world.ts';

/** Orders at the mall. */
export const placed = (world: HealthWorld): number =>
  world.rms.control.summary().shops.reduce((sum, { orders }) => sum + orders, 0);

/** Orders that are stored as a whole. */
export const stored = (world: HealthWorld): number =>
  allRows(world.store).filter(({ kind }) => kind === 'stored').length;

/** A shop as it is now. */
export const now = async (world: HealthWorld, shop: Shop): Promise<Shop> =>
  (await world.ports().shops.get(shop.key)) as Shop;

/** The merchant issues a new key at the mall, and the key is entered a minute later. */
export async function rotate(world: HealthWorld, shop: Shop, refusedMinutes: number): Promise<void> {
  const licenseKey = world.rms.control.rotateKey(shop.code, { activeInMs: refusedMinutes * minuteMs });
  const account = world.rms.control.shops().find(({ shopUrl }) => shopUrl === shop.code);
  const credential = { serviceSecret: account?.serviceSecret ?? '', licenseKey };
  await world.time.sleep(minuteMs);
  const rotation = await rotateKey(world.ports('workers'), await now(world, shop), credential, { write: true });
  expect(rotation).toMatchObject({ kind: 'pending', why: 'refused' });
}
