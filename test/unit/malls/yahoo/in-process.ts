import type { MallShop } from '../../../../core/ports/mall.ts';
import { type Transport, TransportFailure } from '../../../../malls/http.ts';
import { type CallCount, createCallCount } from '../../../../malls/yahoo/call-count.ts';
import { type CallYahoo, createYahooCalls, type YahooCallsOptions } from '../../../../malls/yahoo/calls.ts';
import { openYahooShop } from '../../../../malls/yahoo/client.ts';
import type { YahooCredential } from '../../../../malls/yahoo/site.ts';
import { createMallTime } from '../../../../malls/yahoo/times.ts';
import { createYahooTokens, type YahooTokens } from '../../../../malls/yahoo/tokens.ts';
import {
  createYahoo,
  type ShopCredentials,
  type YahooSettingsChange,
  type YahooSimulator,
} from '../../../../simulator/yahoo/index.ts';

/** A clock that stands until a test moves it. */
interface TestClock {
  at: number;
  /** How far the caller's clock is ahead of the mall's. */
  aheadMs: number;
}

export interface YahooInProcess {
  readonly yahoo: YahooSimulator;
  readonly clock: TestClock;
  readonly transport: Transport;
  readonly given: ShopCredentials;
  readonly credential: YahooCredential;
  /** Every address that was called, without the host. */
  readonly paths: string[];
  /** A process's tokens; a new process has none. */
  tokens(): YahooTokens;
  calls(credential?: YahooCredential, tokens?: YahooTokens): CallYahoo;
  shop(credential?: YahooCredential): MallShop;
}

export const sellerId = 'kado-no-mise';
export const shopKey = 'yahoo#kado-no-mise';
export const began = Date.parse('2026-11-24T06:45:07Z');

/** The simulated mall without a network: what never answers is a time-out at once. */
export function yahooInProcess(
  settings: YahooSettingsChange = {},
  /** Stands between the shop and the mall. */
  between: (transport: Transport) => Transport = (transport) => transport,
  counted?: CallCount,
): YahooInProcess {
  const clock: TestClock = { at: began, aheadMs: 0 };
  const yahoo = createYahoo({
    now: () => clock.at,
    seed: 1,
    settings: { throttle: { enforce: false }, ...settings },
  });
  const given = yahoo.control.addShop({ sellerId });
  const credential = credentialOf(given, began);
  const paths: string[] = [];
  const transport = between(transportTo(yahoo, paths));
  const now = (): number => clock.at + clock.aheadMs;
  const mallTime = createMallTime(now);
  const tokens = (): YahooTokens =>
    createYahooTokens({ authUrl: 'https://auth.example', transport, now, timeoutMs: 10_000, mallTime });
  const first = tokens();
  const optionsOf = (shown: YahooCredential, kept: YahooTokens): YahooCallsOptions => ({
    shop: shopKey,
    sellerId,
    credential: shown,
    baseUrl: 'https://mall.example',
    transport,
    tokens: kept,
    mallTime,
    callCount: counted ?? createCallCount(now),
  });
  return {
    yahoo,
    clock,
    transport,
    given,
    credential,
    paths,
    tokens,
    calls: (shown = credential, kept = first) => createYahooCalls(optionsOf(shown, kept)),
    shop: (shown = credential) => openYahooShop({ ...optionsOf(shown, first), now }),
  };
}

export function credentialOf(given: ShopCredentials, at: number): YahooCredential {
  const { clientId, clientSecret, refreshToken, publicKey, publicKeyVersion } = given;
  return {
    mall: 'yahoo',
    clientId,
    clientSecret,
    refreshToken,
    consentedAt: at,
    publicKey,
    publicKeyVersion: String(publicKeyVersion),
    publicKeyIssuedAt: at,
  };
}

function transportTo(yahoo: YahooSimulator, paths: string[]): Transport {
  return async ({ method, url, headers, body, timeoutMs }) => {
    const { pathname, search } = new URL(url);
    paths.push(pathname);
    const outcome = yahoo.handle({ method, path: `${pathname}${search}`, headers: { ...headers }, body: body ?? '' });
    switch (outcome.ending) {
      case 'answer':
        if (outcome.delayMs > timeoutMs) throw new TransportFailure('timeout', 'No whole answer.');
        return { status: outcome.status, headers: outcome.headers, body: Buffer.from(outcome.body) };
      case 'refuse':
        throw new TransportFailure('connect', 'No connection could be made.');
      case 'reset':
        throw new TransportFailure('reset', 'The connection broke.');
      case 'hang':
        throw new TransportFailure('timeout', 'No whole answer.');
    }
  };
}
