import { pushShops } from '../../core/jobs/push-status.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { openWorkQueue, type WorkQueueOptions } from './work-queue.ts';
import type { World } from './world.ts';

/** Lets workers run from the messages about changes of statuses that are sent in this world. */
export function workOnMessages(
  world: World,
  { draws, workers, twice, messages }: Pick<WorkQueueOptions<ShopKey>, 'draws' | 'workers' | 'twice' | 'messages'>,
): void {
  const { store } = world;
  const send = openWorkQueue<ShopKey>(world, {
    role: 'push',
    draws,
    nameOf: (shop) => shop,
    twice,
    messages,
    workers,
    async work({ ports, cache }, budget, shops) {
      const context = { ports, cache, settings: defaultStatusSettings, budget, runId: ports.random.id() };
      const { internalErrors } = await pushShops(context, shops);
      return shops.map((shop) => internalErrors.get(shop) ?? null);
    },
  });
  store.workMessages.push = (...sent) => {
    for (const { shop, afterMs } of sent) send(shop, afterMs);
    return sent.length;
  };
}
