import type { Shop } from '../merchants/shop.ts';
import type { Pause } from './pause.ts';

/** True while the mall refuses the key that a shop has now: only a new one helps, and only its merchant can hand that in. */
export function isKeyRefused({ key, credential }: Pick<Shop, 'key' | 'credential'>, pauses: readonly Pause[]): boolean {
  return pauses.some(
    ({ cause, scope, credentialVersion }) =>
      cause === 'credentials' && scope === key && credentialVersion === credential.version,
  );
}
