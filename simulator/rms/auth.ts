import { DAY_MS, jstMidnight, jstStamp } from '../jst.ts';
import type { Prng } from '../prng.ts';
import { errors, json, type Operation, type Reply } from './operation.ts';
import type { LicenseKey, Shop, World } from './state.ts';

/** The shop a request comes from, by its `Authorization: ESA base64(serviceSecret:licenseKey)`; null when no key fits. */
export function shopOf(world: World, headers: Record<string, string>): Shop | null {
  return world.credentials.get(credentialOf(headers) ?? '') ?? null;
}

/** The key of a shop's that a request comes with. */
export function licenseOf(shop: Shop, headers: Record<string, string>): LicenseKey {
  const { serviceSecret, license, licenseBefore } = shop;
  const isBefore = licenseBefore && credentialOf(headers) === `${serviceSecret}:${licenseBefore.key}`;
  return isBefore ? licenseBefore : license;
}

/** A key works from its rotation (or somewhat later) until 23:59:59 JST of its last day. */
export function isWorking(world: World, license: LicenseKey): boolean {
  return world.timeMs >= license.workingFrom && world.timeMs <= license.expiresAt;
}

function credentialOf(headers: Record<string, string>): string | null {
  const encoded = /^ESA (.+)$/.exec(headers.authorization ?? '')?.[1];
  return encoded === undefined ? null : decoded(encoded);
}

/** 401 in the envelope the settings name: both are in use, on different gateways. */
export function unauthorised(world: World): Reply {
  return world.settings.auth.envelope === 'GA0001'
    ? json(401, { errors: [{ code: 'GA0001', message: 'Un-Authorised' }] })
    : json(401, { Results: { errorCode: 'ES01-01', message: 'Un-Authorised' } });
}

/** The function is not set to 利用する in the shop's RMS (利用機能編集). */
export function functionOff(world: World, shop: Shop, operation: Operation): Reply | null {
  if (!shop.disabledApis.has(operation.api) && !shop.disabledFunctions.has(operation.name)) return null;
  return json(world.settings.assumed.functionOffStatus, {
    Results: { errorCode: 'ES04-01', message: 'Un-Authorised' },
  });
}

/** What was decoded already: a shop's key comes with every request. */
const decodings = new Map<string, string>();
const DECODINGS_MAX = 2_000;

function decoded(encoded: string): string {
  const known = decodings.get(encoded);
  if (known !== undefined) return known;
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  if (decodings.size >= DECODINGS_MAX) decodings.clear();
  decodings.set(encoded, text);
  return text;
}

/** license.expiryDate.get: when the key ends, in JST and without a zone. A dead key cannot be asked about: 401 comes first. */
export const licenseExpiry: Operation = {
  name: 'license.expiryDate',
  api: 'license',
  write: false,
  perform: ({ shop, query, request }) => {
    const asked = query.get('licenseKey');
    if (asked === null || asked === '') return errors(400, { code: 'IE0001', message: 'licenseKey is mandatory.' });
    const license = licenseOf(shop, request.headers);
    if (asked !== license.key) {
      return errors(400, { code: 'IE0002', message: 'licenseKey has an invalid value.' });
    }
    return json(200, { expiryDate: jstStamp(license.expiresAt) });
  },
};

/** Issues a new key, which works after `activeInMs`, or when the settings say. */
export function rotateKey(world: World, shop: Shop, activeInMs?: number): string {
  const { newKeyRefusedMs, oldKeyWorks } = world.settings.auth;
  const before = shop.license;
  if (shop.licenseBefore) world.credentials.delete(`${shop.serviceSecret}:${shop.licenseBefore.key}`);
  shop.license = newKey(world, shop.shopId, activeInMs ?? newKeyRefusedMs);
  const isKept = oldKeyWorks !== 'until-issued';
  if (!isKept) world.credentials.delete(`${shop.serviceSecret}:${before.key}`);
  const endsWith = oldKeyWorks === 'until-its-end' ? before.expiresAt : shop.license.workingFrom - 1;
  const expiresAt = Math.min(before.expiresAt, endsWith);
  shop.licenseBefore = isKept ? { ...before, expiresAt } : null;
  world.credentials.set(`${shop.serviceSecret}:${shop.license.key}`, shop);
  return shop.license.key;
}

/** The newest key works from now on; one before it that is kept ends now. */
export function activateKey(world: World, shop: Shop): void {
  shop.license.workingFrom = world.timeMs;
  if (!shop.licenseBefore || world.settings.auth.oldKeyWorks === 'until-its-end') return;
  shop.licenseBefore.expiresAt = Math.min(shop.licenseBefore.expiresAt, world.timeMs - 1);
}

/** Capital i and small L among them: people confuse the two when they copy a key. */
const KEY_LETTERS = 'ABCDEFGHIJKLMNPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A key lives to 23:59:59 JST of its last day. */
export function newKey(world: World, shopId: number, activeInMs: number, expiresAt?: number, key?: string): LicenseKey {
  const lastDay = jstMidnight(world.timeMs) + world.settings.auth.keyLifeDays * DAY_MS;
  return {
    key: key ?? `SL${shopId}_${letters(world.chance.keys)}`,
    workingFrom: world.timeMs + activeInMs,
    expiresAt: expiresAt ?? lastDay + DAY_MS - 1000,
  };
}

export function letters(chance: Prng): string {
  return Array.from({ length: 16 }, () => KEY_LETTERS.charAt(chance.int(0, KEY_LETTERS.length - 1))).join('');
}
