import type { Capability } from '../health/capability.ts';
import type { Hold } from '../mail/key-refused.ts';
import type { Shop } from '../merchants/shop.ts';
import type { Pause } from '../pause/pause.ts';

type Seen = Pick<Shop, 'key' | 'mall' | 'credential'>;

/**
 * What holds a kind of a shop's work beside outages and windows; null when nothing does. A refused key, or a function that is off, counts while it is the shop's,
 * also while it is tried again: it was refused each time so far.
 *
 * @param pauses what people and refused keys have set (`Standing`)
 */
export function holdOf(shop: Seen, capability: Capability, pauses: readonly Pause[]): Hold | null {
  const holding = pauses.filter(
    (pause) =>
      (pause.scope === shop.key || pause.scope === shop.mall) &&
      (pause.capability === undefined || pause.capability === capability),
  );
  const isRefused = ({ cause, credentialVersion }: Pause) =>
    cause === 'credentials' && credentialVersion === shop.credential.version;
  const refused = holding.find(isRefused);
  if (refused?.code === 'key.function-off') return { functionOff: refused.function ?? null };
  if (refused !== undefined) return 'key';
  return holding.some(({ cause }) => cause === 'manual') ? 'person' : null;
}

/** Of these kinds of a shop's work, those that something else holds as well: the end of an outage does not bring them back. */
export function heldApart(shop: Seen, of: readonly Capability[], pauses: readonly Pause[] = []): Capability[] {
  return of.filter((capability) => holdOf(shop, capability, pauses) !== null);
}
