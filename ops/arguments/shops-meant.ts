import type { Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { flag, optional } from './parameter.ts';
import { resolveShop, shopOption } from './shop-and-span.ts';

/** One shop or all of them, as two options of which one is given. */
export const shopOrAll = { shop: optional(shopOption('one shop')), all: flag('every shop') };

/** What is wrong with the two options together. */
export function problemsOfShopOrAll({
  shop,
  all,
}: {
  readonly shop?: string | undefined;
  readonly all?: boolean;
}): string[] {
  if (shop !== undefined && all) return ['--shop, --all: give one of them, not both.'];
  return shop === undefined && !all ? ['--shop, --all: give one of them.'] : [];
}

/** The shops that are meant, by key; notes a problem when there is no such shop. */
export async function shopsMeant(
  ports: Pick<Ports, 'shops'>,
  shop: string | undefined,
  problems: string[],
): Promise<Shop[]> {
  if (shop === undefined) return (await ports.shops.all()).sort((a, b) => (a.key < b.key ? -1 : 1));
  const meant = await resolveShop(ports, shop, problems);
  return meant === null ? [] : [meant];
}
