import type { Shop } from '../../core/model/shop.ts';
import type { Credential } from '../../core/ports/shops.ts';
import { memoryPorts } from '../memory/index.ts';
import type { World } from './world.ts';

/** In some worlds people hand a new key in while the mall still refuses it, so that it waits. Takes no chance from the other seeds. */
export const handsKeysIn = ({ seed }: Pick<World, 'seed'>): boolean => seed % 3 === 1;

/** Lets a key wait beside the one before, as `ops keys rotate` does with one that is refused: the import finds out when it works. */
export async function handInKey(world: World, shop: Shop, credential: Credential): Promise<void> {
  const ports = memoryPorts(world.store);
  const standing = (await ports.shops.get(shop.key)) ?? shop;
  const version = standing.credential.version + 1;
  const { sealed } = await ports.vault.seal(shop.key, standing.shard, version, credential);
  await ports.shops.putPending(shop.key, { version, sealed, since: world.time.now() });
}
