import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../../../core/kernel/time.ts';
import type { Pause } from '../../../../core/model/pause.ts';
import type { Shop, ShopKey } from '../../../../core/model/shop.ts';
import { movesToSpread, spreadShops } from '../../../../core/tenants/shop-changes.ts';
import { type MemoryPorts, memoryPorts } from '../../../../proving/memory/index.ts';
import { noon, shop } from '../../../contract/fixtures.ts';

const inShards = (shards: readonly number[]): Pick<Shop, 'key' | 'shard'>[] =>
  shards.map((shard, index) => ({ key: `rms#shop-${String(index).padStart(3, '0')}`, shard }));

describe('the moves that spread shops', () => {
  it('are none where they lie evenly', () => {
    expect(movesToSpread(inShards([0, 1, 2, 0, 1]), 3)).toEqual([]);
    expect(movesToSpread([], 3)).toEqual([]);
  });

  it('bring the shops of shards without a schedule back', () => {
    expect(movesToSpread(inShards([0, 1, 2, 3]), 2)).toEqual([
      { key: 'rms#shop-002', from: 2, to: 0 },
      { key: 'rms#shop-003', from: 3, to: 1 },
    ]);
  });

  it('fill new shards with no more than the others have too many', () => {
    const moves = movesToSpread(inShards([0, 0, 0, 0, 0, 0]), 3);
    expect(moves.map(({ to }) => to)).toEqual([1, 1, 2, 2]);
  });

  it('end in shards no two of which are more than one shop apart, and are the fewest', () => {
    const world = fc.record({ shards: fc.array(fc.nat(9), { maxLength: 40 }), count: fc.integer({ min: 1, max: 10 }) });
    fc.assert(
      fc.property(world, ({ shards, count }) => {
        const shops = inShards(shards);
        const moves = movesToSpread(shops, count);
        const after = new Map(shops.map(({ key, shard }) => [key, shard]));
        for (const { key, from, to } of moves) {
          expect(after.get(key)).toBe(from);
          expect(from).not.toBe(to);
          after.set(key, to);
        }
        const sizes = sizesOf([...after.values()], count);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(shops.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(moves.length).toBe(fewest(shards, count));
        expect(movesToSpread([...shops].reverse(), count)).toEqual(moves);
        const left = shops.map(({ key }) => ({ key, shard: after.get(key) as number }));
        expect(movesToSpread(left, count)).toEqual([]);
      }),
    );
  });

  it('that are left after some were made are no more than before', () => {
    const shops = inShards([0, 0, 0, 0, 5, 5, 6]);
    const moves = movesToSpread(shops, 4);
    const [first] = moves;
    const after = shops.map((one) => (one.key === first?.key ? { ...one, shard: first.to } : one));
    expect(movesToSpread(after, 4)).toHaveLength(moves.length - 1);
  });
});

function sizesOf(shards: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, shard) => shards.filter((one) => one === shard).length);
}

/** The fewest moves: each shard keeps at most the even share, and one shop more in as many shards as there are shops over. */
function fewest(shards: readonly number[], count: number): number {
  const even = Math.floor(shards.length / count);
  const sizes = sizesOf(shards, count);
  const over = Math.min(shards.length % count, sizes.filter((size) => size > even).length);
  const staying = sizes.reduce((sum, size) => sum + Math.min(size, even), 0) + over;
  return shards.length - staying;
}

