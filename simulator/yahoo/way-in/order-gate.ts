import { codeError, type Reply } from '../reply.ts';
import type { OrderApiState, Shop } from '../state.ts';
import type { World } from '../world.ts';
import { signatureOf } from './signature.ts';

const HOUR_MS = 3_600_000;

/** Only px-04303 and px-04307 are known by their words. */
const NOT_OPEN: Readonly<Record<Exclude<OrderApiState, 'open'>, string>> = {
  'px-04303': 'This application ID is not registered for using order API. Use of order API requires an application ID.',
  'px-04306': 'Access from this IP address is not permitted.',
  'px-04307': 'Use of API is not permitted.',
  'px-14303': 'This application ID is not registered.',
};

/** What an order call must pass, and the header that tells its caller what became of the signature. */
export interface OrderGate {
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
