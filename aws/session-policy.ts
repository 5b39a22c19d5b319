import { bucketOf, type ShopKey } from '../core/model/index.ts';
import type { SessionScope } from '../core/ports/index.ts';

/** Names of tables that a policy tells apart. */
export type SessionTables = Readonly<
  Record<'orders' | 'revisions' | 'stock' | 'shops' | 'control' | 'pushes' | 'listings', string>
>;

/** Characters of a session policy: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const policyMax = 2_048;

/**
 * The session policy of a scope: the role grants actions and tables, the policy takes away all partitions but these. Tables whose partitions
 * begin with a merchant stand apart from those that begin with a shop, so that a merchant who is called like a mall opens no shop. An index of due
 * rows has a bucket as its partition, and keys alone in it.
 */
export function sessionPolicy(tables: SessionTables, { merchant, key, shops }: SessionScope): string {
  const arn = (name: string): string => `arn:*:dynamodb:*:*:table/${endOf(name, Object.values(tables))}`;
  const [stock, skus] = [arn(tables.stock), `${arn(tables.listings)}/index/sku`];
  const ofShops = shops.map(literal).flatMap((shop) => [shop, `${shop}#*`]);
  const own = literal(merchant);
  const ofKey = [`merchant#${own}`, `merchant#${own}#*`, 'pauses', 'incidents#*', `api-requests#${literal(key)}`];
  const ofMerchant = [own, `${own}#*`, `#oversold#${own}`];
  const buckets = [...new Set(shops.map((shop) => bucketOf(shop)))].flatMap((bucket) => [
    String(bucket),
    `*#${bucket}`,
  ]);
  const due = [`${arn(tables.orders)}/index/due`, `${arn(tables.pushes)}/index/*`];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allowed({ NotResource: [stock, skus] }, [...ofShops, ...ofKey]),
      allowed({ Resource: [stock, skus, `${arn(tables.shops)}/index/merchant`] }, ofMerchant),
      ...(buckets.length === 0 ? [] : [allowed({ Resource: due }, buckets)]),
    ],
  });
}

/** The shops in parts whose policies fit; a scope without shops is one part. */
export function partsOf(tables: SessionTables, { shops, ...scope }: SessionScope): readonly (readonly ShopKey[])[] {
  const parts: ShopKey[][] = [[]];
  for (const shop of shops) {
    const part = parts.at(-1) as ShopKey[];
    if (sessionPolicy(tables, { ...scope, shops: [...part, shop] }).length <= policyMax) part.push(shop);
    else parts.push([shop]);
  }
  return parts;
}

const allowed = (where: object, keys: readonly string[]) => ({
  ...{ Effect: 'Allow', Action: 'dynamodb:*', ...where },
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
});

/** The end of a table's name, as long as it takes to be that of no other. */
function endOf(name: string, all: readonly string[]): string {
  const others = all.filter((other) => other !== name);
  for (let length = 3; length < name.length; length++) {
    const end = name.slice(-length);
    if (!others.some((other) => other.endsWith(end))) return `*${end}`;
  }
  return name;
}

/** A name as it is. Throws for one with a character that means others in a policy, which no name of ours has. */
function literal(name: string): string {
  if (/^[\w#-]{1,100}$/.test(name)) return name;
  throw new Error('A name cannot stand in a session policy.');
}
