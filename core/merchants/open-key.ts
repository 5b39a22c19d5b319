import { TsunagiError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import type { Shop } from './shop.ts';

/** A shop's credential in the clear; null when it does not open any more: its shop is paused for that. */
export async function openedOrNull(
  ports: Pick<Ports, 'vault'>,
  shop: Pick<Shop, 'key' | 'credential'>,
): Promise<Credential | null> {
  try {
    return await ports.vault.open(shop.key, shop.credential);
  } catch (error) {
    if (error instanceof TsunagiError && error.code === 'key.unreadable') return null;
    throw error;
  }
}
