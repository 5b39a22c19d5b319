import { describe, expect, it } from 'vitest';
import { partsOf, policyMax, sessionPolicy } from '../../../aws/session-policy.ts';
import { isLike } from '../../contract/apart/policed-client.ts';

/** As CloudFormation names them. */
const tables = {
  orders: 'TsunagiData-production-Orders0A1B2C3D-1ABCDEFGHIJKL',
  revisions: 'TsunagiData-production-Revisions1A1B2C3D-1BBCDEFGHIJKM',
  stock: 'TsunagiData-production-Stock2A1B2C3D-1CBCDEFGHIJKL',
  shops: 'TsunagiData-production-Shops3A1B2C3D-1DBCDEFGHIJKN',
  control: 'TsunagiData-production-Control4A1B2C3D-1EBCDEFGHIJKO',
  pushes: 'TsunagiData-production-Pushes5A1B2C3D-1FBCDEFGHIJKP',
  listings: 'TsunagiData-production-Listings6A1B2C3D-1GBCDEFGHIJKQ',
};
const scope = { merchant: 'kado', key: '0123456789ab', shops: ['rms#kado-no-mise'] } as const;

interface Statement {
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition: { readonly 'ForAllValues:StringLike': { readonly 'dynamodb:LeadingKeys': readonly string[] } };
}
const statementsOf = (policy: string) => (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement;
const keysOf = ({ Condition }: Statement) => Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'];

describe('the session policy of a request', () => {
  it('names the partitions of its merchant and shops, and no others', () => {
    const [shops, stock, due] = statementsOf(sessionPolicy(tables, scope)) as [Statement, Statement, Statement];
    expect(keysOf(shops)).toEqual([
      ...['rms#kado-no-mise', 'rms#kado-no-mise#*', 'merchant#kado', 'merchant#kado#*', 'pauses', 'incidents#*'],
      'api-requests#0123456789ab',
    ]);
    expect(keysOf(stock)).toEqual(['kado', 'kado#*', '#oversold#kado']);
    expect(keysOf(due)).toEqual(['10', '*#10']);
    const table = 'arn:*:dynamodb:*:*:table/';
    expect(due.Resource).toEqual([`${table}*ABCDEFGHIJKL/index/due`, `${table}*JKP/index/*`]);
    expect(shops.NotResource).toEqual([`${table}*CBCDEFGHIJKL`, `${table}*JKQ/index/sku`]);
  });

  it('opens neither a shop or merchant whose name begins alike, nor shops of a mall to a merchant who is called like it', () => {
    const keys = statementsOf(sessionPolicy(tables, { ...scope, shops: ['rms#kado'] })).flatMap(keysOf);
    for (const other of [
      'rms#kado-outlet',
      'rms#kado-outlet#1',
      'merchant#kado-2#mails',
      'kado-2#sku',
      'api-keys',
      'merchants',
    ])
      expect(keys.filter((pattern) => isLike(other, pattern))).toEqual([]);
    const [ofShops, ofStock] = statementsOf(sessionPolicy(tables, { ...scope, merchant: 'rms' })) as [
      Statement,
      Statement,
    ];
    expect(keysOf(ofShops).filter((pattern) => isLike('rms#another', pattern))).toEqual([]);
    expect(ofStock.Resource?.some((one) => isLike(`arn:aws:dynamodb:x:1:table/${tables.orders}`, one))).toBe(false);
  });

  it('has 2,048 characters at most: more shops are in several', () => {
    const shops = Array.from({ length: 1_000 }, (_, index) => `rms#midori-${index}` as const);
    const parts = partsOf(tables, { ...scope, shops });
    expect(parts.flat()).toEqual(shops);
    const sizes = parts.map((part) => sessionPolicy(tables, { ...scope, shops: part }).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(policyMax);
    expect(Math.max(...parts.map((part) => part.length))).toBeGreaterThan(30);
    expect(partsOf(tables, { ...scope, shops: [] })).toEqual([[]]);
  });

  it.each(['rms#*', 'rms#a?', `rms#$${'{aws:username}'}`, 'rms#"', ''])(
    'refuses %j, which would mean others',
    (shop) => {
      expect(() => sessionPolicy(tables, { ...scope, shops: [shop as 'rms#x'] })).toThrow('A name cannot stand');
    },
  );
});
