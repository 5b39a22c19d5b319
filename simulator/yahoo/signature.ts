import { constants, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';
import { DAY_MS } from '../jst.ts';
import { codeError, type Reply } from './operation.ts';
import type { OrderApiState, Shop, World } from './state.ts';

/** More shops and versions than this share pairs: making one takes a tenth of a second. */
const POOL_MAX = 8;
/** They guard nothing, and every order call is opened with one: twice as many bits take three times as long. */
const BITS = 1024;

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** Made when first asked for, once a process: no key lies in the sources, and a world of many shops opens quickly. */
const pool: KeyPair[] = [];

function pairOf(pair: number): KeyPair {
  const index = pair % POOL_MAX;
  pool[index] ??= generateKeyPairSync('rsa', { modulusLength: BITS });
  return pool[index];
}

/** The 公開鍵 of a pair as a shop downloads it, PEM. */
export function publicPem(pair: number): string {
  return pairOf(pair).publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/**
 * What was encrypted with the public key of a pair (RSA, PKCS #1 v1.5 padding), or null where it was not. The padding is
 * taken off here: Node refuses to decrypt with RSA_PKCS1_PADDING in some of its versions (CVE-2023-46809).
 */
function opened(pair: number, base64: string): string | null {
  const sealed = Buffer.from(base64, 'base64');
  if (sealed.length !== BITS / 8) return null;
  try {
    const padded = privateDecrypt({ key: pairOf(pair).privateKey, padding: constants.RSA_NO_PADDING }, sealed);
    const end = padded.indexOf(0, 2);
    return padded[0] === 0 && padded[1] === 2 && end >= 10 ? padded.subarray(end + 1).toString('utf8') : null;
  } catch {
    return null;
  }
}

/** What the mall makes of the public-key headers of an order call. */
type Signature = 'authorised' | 'none' | 'wrong';

/**
 * 公開鍵認証: `X-sws-signature` is `<sellerId>:<unix seconds>` encrypted with the shop's public key, and
 * `X-sws-signature-version` says with which version of it. How old the seconds may be is a setting.
 */
function signatureOf(world: World, shop: Shop, headers: Record<string, string>): Signature {
  const sealed = headers['x-sws-signature'];
  const version = headers['x-sws-signature-version'];
  if (sealed === undefined && version === undefined) return 'none';
  const key = shop.keys.find((one) => String(one.version) === version);
  if (!key || sealed === undefined || world.timeMs >= key.endsAt) return 'wrong';
  const [, sellerId, seconds] = /^(.+):(\d+)$/.exec(opened(key.pair, sealed) ?? '') ?? [];
  const age = Math.abs(world.timeMs / 1000 - Number(seconds));
  return sellerId === shop.code && age <= world.settings.signature.toleranceSeconds ? 'authorised' : 'wrong';
}

/** Issues the next version of a shop's 公開鍵; the ones before work on until `oldEndsAt`. */
export function issueKey(world: World, shop: Shop, oldEndsAt: number): void {
  for (const key of shop.keys) key.endsAt = Math.min(key.endsAt, oldEndsAt);
  const version = (shop.keys.at(-1)?.version ?? 0) + 1;
  const pair = [...world.shops.values()].reduce((count, one) => count + one.keys.length, 0);
  const endsAt = world.timeMs + world.settings.signature.keyDays * DAY_MS;
  shop.keys.push({ version, pair, endsAt });
}

const HOUR_MS = 3_600_000;

/** Only px-04303 and px-04307 are known by their words. */
const NOT_OPEN: Readonly<Record<Exclude<OrderApiState, 'open'>, string>> = {
  'px-04303': 'This application ID is not registered for using order API. Use of order API requires an application ID.',
  'px-04306': 'Access from this IP address is not permitted.',
  'px-04307': 'Use of API is not permitted.',
  'px-14303': 'This application ID is not registered.',
};

/** What an order call must pass, and the header that tells its caller what became of the signature. */
interface OrderGate {
  refusal: Reply | null;
  headers: Record<string, string>;
}

/**
 * The order API asks for more than a token: an application that may use it, and a signature. A call without one works
 * for hours after the consent, and then no more.
 */
export function orderGate(world: World, shop: Shop, headers: Record<string, string>): OrderGate {
  const { orderApi } = shop.application;
  if (orderApi !== 'open') return { refusal: codeError(403, orderApi, NOT_OPEN[orderApi]), headers: {} };
  const { settings } = world;
  const signature = signatureOf(world, shop, headers);
  if (signature === 'authorised') return { refusal: null, headers: { 'x-sws-authorize-status': 'authorized' } };
  const told: Record<string, string> =
    signature === 'wrong' ? { 'x-sws-authorize-status': settings.signature.wrongHeader } : {};
  if (signature === 'wrong' && settings.signature.whenWrong === 'refused') {
    return { refusal: sessionEnded(), headers: told };
  }
  const { consent } = shop;
  if (!consent) return { refusal: sessionEnded(), headers: told };
  const sessionEndsAt = consent.at + settings.auth.unsignedHours * HOUR_MS;
  if (settings.auth.unsignedShortensConsent) consent.endsAt = Math.min(consent.endsAt, sessionEndsAt);
  return { refusal: world.timeMs < sessionEndsAt ? null : sessionEnded(), headers: told };
}

const sessionEnded = (): Reply =>
  codeError(401, 'px-04102', 'AccessToken has been expired. This API session is shorter than another API.');
