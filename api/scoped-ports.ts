import type { ShopKey } from '../core/model/index.ts';
import type { ApiKeyStore, FeedStore, OrderList, Ports } from '../core/ports/index.ts';
import { notFound } from './problem.ts';
import type { Reach } from './reach.ts';

/** What the API stands on. */
export type ApiPorts = Ports & {
  readonly orderList: OrderList;
  readonly apiKeys: ApiKeyStore;
  readonly feed: FeedStore;
};

/** Lets a call of a port through, refuses it, or takes from its answer what the key does not reach. */
// biome-ignore lint/suspicious/noExplicitAny: arguments and answers of every port.
type Guard = (reach: Reach, args: readonly any[], call: () => any) => any;

/** Refuses unless the key reaches all shops, or all merchants, that the first argument names. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
const inShops = (shopsIn: (first: any) => readonly ShopKey[]): Guard => {
  return async (reach, [first], call) => {
    const shops = [...new Set(shopsIn(first))];
    if ((await reach.among(shops, (shop) => shop)).length < shops.length) throw notFound('shop');
    return call();
  };
};
// biome-ignore lint/suspicious/noExplicitAny: as above.
const inMerchants = (merchantsIn: (first: any) => readonly string[]): Guard => {
  return async (reach, [first], call) => {
    if (merchantsIn(first).every((id) => reach.hasMerchant(id))) return call();
    throw notFound('merchant');
  };
};

const ofShop = inShops((shop: ShopKey) => [shop]);
const ofShops = inShops((shops: readonly ShopKey[]) => shops);
const ofOrder = inShops(({ shop }: { readonly shop: ShopKey }) => [shop]);
const ofOrders = inShops((keys: readonly { readonly shop: ShopKey }[]) => keys.map(({ shop }) => shop));
const ofMerchant = inMerchants((id: string) => [id]);
const ofRow = inMerchants(({ merchant }: { readonly merchant: string }) => [merchant]);
const ofRows = inMerchants((rows: readonly { readonly merchant: string }[]) => rows.map(({ merchant }) => merchant));
/** Rows of malls and merchants alike: views show of them what a key may see. */
const open: Guard = (_reach, _args, call) => call();

/** The second argument is the merchant. */
const ofSpread: Guard = (reach, [, merchant], call) => ofMerchant(reach, [merchant], call);

const isOfShop = (scope: string): scope is ShopKey => scope.includes('#');

const standing: Guard = async (reach, _args, call) => {
  const found = await (call() as ReturnType<Ports['pauses']['standing']>);
  const ofMalls = found.pauses.filter(({ scope }) => !isOfShop(scope));
  const ofTheirShops = found.pauses.filter(({ scope }) => isOfShop(scope));
  return { ...found, pauses: [...ofMalls, ...(await reach.among(ofTheirShops, ({ scope }) => scope as ShopKey))] };
};

const dueOrders: Guard = async (reach, _args, call) =>
  reach.among(await (call() as ReturnType<Ports['orders']['due']>), ({ shop }) => shop);

const sentMails: Guard = async (reach, _args, call) => {
  const found = await (call() as ReturnType<Ports['notices']['sentOn']>);
  return found.filter(({ record }) => record !== null && reach.hasMerchant(record.merchant));
};

const sentMail: Guard = async (reach, _args, call) => {
  const found = await (call() as ReturnType<Ports['notices']['sent']>);
  return found?.record && reach.hasMerchant(found.record.merchant) ? found : null;
};

const merchants: Guard = async (reach, _args, call) => {
  const found = await (call() as ReturnType<Ports['merchants']['list']>);
  return found.filter(({ id }) => reach.hasMerchant(id));
};

type Guards = {
  readonly [Port in keyof ApiPorts]?: { readonly [Method in keyof NonNullable<ApiPorts[Port]>]?: Guard };
};

/** Every call that the API makes, and by what it is bound. A call that is not here is refused, whatever it is. */
const guards = {
  orders: { due: dueOrders, rows: ofShop, known: ofShop, revisions: ofOrder, openOrders: ofShop },
  orderList: { newest: ofShop, openIn: ofShop, rows: ofOrders, summaries: ofOrders },
  changes: { one: ofOrder, ofOrder, open: ofShop },
  targets: { get: ofOrder, put: ofOrder },
  stockQueue: { spread: ofSpread },
  apiKeys: { firstRequest: open },
  statusQueue: { look: ofShops },
  stock: {
    ...{ claims: ofRows, skuRows: ofMerchant, entries: ofMerchant, oversoldSkus: ofMerchant },
    ...{ putMovement: ofRow, markDirty: ofMerchant, changeSku: ofMerchant },
  },
  listings: { ofSkus: ofMerchant, ofShop, rows: ofOrders },
  shops: { get: ofShop, those: ofShops },
  merchants: { get: ofMerchant, list: merchants },
  pauses: { standing },
  feed: { from: ofMerchant },
  incidents: { get: open, list: open },
  notices: { sentOn: sentMails, sent: sentMail },
} as const satisfies Guards;

/** Ports without rows. */
const rowless = ['clock', 'random', 'log'] as const;

/** The tables as a key sees them: what belongs to a merchant that it does not reach is not there. */
export function scopedPorts(ports: ApiPorts, reach: Reach): ApiPorts {
  const { names, traits } = ports.malls;
  const given: Record<string, unknown> = { malls: refusing({ names, traits }) };
  for (const name of rowless) given[name] = ports[name];
  for (const [name, bound] of Object.entries(guards)) {
    const port = ports[name as keyof typeof guards] as unknown as Record<string, (...args: unknown[]) => unknown>;
    const calls = Object.entries(bound as Record<string, Guard>).map(([method, guard]) => [
      method,
      (...args: unknown[]) => guard(reach, args, () => port[method]?.(...args)),
    ]);
    given[name] = refusing(Object.fromEntries(calls));
  }
  given.shops = refusing({ ...(given.shops as object), all: () => reach.shops() });
  return refusing(given) as unknown as ApiPorts;
}

/** The same, and what it does not have is a defect at once, and no silent undefined. */
function refusing<Whole extends object>(whole: Whole): Whole {
  return new Proxy(whole, {
    get(target, name) {
      if (name in target || typeof name === 'symbol' || name === 'then') return Reflect.get(target, name);
      throw new Error(`The API has no ${name}: give it a guard in api/scoped-ports.ts.`);
    },
  });
}
