import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { nextPush, type Push, type PushChange } from '../../../proving/memory/push.ts';
import { putChanges } from '../../../proving/memory/row-of-change.ts';
import { allPushes } from './pushes-stored.ts';
import { type OpsWorld, openWorld } from './world.ts';

/** A world with a shop whose merchant has the feature status, orders, and a folder for files. */
export interface PushOpsWorld extends OpsWorld {
  readonly shop: Shop;
  readonly folder: string;
  /** Opens another shop of the same merchant; its orders are stored. */
  openShop(code: string, orders: number): Promise<{ shop: Shop; orderNumbers: string[] }>;
  /** Numbers of stored orders of the shop. */
  readonly orderNumbers: string[];
  write(name: string, content: string | Buffer): string;
  pushes(): Push[];
  /** Writes what a worker would have written. */
  change(push: Push, change: PushChange): Promise<void>;
}

/** Gives each test of a file a world of its own. */
export function usePushWorld(orders = 4): () => PushOpsWorld {
  let world: PushOpsWorld;
  beforeEach(async () => {
    world = await openPushWorld(mkdtempSync(join(tmpdir(), 'tsunagi-pushes-')), orders);
  });
  afterEach(() => rmSync(world.folder, { recursive: true }));
  return () => world;
}

export async function openPushWorld(folder: string, orders = 4): Promise<PushOpsWorld> {
  const base = openWorld();
  const merchant = newMerchant('kado', { name: '角', contacts: [], features: ['import', 'status'] }, base.now());
  await base.ports.merchants.put(merchant);
  const openShop: PushOpsWorld['openShop'] = async (code, count) => {
    const shop = await base.addShop(code);
    const orderNumbers = base.rms.control.addOrders(code, { count, at: base.now() - 10 * minuteMs, kind: 'plain' });
    await base.poll(shop);
    return { shop, orderNumbers };
  };
  return {
    ...base,
    ...(await openShop('kado-no-mise', orders)),
    folder,
    openShop,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    pushes: () => allPushes(base.store),
    async change(push, change) {
      await putChanges(base.ports.targets, nextPush(push, 'a-worker', change));
    },
  };
}
