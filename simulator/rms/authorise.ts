import type { Operation } from './operation.ts';
import { json, type Reply } from './reply.ts';
import type { LicenseKey, Shop } from './state.ts';
import type { World } from './world.ts';

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
