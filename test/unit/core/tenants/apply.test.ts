import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { dayMs } from '../../../../core/kernel/time.ts';
import { newMerchant } from '../../../../core/model/merchant.ts';
import type { Vault } from '../../../../core/ports/shops.ts';
import { placeShops } from '../../../../core/tenants/add-shop.ts';
import { openHeldKeys } from '../../../../core/tenants/keys.ts';
import { applyOnboarding, type MerchantPlan, planOnboarding } from '../../../../core/tenants/onboarding.ts';
import type { ReadLine } from '../../../../core/tenants/onboarding-file.ts';
import { createMalls } from '../../../../malls/registry.ts';
import { type MemoryPorts, memoryPorts } from '../../../../proving/memory/index.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');
const expiresAt = now + 90 * dayMs;
const clock = { now: () => now, sleep: async () => {} };
const freshPorts = () => ({ ...memoryPorts(), clock });
let ports: MemoryPorts & { readonly clock: typeof clock };
const malls = createMalls({
  sites: {},
  transport: () => Promise.reject(new Error('nothing is called here')),
  vault: memoryPorts().vault,
  clock,
});
beforeEach(() => {
  ports = freshPorts();
});

function line(number: number, merchant: string, contacts: readonly string[] = []): ReadLine {
  return {
    line: number,
    values: {
      merchant,
      merchantName: `${merchant}商店`,
      contacts,
      features: ['import'],
      mall: 'rms',
      shopCode: `shop-${number}`,
      shopName: `${number}号店`,
      importFrom: now - dayMs,
      importFromCounted: false,
      callsPerSecond: number === 2 ? 0.5 : null,
    },
  };
}

const lines = [line(2, 'kado'), line(3, 'sakura'), line(4, 'kado')];

async function planned(of: readonly ReadLine[] = lines): Promise<MerchantPlan[]> {
  const shops = await ports.shops.all();
  return planOnboarding(of, {
    merchants: new Map((await ports.merchants.list()).map((merchant) => [merchant.id, merchant])),
    stored: new Set(shops.map(({ key }) => key)),
    credentials: new Map(of.map((each) => [each.line, { serviceSecret: 's', licenseKey: `key-${each.line}` }])),
    working: new Map([[2, { expiry: { part: 'licence', at: expiresAt }, checkedAt: now }]]),
    callsPerSecondAt: () => 1,
    now,
    nextShard: placeShops(shops, 2),
  });
}

const quiet = () => undefined;

describe('a plan of many merchants', () => {
  it('is one for each merchant, with the shops that are not there yet, spread evenly', async () => {
    const plans = await planned();
    expect(plans.map(({ step, shops }) => [step.kind, step.merchant.id, shops.map(({ line: one }) => one)])).toEqual([
      ['add', 'kado', [2, 4]],
      ['add', 'sakura', [3]],
    ]);
    expect(plans.flatMap(({ shops }) => shops.map(({ shop }) => shop.shard)).sort()).toEqual([0, 0, 1]);
  });

  it('changes a merchant’s row where the list says otherwise', async () => {
    await applyOnboarding(ports, await planned(), quiet);
    const [plan] = await planned([line(2, 'kado', ['a@kado.example'])]);
    expect(plan).toMatchObject({
      step: { kind: 'update', fields: ['contacts'], merchant: { version: 2, contacts: ['a@kado.example'] } },
      shops: [],
      unchanged: [2],
    });
  });
});

