import type { MallShop } from '../../../../core/ports/mall.ts';
import type { Rests } from '../../../../core/ports/system.ts';
import { amazonMall } from '../../../../malls/amazon/index.ts';
import type { AmazonCredential } from '../../../../malls/amazon/site.ts';
import { type Transport, TransportFailure } from '../../../../malls/http.ts';
import type { ItemLister } from '../../../../malls/mall.ts';
import {
  type AmazonSettingsChange,
  type AmazonSimulator,
  createAmazon,
  type ShopCredentials,
} from '../../../../simulator/amazon/index.ts';
import { bytesOf } from '../../../../simulator/http.ts';

/** A clock that stands until a test moves it. */
interface TestClock {
  at: number;
  /** How far the caller's clock is ahead of the mall's. */
  aheadMs: number;
}

export interface AmazonInProcess {
  readonly amazon: AmazonSimulator;
  readonly clock: TestClock;
  readonly given: ShopCredentials;
  readonly credential: AmazonCredential;
  /** Every address that was called, without the host. */
  readonly paths: string[];
  /** A shop of one process, which keeps its tokens; `fresh`: of another process. */
  shop(credential?: AmazonCredential, fresh?: boolean, lister?: ItemLister): MallShop;
}

export const sellerId = 'A3KADONOMISE';
export const shopKey = `amazon#${sellerId}`;
export const began = Date.parse('2026-11-24T06:45:07Z');

/** The simulated mall without a network: what never answers is a time-out at once. `rests`: what its processes share. */
export function amazonInProcess(settings: AmazonSettingsChange = {}, rests?: Rests): AmazonInProcess {
  const clock: TestClock = { at: began, aheadMs: 0 };
  const amazon = createAmazon({
    now: () => clock.at,
    seed: 1,
    settings: { throttle: { enforce: false }, ...settings },
  });
  const given = amazon.control.addShop({ sellerId });
  const paths: string[] = [];
  const transport = transportTo(amazon, paths);
  const connect = () =>
    amazonMall.connect(
      { baseUrl: 'https://mall.example', authUrl: 'https://auth.example' },
      { transport, now: () => clock.at + clock.aheadMs, rests },
    );
  const first = connect();
  const credential = credentialOf(given, began);
  return {
    amazon,
    clock,
    given,
    credential,
    paths,
    shop: (shown = credential, fresh = false, lister) =>
      (fresh ? connect() : first).open({ key: shopKey, code: sellerId }, shown, lister),
  };
}

export function credentialOf({ clientId, clientSecret, refreshToken }: ShopCredentials, at: number): AmazonCredential {
  return { mall: 'amazon', clientId, clientSecret, refreshToken, secretRotatedAt: at };
}

export function transportTo(amazon: AmazonSimulator, paths: string[]): Transport {
  return async ({ method, url, headers, body, timeoutMs }) => {
    const { pathname, search } = new URL(url);
    paths.push(`${pathname}${search}`);
    const outcome = amazon.handle({ method, path: `${pathname}${search}`, headers: { ...headers }, body: body ?? '' });
    switch (outcome.ending) {
      case 'answer':
        if (outcome.delayMs > timeoutMs) throw new TransportFailure('timeout', 'No whole answer.');
        return { status: outcome.status, headers: outcome.headers, body: bytesOf(outcome) };
      case 'refuse':
        throw new TransportFailure('connect', 'No connection could be made.');
      case 'reset':
        throw new TransportFailure('reset', 'The connection broke.');
      case 'hang':
        throw new TransportFailure('timeout', 'No whole answer.');
    }
  };
}
