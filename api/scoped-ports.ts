import { type EpochMs, mapLimited } from '../core/kernel/index.ts';
import { bucketOf, type ShopKey } from '../core/model/index.ts';
import type { ApiPorts } from '../core/ports/index.ts';
import { notFound } from './problem.ts';
import type { Reach } from './reach.ts';
import type { Tables } from './tables.ts';

// biome-ignore lint/suspicious/noExplicitAny: arguments and answers of every port.
type Any = any;

interface Call {
  readonly reach: Reach;
  readonly tables: Tables;
  readonly args: readonly Any[];
  /** Makes the call in these tables, with other arguments if given. */
  in(ports: ApiPorts, args?: readonly Any[]): Any;
}

/** Lets a call of a port through, or refuses it. */
type Guard = (call: Call) => Any;

async function ofOwnShops({ reach }: Call, shops: readonly ShopKey[]): Promise<void> {
  const distinct = [...new Set(shops)];
  if ((await reach.among(distinct, (shop) => shop)).length < distinct.length) throw notFound('shop');
}

/** The first argument names a shop. */
const inShop = (shopOf: (first: Any) => ShopKey): Guard => {
  return async (call) => {
    const shop = shopOf(call.args[0]);
    await ofOwnShops(call, [shop]);
    return call.in(call.tables.of(shop));
  };
};

/** The first argument is a list whose members name shops: the answers of each part's tables are put together. */
const inShops = (shopOf: (member: Any) => ShopKey): Guard => {
  return async (call) => {
    const [members, ...more] = call.args as readonly [readonly Any[], ...Any[]];
    await ofOwnShops(call, members.map(shopOf));
    const parts = [...Map.groupBy(members, (one) => call.tables.of(shopOf(one)))];
    if (parts.length <= 1) return call.in(parts[0]?.[0] ?? call.tables.own);
    return (await Promise.all(parts.map(([ports, part]) => call.in(ports, [part, ...more])))).flat();
  };
};

/** The first argument names merchants. */
const inMerchants = (merchantsIn: (first: Any) => readonly string[]): Guard => {
  return async ({ reach, tables, args, in: make }) => {
    if (merchantsIn(args[0]).every((id) => reach.hasMerchant(id))) return make(tables.own);
    throw notFound('merchant');
  };
};

const ofShop = inShop((shop: ShopKey) => shop);
const ofOrder = inShop(({ shop }: { readonly shop: ShopKey }) => shop);
const ofShops = inShops((shop: ShopKey) => shop);
const ofOrders = inShops(({ shop }: { readonly shop: ShopKey }) => shop);
const ofMerchant = inMerchants((id: string) => [id]);
const ofRow = inMerchants(({ merchant }: { readonly merchant: string }) => [merchant]);
const ofRows = inMerchants((rows: readonly { readonly merchant: string }[]) => rows.map(({ merchant }) => merchant));
/** Rows of malls, which all may see, and notes of the key itself. */
const open: Guard = ({ tables, in: make }) => make(tables.own);

/** The second argument is the merchant. */
const ofSpread: Guard = (call) => ofMerchant({ ...call, args: [call.args[1]], in: (ports) => call.in(ports) });

/** A row that 0.1.0 wrote lies among all merchants alone: it is read by its key, under the credentials of the process. */
const merchantRow: Guard = ({ reach, tables, args: [id], in: make }) => {
  if (tables.shops === null) return make(tables.own);
  if (!reach.hasMerchant(id)) throw notFound('merchant');
  return tables.own.merchantRows.merchant(id).then((found: unknown) => found ?? tables.ofProcess.merchants.get(id));
};

/** Pauses of malls, and of the shops that the request touches. */
const standing: Guard = ({ tables, in: make }) =>
  tables.shops === null ? make(tables.own) : tables.own.merchantRows.standing(tables.shops);

/** Due orders of the shops that the request touches. */
const dueOrders: Guard = async ({ tables, args, in: make }) => {
  if (tables.shops === null) return make(tables.own);
  const [bucket, until] = args as [number, EpochMs];
  const shops = tables.shops.filter((shop) => bucketOf(shop) === bucket);
  return (await mapLimited(shops, shopsAtOnce, (shop) => tables.of(shop).merchantRows.due(shop, until))).flat();
};
const shopsAtOnce = 16;

/** A list of all merchants, or of their shops or mails. */
const ofAll: Guard = ({ tables, in: make }) => {
  if (tables.shops === null) return make(tables.own);
  throw notFound('such list');
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
  merchants: { get: merchantRow, list: ofAll },
  merchantRows: { shopKeys: ofMerchant, shopsAfter: ofAll, mails: ofMerchant, mail: ofMerchant },
  pauses: { standing },
  feed: { from: ofMerchant },
  incidents: { get: open, list: open },
  notices: { sentOn: ofAll, sent: ofAll },
} as const satisfies Guards;

/** Ports without rows. */
const rowless = ['clock', 'random', 'log'] as const;

/** The tables as a key sees them: what belongs to a merchant that it does not reach is not there. */
export function scopedPorts(tables: Tables, reach: Reach): ApiPorts {
  const { names, traits } = tables.own.malls;
  const given: Record<string, unknown> = { malls: refusing({ names, traits }) };
  for (const name of rowless) given[name] = tables.own[name];
  for (const [name, bound] of Object.entries(guards)) {
    const calls = Object.entries(bound as Record<string, Guard>).map(([method, guard]) => {
      const within = (ports: Any, args: readonly Any[]): Any => ports[name][method]?.(...args);
      return [
        method,
        (...args: readonly Any[]) =>
          guard({ reach, tables, args, in: (ports, others = args) => within(ports, others) }),
      ];
    });
    given[name] = refusing(Object.fromEntries(calls));
  }
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
