import { sentence, TsunagiError } from '../core/kernel/index.ts';
import type { MallName, Shop } from '../core/model/index.ts';
import type { Clock, Credential, MallShop, Malls, Vault } from '../core/ports/index.ts';
import * as adapters from './adapters.ts';
import { byName } from './by-name.ts';
import type { ItemLister, MallAdapter, MallConnection, MallContext, Site } from './mall.ts';

/** The names of all malls there is an adapter for, and their adapters. */
export const { names: mallNames, of: adapterOf } = byName<MallAdapter>(adapters);

/** Where malls are. One that is absent is none of this installation's. */
export type Sites = Readonly<Record<MallName, Site>>;

export interface MallsOptions extends Omit<MallContext, 'now'> {
  /** Opening a shop of a mall that is not among them throws. */
  readonly sites: Sites;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Where people ask what shops have; without it no shop's `stock` has a `list`. */
  readonly listers?: Readonly<Record<MallName, ItemLister>> | undefined;
}

/** The malls of `sites`. One per process: what a client finds out about its mall is kept here. */
export function createMalls({ sites, vault, clock, listers, ...shared }: MallsOptions): Malls {
  const context: MallContext = { ...shared, now: () => clock.now() };
  const connections = new Map<MallName, MallConnection>();
  for (const [mall, site] of Object.entries(sites)) {
    connections.set(mall, adapterOf(mall).connect(withoutSlashes(site), context));
  }
  const open = (shop: Pick<Shop, 'key' | 'mall' | 'code'>, credential: Credential): MallShop => {
    const connection = connections.get(shop.mall);
    if (connection === undefined) throw notServed(shop);
    if (!adapterOf(shop.mall).takes(credential)) throw anotherMalls(shop);
    return connection.open(shop, credential, listers?.[shop.mall]);
  };
  return {
    names: mallNames.filter((mall) => connections.has(mall)),
    traits: (mall) => adapterOf(mall).traits,
    shop: async (shop) => open(shop, await vault.open(shop.key, shop.credential)),
    listsFrom: async ({ key, mall }) => (await connections.get(mall)?.listsFrom?.(key)) ?? null,
    answeredVersion: (mall) => connections.get(mall)?.answeredVersion?.() ?? null,
    shopWith: open,
  };
}

const withoutSlashes = (site: Site): Site =>
  Object.fromEntries(Object.entries(site).map(([name, address]) => [name, address.replace(/\/+$/, '')]));

const anotherMalls = ({ key }: Pick<Shop, 'key'>): TsunagiError =>
  new TsunagiError(
    'key.unreadable',
    'after-pause',
    sentence`The keys stored for ${key} are another mall's. Store its own keys.`,
    { shop: key },
  );

const notServed = ({ key, mall }: Pick<Shop, 'key' | 'mall'>): TsunagiError =>
  new TsunagiError(
    'key.unreadable',
    'after-pause',
    sentence`This installation is not configured for ${mall}, so ${key} cannot be opened. Name ${mall} in the parameter malls and deploy.`,
    { shop: key },
  );
