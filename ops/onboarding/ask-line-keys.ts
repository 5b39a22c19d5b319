import type { GivenKey } from '../../core/merchants/onboarding/line-keys.ts';
import type { ShopKey } from '../../core/merchants/shop.ts';
import { isKey } from '../keys/read-keys.ts';
import type { Terminal } from '../terminal/terminal.ts';

const nobody = 'there is no key: name the list of keys with --keys, or type them when asked on a terminal.';
const badlyTyped = 'expected letters, digits and signs without spaces, got something else.';

/** Asks the person at the terminal for both halves of each shop's key; a shop they give up, and all after it, has none. */
export async function askLineKeys(
  terminal: Terminal,
  shops: readonly ShopKey[],
): Promise<ReadonlyMap<ShopKey, GivenKey>> {
  const keys = new Map<ShopKey, GivenKey>();
  for (const [index, shop] of shops.entries()) {
    const place = shops.length === 1 ? shop : `${shop}, ${index + 1} of ${shops.length}`;
    const serviceSecret = await terminal.secret(`serviceSecret of ${place} (not shown): `);
    const licenseKey = serviceSecret === null ? null : await terminal.secret(`licenseKey of ${place} (not shown): `);
    if (serviceSecret === null || licenseKey === null) break;
    keys.set(shop, typedKey(serviceSecret.trim(), licenseKey.trim()));
  }
  return keys;
}

/** What is said of a shop whose key nobody typed. */
export const notTyped: GivenKey = { kind: 'absent', problem: nobody };

function typedKey(serviceSecret: string, licenseKey: string): GivenKey {
  if (isKey(serviceSecret) && isKey(licenseKey)) return { kind: 'given', credential: { serviceSecret, licenseKey } };
  const column = isKey(serviceSecret) ? 'license_key' : 'service_secret';
  return { kind: 'unusable', problems: [{ column, text: badlyTyped }] };
}