describe('spreading', () => {
  const key: ShopKey = 'rms#kado-no-mise';
  const credential = { serviceSecret: 'SP', licenseKey: 'SL' };
  let ports: MemoryPorts;
  const standing = async (): Promise<Shop> => (await ports.shops.get(key)) as Shop;

  beforeEach(async () => {
    ports = memoryPorts();
    const sealed = await ports.vault.seal(key, 5, 1, credential);
    await ports.shops.add(shop({ key, shard: 5, credential: { ...sealed, expiresAt: noon + dayMs } }));
  });
  const spread = () => spreadShops(ports, [{ key, from: 5, to: 1 }]);

  it('moves a shop, its key sealed under the other shard’s data key, and everything else as it was', async () => {
    const before = await standing();
    const sealedFor: number[] = [];
    const { vault } = ports;
    ports = {
      ...ports,
      vault: {
        ...vault,
        seal: async (...args) => {
          sealedFor.push(args[1]);
          return vault.seal(...args);
        },
      },
    };
    expect(await spread()).toEqual({ moved: [key], 'moved-unopened': [], gone: [], busy: [] });
    const after = await standing();
    expect(sealedFor).toEqual([1]);
    expect(after).toEqual({ ...before, shard: 1, credential: { ...after.credential, expiresAt: noon + dayMs } });
    expect(after.credential.version).toBe(2);
    expect(await ports.vault.open(key, after.credential)).toEqual(credential);
  });

  it('that died at any moment leaves a shop that opens, and is done by the next one', async () => {
    for (const method of ['replaceCredential', 'moveToShard'] as const) {
      const dying = { ...ports.shops, [method]: async () => Promise.reject(new Error('The process died.')) };
      await expect(spreadShops({ ...ports, shops: dying }, [{ key, from: 5, to: 1 }])).rejects.toThrow('died');
      const left = await standing();
      expect(left.shard).toBe(5);
      expect(await ports.vault.open(key, left.credential)).toEqual(credential);
      expect(movesToSpread([left], 2)).toHaveLength(1);
    }
    expect((await spread()).moved).toEqual([key]);
    expect((await standing()).shard).toBe(1);
  });

  it('takes a next key along that was handed in just then', async () => {
    const fresh = { serviceSecret: 'SP', licenseKey: 'fresh' };
    const { shops } = ports;
    let met = false;
    const replaceCredential: typeof shops.replaceCredential = async (...args) => {
      const { sealed } = await ports.vault.seal(key, 5, 2, fresh);
      if (!met) await shops.putPending(key, { version: 2, sealed, since: noon });
      met = true;
      return shops.replaceCredential(...args);
    };
    ports = { ...ports, shops: { ...shops, replaceCredential } };
    expect((await spread()).moved).toEqual([key]);
    const { credential: moved, pending } = await standing();
    expect([moved.version, pending?.version, pending?.since]).toEqual([2, 3, noon]);
    expect(pending && (await ports.vault.open(key, pending))).toEqual(fresh);
  });

  it('never puts an old key over one that was just set', async () => {
    const fresh = { serviceSecret: 'SP', licenseKey: 'fresh' };
    const { shops } = ports;
    let met = false;
    ports = {
      ...ports,
      shops: {
        ...shops,
        replaceCredential: async (...args) => {
          if (!met) await shops.replaceCredential(key, await ports.vault.seal(key, 5, 2, fresh));
          met = true;
          return shops.replaceCredential(...args);
        },
      },
    };
    expect((await spread()).moved).toEqual([key]);
    const after = await standing();
    expect(after).toMatchObject({ shard: 1, credential: { version: 3 } });
    expect(await ports.vault.open(key, after.credential)).toEqual(fresh);
  });

  it('leaves a shop whose key changes again and again where it is', async () => {
    ports = { ...ports, shops: { ...ports.shops, replaceCredential: async () => 'changed' } };
    expect((await spread()).busy).toEqual([key]);
    expect((await standing()).shard).toBe(5);
  });

  it('moves a shop whose key does not open, and says so', async () => {
    await ports.shops.replaceCredential(key, { version: 2, sealed: Uint8Array.of(1) });
    expect((await spread())['moved-unopened']).toEqual([key]);
    expect(await standing()).toMatchObject({ shard: 1, credential: { version: 2 } });
  });

  it('leaves alone what another process has moved or removed', async () => {
    await ports.shops.moveToShard(key, 5, 3);
    expect((await spread()).gone).toEqual([key]);
    expect(await standing()).toMatchObject({ shard: 3, credential: { version: 1 } });
    expect((await spreadShops(ports, [{ key: 'rms#unknown', from: 5, to: 1 }])).gone).toEqual(['rms#unknown']);
  });

  it('lets no refused key through: its pause holds on under the new count', async () => {
    const pause: Pause = {
      cause: 'credentials',
      scope: key,
      since: noon - dayMs,
      by: 'import',
      note: 'RMS answered 401.',
      credentialVersion: 1,
      retryAt: noon,
    };
    await ports.pauses.set(pause);
    await spread();
    expect(await ports.pauses.list()).toEqual([{ ...pause, credentialVersion: 2 }]);
  });
});
