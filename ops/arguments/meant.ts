import { type EpochMs, InputError, jstText, secondMs, type Words } from '../../core/kernel/index.ts';
import { type MallName, type Merchant, type Shop, type ShopKey, shopKey, type Window } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { findShop } from '../../core/tenants/index.ts';
import { t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { didYouMean, nearest } from './nearest.ts';
import { choice, flag, momentOf, optional, type Parameter, text, type ValuesOf, type When } from './parameter.ts';

const namedMax = 10;

export function shopOption(help: string): Parameter<string> {
  return text('<shop>', `${help}: its code, name, or key as in rms#kado-no-mise`);
}

export const shopsOptions = {
  shop: optional(shopOption('only of this shop, or of several with commas between them')),
  mall: optional(choice(mallDesks.names, 'only of the shops of a mall')),
  merchant: optional(text('<merchant>', 'only of the shops of a merchant')),
};

export type ShopsGiven = ValuesOf<typeof shopsOptions>;

export async function shopsGiven(
  ports: Pick<Ports, 'shops' | 'malls'>,
  { shop: named, mall, merchant }: ShopsGiven,
  problems: string[],
): Promise<Shop[]> {
  const isOwn = (one: Shop): boolean => one.merchant === (merchant ?? one.merchant);
  const known = (await shopsCalled(ports, named)).filter((one) => one.mall === (mall ?? one.mall) && isOwn(one));
  if (known.length === 1) return known;
  const all = await ports.shops.all();
  if (merchant !== undefined && !all.some(isOwn)) {
    const ids = all.map((one) => one.merchant);
    problems.push(t`--merchant: no shop is of ${JSON.stringify(merchant)}.${didYouMean(merchant, ids)}`);
  }
  const meant = shopsAmong(all, named, mall, problems);
  const own = [...new Set(meant)].filter(isOwn).sort(byKey);
  if (problems.length === 0 && named !== undefined && own.length === 0)
    problems.push(t`--shop, --merchant: ${named} is not of merchant ${merchant ?? ''}.`);
  return problems.length > 0 ? [] : own;
}

const byKey = (one: Shop, other: Shop): number => (one.key < other.key ? -1 : 1);

/** The shops with this key or code: reading them costs less than reading all. */
async function shopsCalled(ports: Pick<Ports, 'shops' | 'malls'>, named = ''): Promise<Shop[]> {
  if (!/^[\w#-]+$/.test(named)) return [];
  const keys = named.includes('#') ? [named as ShopKey] : ports.malls.names.map((mall) => shopKey(mall, named));
  return (await Promise.all(keys.map((key) => ports.shops.get(key)))).filter((shop) => shop !== null);
}

function shopsAmong(
  all: readonly Shop[],
  named: string | undefined,
  mall: MallName | undefined,
  problems: string[],
): Shop[] {
  const shops = all.filter((one) => one.mall === (mall ?? one.mall));
  if (named === undefined) return shops;
  const whole = findShop(shops, named);
  if (whole.kind === 'found') return [whole.shop];
  return named.split(/[,、，]/).flatMap((part) => {
    const name = part.trim();
    const isElsewhere = findShop(shops, name).kind === 'unknown' && findShop(all, name).kind !== 'unknown';
    if (mall === undefined || !isElsewhere) return shopAmong(shops, name, problems) ?? [];
    problems.push(t`--shop, --mall: ${name} is not at ${mallDesks.of(mall).name}.`);
    return [];
  });
}

/** The shop that is meant; notes a problem and returns null when there is no such shop. */
export async function resolveShop(
  ports: Pick<Ports, 'shops'>,
  typed: string,
  problems: string[],
): Promise<Shop | null> {
  return shopAmong(await ports.shops.all(), typed, problems);
}

export function shopAmong(shops: readonly Shop[], typed: string, problems: string[]): Shop | null {
  const search = findShop(shops, typed);
  switch (search.kind) {
    case 'found':
      return search.shop;
    case 'ambiguous':
      problems.push(t`--shop: several shops are called ${typed}. Use one of ${search.keys.join(', ')}.`);
      return null;
    case 'unknown': {
      const byCode = Map.groupBy(shops, ({ code }) => code);
      const namesOf = (code: string): string[] => {
        const alike = byCode.get(code) ?? [];
        return alike.length > 1 ? alike.map(({ key }) => key).sort() : [code];
      };
      const names = [...byCode.keys()].sort().flatMap(namesOf);
      const more = names.length > namedMax ? t`, and ${names.length - namedMax} more (ops shops list)` : '';
      const there =
        names.length === 0
          ? t`There is none yet: ops shops add.`
          : t`Shops: ${names.slice(0, namedMax).join(', ')}${more}.`;
      const near = nearest(typed, [...byCode.keys(), ...shops.flatMap(({ key, name }) => [key, name])]);
      const meant = near === null ? '' : t` Did you mean ${namesOf(near).join(t` or `)}?`;
      problems.push(t`--shop: there is no shop ${JSON.stringify(typed)}.${meant} ${there}`);
      return null;
    }
  }
}

/** What lies between two moments: `from` belongs to it, `to` does not. Every `--from` and `--to` means that. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export function spanMeant(given: { readonly from: When; readonly to: When }, now: EpochMs, problems: string[]): Span {
  const span = { from: momentOf(given.from, now), to: momentOf(given.to, now) };
  checkOrder(span, problems);
  return span;
}

export function checkOrder({ from, to }: Span, problems: string[]): void {
  if (from >= to) problems.push(t`--from (${jstText(from)}) must lie before --to (${jstText(to)}).`);
}

/** The same as malls are asked for it: both ends belong to it, and the finest moment is a second. */
export function windowOf({ from, to }: Span): Window {
  return { from, to: Math.max(from, (Math.ceil(to / secondMs) - 1) * secondMs) };
}

/** The shop that is meant, undefined where none was named; notes a problem and returns null when there is no such shop. */
export async function shopIfNamed(
  ports: Pick<Ports, 'shops'>,
  typed: string | undefined,
  problems: string[],
): Promise<Shop | undefined | null> {
  return typed === undefined ? undefined : resolveShop(ports, typed, problems);
}

/** What a search finds. Ends the command where the search notes a problem, with `what` does not happen then: `Nothing was removed`. */
export async function orRefuse<Found>(
  what: string,
  find: (problems: string[]) => Promise<Found>,
): Promise<Exclude<Found, null>> {
  const problems: string[] = [];
  const found = await find(problems);
  return problems.length > 0 ? refuse(what, problems) : (found as Exclude<Found, null>);
}

export function refuse(what: string, problems: readonly Words[]): never {
  throw new InputError(what, problems);
}

export const shopOrAll = { shop: optional(shopOption('one shop')), all: flag('every shop') };

export async function shopsMeant(
  ports: Pick<Ports, 'shops'>,
  shop: string | undefined,
  problems: string[],
): Promise<Shop[]> {
  if (shop === undefined) return (await ports.shops.all()).sort(byKey);
  const meant = await resolveShop(ports, shop, problems);
  return meant === null ? [] : [meant];
}

export const merchantPlace: Parameter<string> = text('<merchant>', 'the merchant’s id');

interface MerchantMeant {
  readonly row: Merchant | null;
}

export async function merchantMeant(
  ports: Pick<Ports, 'merchants' | 'shops'>,
  id: string,
  problems: string[],
): Promise<MerchantMeant | null> {
  const [merchants, shops] = await Promise.all([ports.merchants.list(), ports.shops.all()]);
  const row = merchants.find((merchant) => merchant.id === id) ?? null;
  if (row !== null || shops.some(({ merchant }) => merchant === id)) return { row };
  const ids = [...new Set([...merchants.map((merchant) => merchant.id), ...shops.map(({ merchant }) => merchant)])];
  const more = ids.length > namedMax ? t`, and ${ids.length - namedMax} more (ops merchants list)` : '';
  const there =
    ids.length === 0
      ? t`There is none yet: ops merchants import.`
      : t`Merchants: ${ids.sort().slice(0, namedMax).join(', ')}${more}.`;
  problems.push(t`merchant: there is no merchant ${JSON.stringify(id)}.${didYouMean(id, ids)} ${there}`);
  return null;
}
