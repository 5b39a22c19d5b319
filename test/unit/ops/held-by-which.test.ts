import { describe, expect, it } from 'vitest';
import type { Pause } from '../../../core/model/pause.ts';
import { pauseOver } from '../../../views/pause/index.ts';
import { usePushWorld } from './push-world.ts';
import { useStockWorld } from './stock-world.ts';

const key = 'rms#kado-no-mise';
const off = { code: 'key.function-off', function: 'rpay.order.getOrder' } as const;
const functionOff: Pause = {
  ...{ cause: 'credentials', scope: key, since: 1, by: 'import', note: 'It is off.', credentialVersion: 1 },
  ...off,
};
const byHand: Pause = { cause: 'manual', scope: 'rms', since: 0, by: 'miyu', note: '棚卸し' };

const isOff = 'the mall does not let the shop use rpay.order.getOrder';
const advice = 'Let the shop set rpay.order.getOrder to 利用する in RMS';
const lines = ({ out }: { readonly out: string }): string => out.replaceAll(/\s+/g, ' ');

describe('of several pauses over a row', () => {
  it.each([
    ['first', [functionOff, byHand]],
    ['last', [byHand, functionOff]],
  ])('the one that the row noted is reported, %s or not', (_, pauses) => {
    expect(pauseOver(key, 'status', pauses, 'credentials')).toBe(functionOff);
    expect(pauseOver(key, 'status', pauses, 'manual')).toBe(byHand);
  });

  it('any is, where the one that it noted is over, but none of other work or of another shop', () => {
    expect(pauseOver(key, 'status', [byHand], 'credentials')).toBe(byHand);
    expect(pauseOver(key, 'status', [{ ...byHand, capability: 'stock' }], 'manual')).toBeNull();
    expect(pauseOver('rms#sumi', 'status', [functionOff], 'credentials')).toBeNull();
  });
});

describe('a change held by a function that is off', () => {
  const world = usePushWorld(1);
  const told = async (): Promise<string[]> => {
    const { ops, orderNumbers } = world();
    const typed = ['stuck', 'push list', `orders show ${orderNumbers[0]}`];
    return Promise.all(typed.map(async (words) => lines(await ops(words))));
  };
  const held = async (): Promise<void> => {
    const { ops, ports, orderNumbers, pushes, change, now, pass, shop } = world();
    await ops(['push', 'confirm', ...orderNumbers]);
    pass(20 * 60_000);
    const [push] = pushes();
    if (push === undefined) throw new Error('Nothing was asked for.');
    await change(push, { state: { kind: 'held', since: now(), cause: 'credentials', tries: 0 } });
    await ports.pauses.set({ ...functionOff, since: now(), credentialVersion: shop.credential.version });
  };

  it('is reported with what to do, beside a pause that a person has set', async () => {
    await held();
    await world().ports.pauses.set({ ...byHand, scope: key, since: 0 });
    for (const text of await told()) {
      expect(text).toContain(isOff);
      expect(text).toContain(advice);
    }
  });

  it('is reported without a function once the shop has another key', async () => {
    await held();
    const { ports, shop } = world();
    await ports.shops.replaceCredential(shop.key, { ...shop.credential, version: shop.credential.version + 1 });
    for (const text of await told()) {
      expect(text).not.toContain(isOff);
      expect(text).not.toMatch(/getOrder to 利用する|the mall does not let|refuses the shop/);
    }
    expect(lines(await world().ops('stuck'))).toContain(
      'the mall refused the shop’s key, it did not open, or a function was off, and no longer: it goes on within five minutes',
    );
  });
});

describe('a change whose row notes an outage', () => {
  const world = usePushWorld(1);
  const typed = () => ['stuck', 'push list', `orders show ${world().orderNumbers[0]}`];
  const told = (): Promise<string[]> => Promise.all(typed().map(async (words) => lines(await world().ops(words))));
  const held = async (): Promise<void> => {
    const { ops, orderNumbers, pushes, change, now, pass } = world();
    await ops(['push', 'confirm', ...orderNumbers]);
    pass(20 * 60_000);
    const [push] = pushes();
    if (push === undefined) throw new Error('Nothing was asked for.');
    await change(push, { state: { kind: 'held', since: now(), cause: 'outage', tries: 0 } });
  };
  /** The same pause by each of the two lists. */
  const heldBy = async (): Promise<unknown> => {
    const [{ heldBy: one }] = (await world().json('push list')).pushes;
    expect((await world().json('stuck')).groups[0].example.heldBy).toEqual(one);
    return one;
  };

  it('is not said to wait for a mall that is down where no outage stands', async () => {
    await held();
    for (const text of await told()) {
      expect(text).toContain('the mall was down, and no longer: it goes on within five minutes');
      expect(text).not.toContain('the mall is down');
      expect(text).not.toContain('next: ;');
    }
    expect(await heldBy()).toBeNull();
  });

  it('is said to wait for the person whose pause stands, with the command that lifts it', async () => {
    await held();
    await world().ports.pauses.set({ ...byHand, since: world().now() });
    for (const text of await told()) {
      expect(text).toMatch(/a person paused it \(rms, since 2026-11-24 16:05:0\d, by miyu\)/);
      expect(text).toContain('ops resume --mall rms');
      expect(text).not.toMatch(/the mall (is|was) down/);
    }
    expect(await heldBy()).toMatchObject({ pause: 'rms#manual', cause: 'manual', by: 'miyu', code: null });
  });
});

describe('a listing held by a function that is off', () => {
  const world = useStockWorld();

  it('is reported with what to do until the shop has another key', async () => {
    const { ops, ports, list, items, work, listing, shop, now } = world();
    const [one] = items();
    if (one === undefined) throw new Error('The mall has no items.');
    await list([one]);
    await ops(`stock set ${one.sku} 11`);
    await ports.pauses.set({ ...functionOff, since: now(), credentialVersion: shop.credential.version });
    await work();
    expect(listing(one.item)?.wait).toMatchObject({ kind: 'held', cause: 'credentials' });
    await ports.pauses.set({ ...byHand, scope: key });
    const typed = ['listings list', 'stock history --unreflected', `stock show ${one.sku}`];
    const told = () => Promise.all(typed.map(async (words) => lines(await ops(words))));
    for (const text of await told()) {
      expect(text).toContain(isOff);
      expect(text).toContain(advice);
    }
    await ports.shops.replaceCredential(shop.key, { ...shop.credential, version: shop.credential.version + 1 });
    for (const text of await told()) expect(text).not.toMatch(/rpay\.order\.getOrder|refuses the shop/);
  });
});