describe('applying it', () => {
  it('writes every merchant and every shop once, with the day its key ends', async () => {
    expect(await applyOnboarding(ports, await planned(), quiet)).toEqual({
      merchantsAdded: 2,
      merchantsUpdated: 0,
      shopsAdded: 3,
      overtaken: [],
    });
    expect((await ports.merchants.list()).map(({ id, version }) => `${id} ${version}`).sort()).toEqual([
      'kado 1',
      'sakura 1',
    ]);
    const shop = await ports.shops.get('rms#shop-2');
    expect(shop).toMatchObject({
      ...{ merchant: 'kado', callsPerSecond: 0.5, addedAt: now },
      credential: { version: 1, expiresAt },
    });
    expect(
      (await openHeldKeys({ ...ports, malls }, await ports.shops.all())).holderOf('rms', {
        serviceSecret: '',
        licenseKey: 'key-4',
      }),
    ).toBe('rms#shop-4');
  });

  it('again finds nothing to do', async () => {
    await applyOnboarding(ports, await planned(), quiet);
    const plans = await planned();
    expect(plans.map(({ step, shops, unchanged }) => [step.kind, shops, unchanged])).toEqual([
      ['unchanged', [], [2, 4]],
      ['unchanged', [], [3]],
    ]);
    expect(await applyOnboarding(ports, plans, quiet)).toMatchObject({ merchantsAdded: 0, shopsAdded: 0 });
  });

  it('that dies after any write leaves no shop without its merchant, and goes on where it was', async () => {
    for (let writes = 0; writes <= 5; writes++) {
      ports = freshPorts();
      let left = writes;
      const dying = <Ports extends object>(port: Ports, method: keyof Ports): Ports => ({
        ...port,
        [method]: async (...given: unknown[]) => {
          if (left-- <= 0) throw new TsunagiError('store.failing', 'later', 'The table is away.');
          return (port[method] as (...all: unknown[]) => unknown)(...given);
        },
      });
      const mortal = { ...ports, shops: dying(ports.shops, 'add'), merchants: dying(ports.merchants, 'put') };
      const outcome = await applyOnboarding(mortal, await planned(), quiet).catch((error: TsunagiError) => error.code);
      expect(outcome).toEqual(writes < 5 ? 'store.failing' : expect.anything());
      const merchants = new Set((await ports.merchants.list()).map(({ id }) => id));
      for (const shop of await ports.shops.all()) expect(merchants).toContain(shop.merchant);
      await applyOnboarding(ports, await planned(), quiet);
      expect((await ports.shops.all()).map(({ key }) => key).sort()).toEqual([
        'rms#shop-2',
        'rms#shop-3',
        'rms#shop-4',
      ]);
      expect((await ports.merchants.list()).every(({ version }) => version === 1)).toBe(true);
    }
  });

  it('writes over a merchant’s row that another process changed in between, and loses nothing of it that the list does not name', async () => {
    const plans = await planned();
    await ports.merchants.put({
      ...newMerchant('kado', { name: 'x', contacts: [], features: ['stock'] }, now - dayMs),
    });
    expect(await applyOnboarding(ports, plans, quiet)).toMatchObject({ merchantsAdded: 1, merchantsUpdated: 1 });
    expect(await ports.merchants.get('kado')).toMatchObject({ version: 2, name: 'kado商店', createdAt: now - dayMs });
  });

  it('says which shops another process added in between, and leaves them alone', async () => {
    const plans = await planned();
    await applyOnboarding(ports, await planned([line(3, 'sakura')]), quiet);
    const before = await ports.shops.get('rms#shop-3');
    expect(await applyOnboarding(ports, plans, quiet)).toMatchObject({ shopsAdded: 2, overtaken: [3] });
    expect(await ports.shops.get('rms#shop-3')).toEqual(before);
  });

  it('opens every stored credential once to know who holds which key', async () => {
    await applyOnboarding(ports, await planned(), quiet);
    let opened = 0;
    const vault: Vault = {
      ...ports.vault,
      async open(shop, sealed) {
        opened += 1;
        return ports.vault.open(shop, sealed);
      },
    };
    const held = await openHeldKeys({ vault, malls }, await ports.shops.all());
    for (let asked = 0; asked < 1_000; asked++) held.holderOf('rms', { serviceSecret: '', licenseKey: `key-${asked}` });
    expect(opened).toBe(3);
  });
});
