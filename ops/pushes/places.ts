import { eachLimited, type Sentence, type SentenceValue, sentence } from '../../core/kernel/index.ts';
import type { Shop, ShopKey } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { merchantMeant, shopAmong } from '../arguments/meant.ts';

export interface OrderPlace {
  /** Null when it cannot be determined. */
  readonly shop: Shop | null;
  /** A shop that was looked through has its row. */
  readonly isStored: boolean;
  readonly problem: Sentence | null;
  readonly warning: Sentence | null;
}

/** Where each of these orders belongs: the named shop, else the one that has its row. A missing row of a named shop is only a warning: the mall knows best. */
export async function placesOf(
  ports: Pick<Ports, 'orders'>,
  {
    named,
    among,
    orderNumbers,
  }: { readonly named: Shop | null; readonly among: readonly Shop[]; readonly orderNumbers: readonly string[] },
): Promise<ReadonlyMap<string, OrderPlace>> {
  const found = await findShopsOf(ports, named === null ? among : [named], orderNumbers);
  return new Map([...found].map(([number, where]) => [number, placeOf(where, named, among.length)]));
}

function placeOf(where: FoundShop, named: Shop | null, shops: number): OrderPlace {
  switch (where.kind) {
    case 'found':
      return { shop: where.shop, isStored: true, problem: null, warning: null };
    case 'several':
      return { shop: null, isStored: true, problem: severalText(where.shops), warning: null };
    case 'nowhere':
      if (named !== null) {
        return {
          shop: named,
          isStored: false,
          problem: null,
          warning: sentence`is not stored for ${named.key}: only the mall can tell whether it is right.`,
        };
      }
      return {
        shop: null,
        isStored: false,
        problem: sentence`is not stored here (${shops === 1 ? sentence`${shops} shop` : sentence`${shops} shops`} looked through): is it mistyped? If not, name its --shop.`,
        warning: null,
      };
  }
}

function severalText([first = '', ...others]: readonly string[]): Sentence {
  const named = others.reduce<SentenceValue>((some, one) => sentence`${some} and ${one}`, first);
  return sentence`is in ${named}: name one with --shop.`;
}

/** Where orders are looked for: in the shop that was named, or in several. */
export interface ShopSearchScope {
  readonly named: Shop | null;
  readonly among: readonly Shop[];
}

/** The shops that are meant; notes a problem and returns null where there is none. */
export async function shopsToSearch(
  ports: Pick<Ports, 'shops' | 'merchants'>,
  { shop, merchant }: { readonly shop: string | undefined; readonly merchant: string | undefined },
  problems: string[],
): Promise<ShopSearchScope | null> {
  const shops = (await ports.shops.all()).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (shop !== undefined) {
    const named = shopAmong(shops, shop, problems);
    return named === null ? null : { named, among: [named] };
  }
  if (merchant === undefined) return { named: null, among: shops };
  if ((await merchantMeant(ports, merchant, problems)) === null) return null;
  return { named: null, among: shops.filter((one) => one.merchant === merchant) };
}

const shopsAtOnce = 16;

/** Up to this many shops are all asked for every number: that takes no longer than the wait for a key. */
const allAskedMax = 200;

/** Where an order was found. `several`: shops of different malls may use the same number. */
type FoundShop =
  | { readonly kind: 'found'; readonly shop: Shop }
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'several'; readonly shops: readonly ShopKey[] };

/** Finds the shop of each order by our rows. Of many shops each beginning of numbers is looked for everywhere once: 楽天 begins them with the shop's number. */
export async function findShopsOf(
  ports: Pick<Ports, 'orders'>,
  shops: readonly Shop[],
  orderNumbers: readonly string[],
): Promise<Map<string, FoundShop>> {
  if (shops.length <= allAskedMax) return foundPlaces(ports, shops, [...new Set(orderNumbers)]);
  const found = new Map<string, FoundShop>();
  const groups = [...Map.groupBy(new Set(orderNumbers), beginningOf).values()];
  const first = groups.map((group) => group[0] as string);
  const place = await foundPlaces(ports, shops, first);
  const elsewhere: string[] = [];
  const likely = new Map<Shop, string[]>();
  for (const [leader = '', ...others] of groups) {
    const where = place.get(leader) as FoundShop;
    found.set(leader, where);
    if (where.kind === 'found') likely.set(where.shop, [...(likely.get(where.shop) ?? []), ...others]);
    else elsewhere.push(...others);
  }
  await eachLimited([...likely], shopsAtOnce, async ([shop, numbers]) => {
    const known = await ports.orders.known(shop.key, numbers);
    for (const number of numbers) {
      if (known.has(number)) found.set(number, { kind: 'found', shop });
      else elsewhere.push(number);
    }
  });
  for (const [number, where] of await foundPlaces(ports, shops, elsewhere)) found.set(number, where);
  return found;
}

/** `370001-20261124-0203456789` → `370001`. */
const beginningOf = (orderNumber: string): string => orderNumber.split('-', 1)[0] as string;

async function foundPlaces(
  ports: Pick<Ports, 'orders'>,
  shops: readonly Shop[],
  orderNumbers: readonly string[],
): Promise<Map<string, FoundShop>> {
  const places = new Map<string, Shop[]>(orderNumbers.map((number) => [number, []]));
  if (orderNumbers.length > 0) {
    await eachLimited(shops, shopsAtOnce, async (shop) => {
      for (const number of await ports.orders.known(shop.key, orderNumbers)) places.get(number)?.push(shop);
    });
  }
  return new Map([...places].map(([number, where]) => [number, foundPlace(where)]));
}

function foundPlace(where: readonly Shop[]): FoundShop {
  const [shop, ...others] = where;
  if (shop === undefined) return { kind: 'nowhere' };
  if (others.length === 0) return { kind: 'found', shop };
  return { kind: 'several', shops: where.map(({ key }) => key).sort() };
}
