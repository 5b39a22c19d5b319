import { secondMs, TsunagiError } from '../core/kernel/index.ts';
import type { MallName, Shop } from '../core/model/index.ts';
import type {
  Clock,
  Credential,
  MallShop,
  Malls,
  MallTraits,
  RmsCredential,
  Vault,
  YahooCredential,
} from '../core/ports/index.ts';
import type { Transport } from './http.ts';
import type { ItemLists } from './item-lists.ts';
import { type CreateStatusDoor, defaultRmsSettings, openRmsShop, type RmsSettings } from './rms/client.ts';
import { rmsTraits } from './rms/traits.ts';
import type { YahooSettings } from './yahoo/calls.ts';
import { openYahooShop } from './yahoo/client.ts';
import { createMallTime } from './yahoo/mall-time.ts';
import { createYahooTokens } from './yahoo/tokens.ts';
import { yahooTraits } from './yahoo/traits.ts';

/** Where RMS's API is, and what is set for it. */
export interface RmsSite {
  readonly baseUrl: string;
  readonly settings?: Partial<RmsSettings>;
}

/** Where Yahoo!ショッピング's API is, where its access tokens come from, and what is set for it. */
export interface YahooSite {
  readonly baseUrl: string;
  readonly authUrl: string;
  readonly settings?: Partial<YahooSettings>;
}

/** Fetching a token is one small call, and the call it is for still has to fit into what is left of a run. */
const tokenTimeoutMs = 10 * secondMs;

/** What the clients of all malls share. */
export interface MallsOptions {
  /** A mall that is absent is none of this installation's: opening a shop of it throws. */
  readonly sites: { readonly rms: RmsSite; readonly yahoo?: YahooSite | undefined };
  readonly transport: Transport;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Makes RMS's door for statuses, where statuses are changed; without it no shop has one. */
  readonly statusDoor?: CreateStatusDoor | undefined;
  /** Lists what shops have, where people ask for it; without it no shop's `stock` has a `list`. */
  readonly itemLists?: ItemLists | undefined;
}

interface Mall {
  readonly traits: MallTraits;
  open(shop: Pick<Shop, 'key' | 'code'>, credential: Credential): MallShop;
}

/** Every mall there is an adapter for. One per process: what a client finds out about its mall is kept here. */
export function createMalls(options: MallsOptions): Malls {
  const malls: Readonly<Record<MallName, Mall>> = { rms: rms(options), yahoo: yahoo(options) };
  return {
    traits: (mall) => malls[mall].traits,
    shop: async (shop) => malls[shop.mall].open(shop, await options.vault.open(shop.key, shop.credential)),
    shopWith: (shop, credential) => malls[shop.mall].open(shop, credential),
  };
}

function rms({ sites, transport, clock, statusDoor, itemLists }: MallsOptions): Mall {
  const { baseUrl, settings } = sites.rms;
  const version = { current: settings?.getOrderVersion ?? defaultRmsSettings.getOrderVersion };
  return {
    traits: rmsTraits,
    open: (shop, credential) =>
      openRmsShop({
        shop,
        credential: ofRms(shop, credential),
        baseUrl,
        transport,
        now: () => clock.now(),
        version,
        statusDoor,
        itemList: itemLists?.rms,
        ...(settings ? { settings } : {}),
      }),
  };
}

function yahoo({ sites, transport, clock, itemLists }: MallsOptions): Mall {
  const site = sites.yahoo;
  const now = () => clock.now();
  const mallTime = createMallTime(now);
  const authUrl = site?.authUrl.replace(/\/+$/, '') ?? '';
  const tokens = createYahooTokens({ authUrl, transport, now, timeoutMs: tokenTimeoutMs, mallTime });
  return {
    traits: yahooTraits,
    open(shop, credential) {
      if (site === undefined) throw notServed(shop);
      return openYahooShop({
        shop: shop.key,
        sellerId: shop.code,
        credential: ofYahoo(shop, credential),
        baseUrl: site.baseUrl.replace(/\/+$/, ''),
        transport,
        tokens,
        mallTime,
        now,
        itemList: itemLists?.yahoo,
        ...(site.settings ? { settings: site.settings } : {}),
      });
    },
  };
}

function ofRms(shop: Pick<Shop, 'key'>, credential: Credential): RmsCredential {
  if (credential.mall !== 'yahoo') return credential;
  throw anotherMalls(shop);
}

function ofYahoo(shop: Pick<Shop, 'key'>, credential: Credential): YahooCredential {
  if (credential.mall === 'yahoo') return credential;
  throw anotherMalls(shop);
}

const anotherMalls = ({ key }: Pick<Shop, 'key'>): TsunagiError =>
  new TsunagiError(
    'key.unreadable',
    'after-pause',
    `The keys stored for ${key} are another mall's. Store its own keys.`,
    {
      shop: key,
    },
  );

const notServed = ({ key }: Pick<Shop, 'key'>): TsunagiError =>
  new TsunagiError(
    'key.unreadable',
    'after-pause',
    `This installation is not configured for Yahoo!ショッピング, so ${key} cannot be opened. Name yahoo in the parameter malls and deploy.`,
    { shop: key },
  );
