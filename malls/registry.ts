import type { MallName, Shop } from '../core/merchants/shop.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Malls } from '../core/ports/index.ts';
import type { MallShop, MallTraits } from '../core/ports/mall.ts';
import type { Credential, Vault } from '../core/ports/vault.ts';
import type { Transport } from './http.ts';
import { defaultRmsSettings, openRmsShop, type RmsSettings } from './rms/client.ts';
import { rmsTraits } from './rms/traits.ts';

/** Where a mall's API is, and what is set for it. */
export interface MallSite {
  readonly baseUrl: string;
  readonly settings?: Partial<RmsSettings>;
}

/** The malls' public addresses. */
export const publicBaseUrls: Readonly<Record<MallName, string>> = { rms: 'https://api.rms.rakuten.co.jp' };

/** What the clients of all malls share. */
export interface MallsOptions {
  readonly sites: Readonly<Record<MallName, MallSite>>;
  readonly transport: Transport;
  readonly vault: Vault;
  readonly clock: Clock;
}

interface Mall {
  readonly traits: MallTraits;
  open(shop: Pick<Shop, 'key'>, credential: Credential): MallShop;
}

/** Every mall there is an adapter for. One per process: what a client finds out about its mall is kept here. */
export function createMalls(options: MallsOptions): Malls {
  const malls: Readonly<Record<MallName, Mall>> = { rms: rms(options) };
  return {
    traits: (mall) => malls[mall].traits,
    shop: async (shop) => malls[shop.mall].open(shop, await options.vault.open(shop.key, shop.credential)),
    shopWith: (shop, credential) => malls[shop.mall].open(shop, credential),
  };
}

function rms({ sites, transport, clock }: MallsOptions): Mall {
  const { baseUrl, settings } = sites.rms;
  const version = { current: settings?.getOrderVersion ?? defaultRmsSettings.getOrderVersion };
  return {
    traits: rmsTraits,
    open: (shop, credential) =>
      openRmsShop({
        shop,
        credential,
        baseUrl,
        transport,
        now: () => clock.now(),
        version,
        ...(settings ? { settings } : {}),
      }),
  };
}
