import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { givenUpAfterMs } from '../../../core/model/credential.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { createPacer } from '../../../core/session/pacer.ts';
import { promotePending } from '../../../core/tenants/keys.ts';
import { awaitPending } from '../../../core/tenants/rotate-key.ts';
import { moveShop } from '../../../core/tenants/shop-changes.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
const key = 'rms#kado-no-mise';
const words = ['keys', 'rotate', '--shop', 'kado-no-mise', '--keys-from', '-'];
const shopNow = async () => (await world.ports.shops.get(key)) as Shop;
const handIn = (licenseKey: string, ...more: readonly string[]) =>
  world.ops([...words, ...more], { stdin: `licenseKey=${licenseKey}` });
const handedIn = async (licenseKey: string, ...more: readonly string[]) =>
  JSON.parse((await handIn(licenseKey, ...more, '--json')).out);
const promote = async () =>
  promotePending(world.ports, await shopNow(), createPacer(world.ports.clock), await world.ports.pauses.list());

beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
});

describe('ops keys rotate', () => {
  it('lets a key that works take over at once, and lifts the pause', async () => {
    const pause = { cause: 'credentials', scope: key, since: start, by: 'import', note: '401' } as const;
    await world.ports.pauses.set({ ...pause, credentialVersion: 1 });
    const said = await handIn(world.rms.control.rotateKey('kado-no-mise'));
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(await world.ports.pauses.list()).toEqual([]);
    expect((await shopNow()).credential).toMatchObject({ version: 2, expiringPart: 'licence' });
  });

  it('asks on the terminal, and shows nothing of the key', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise');
    const said = await world.ops(words.slice(0, 4), { typed: `${licenseKey}\n` });
    expect(said).toMatchObject({ code: 0, err: 'licenseKey (not shown): \n' });
    expect(said.out).not.toContain(licenseKey);
  });

  it('lets one that is refused wait, and the same one twice wait once, until the mall takes it', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: 20 * minuteMs });
    const said = await handIn(licenseKey);
    expect(said.code).toBe(0);
    const waiting = (await shopNow()).pending;
    expect(waiting).toMatchObject({ version: 2 });
    world.pass(5 * minuteMs);
    await handIn(licenseKey);
    expect((await shopNow()).pending).toEqual(waiting);
    expect(await promote()).toEqual({ kind: 'refused' });
    world.pass(15 * minuteMs);
    expect((await promote()).kind).toBe('promoted');
    expect(await shopNow()).toMatchObject({ credential: { version: 2 } });
    expect((await shopNow()).pending).toBeUndefined();
    expect(await handedIn(licenseKey)).toMatchObject({ state: 'unchanged', keyVersion: 2 });
    expect((await handIn(licenseKey)).out).toBe(
      'rms#kado-no-mise has this key already, as version 2. Nothing was to be done.\n',
    );
  });

  it('is tried anew where it was given up, once it is handed in again', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: 5 * dayMs });
    await handIn(licenseKey);
    world.pass(givenUpAfterMs);
    expect(await handedIn(licenseKey)).toMatchObject({ state: 'pending' });
    expect((await shopNow()).pending).toMatchObject({ version: 2, since: world.now() });
  });

  it('is corrected by handing in another one', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: 10 * minuteMs });
    await handIn('SL1_wrong');
    await handIn(licenseKey);
    world.pass(10 * minuteMs);
    expect((await promote()).kind).toBe('promoted');
  });

  it('is not undone by a process that tries the previous key at that moment', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: 10 * minuteMs });
    await handIn(licenseKey);
    const seen = await shopNow();
    world.pass(10 * minuteMs);
    const corrected = { version: 2, sealed: Uint8Array.of(9), since: world.now() };
    await world.ports.shops.putPending(key, corrected);
    expect(await promotePending(world.ports, seen, createPacer(world.ports.clock), [])).toEqual({ kind: 'none' });
    expect(await shopNow()).toMatchObject({ credential: { version: 1 }, pending: corrected });
  });

  it('does not take another key that took over for its own, and waits on through a move to another shard', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: 25 * minuteMs });
    await handIn(licenseKey);
    const shop = await shopNow();
    const until = world.now() + 45 * minuteMs;
    const ours = await world.ports.vault.open(key, shop.pending as NonNullable<Shop['pending']>);
    const other = { serviceSecret: 'SP1', licenseKey: 'SL9' };
    expect(await awaitPending(world.ports, key, other, until, () => undefined)).toEqual({ kind: 'overtaken' });
    let moves = 0;
    const onTry = () => {
      moves++;
      if (moves === 2) void moveShop(world.ports, { key, from: shop.shard, to: shop.shard + 1 }, []);
    };
    expect((await awaitPending(world.ports, key, ours, until, onTry)).kind).toBe('rotated');
    expect(moves).toBeGreaterThan(2);
    expect(await shopNow()).toMatchObject({ shard: shop.shard + 1, credential: { version: 3 } });
  });

  it('waits with --wait until the mall takes it', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: 25 * minuteMs });
    const said = await handIn(licenseKey, '--wait', '45');
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('the mall refuses it still') });
    expect((await shopNow()).credential).toMatchObject({ version: 2 });
    expect(world.now() - start).toBeLessThan(27 * minuteMs);
  });

  it('says when the mall has not taken it in the time, and lets it wait on', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: hourMs });
    const said = await handIn(licenseKey, '--wait', '5');
    expect(said.code).toBe(1);
    expect((await shopNow()).pending).toMatchObject({ version: 2 });
  });

  it('lets a key wait that the mall could not be asked about', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise');
    world.rms.control.break({ kind: 'server-error-json' });
    const waits = { state: 'pending', pendingBecause: 'unasked', keyVersion: 1 };
    expect(await handedIn(licenseKey)).toMatchObject(waits);
    expect(await promote()).toEqual({ kind: 'unasked' });
  });

  it.each([
    ['works', 0, 'rotated', 'would have key version 2'],
    ['is refused', hourMs, 'pending', 'It would wait beside the one before'],
  ])('in a dry run of a key that %s stores nothing', async (_, activeInMs, state, text) => {
    const before = await shopNow();
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs });
    expect((await handIn(licenseKey, '--dry-run')).out).toContain(text);
    expect(await handedIn(licenseKey, '--dry-run')).toMatchObject({ state, dryRun: true });
    expect(await shopNow()).toEqual(before);
  });

  it('refuses another shop’s key, a switch that is off, and waiting in a dry run', async () => {
    const other = world.rms.control.addShop({ shopUrl: 'sakura' });
    const sealed = await world.ports.vault.seal('rms#sakura', 0, 1, { ...other });
    await world.ports.shops.add({ ...(await shopNow()), key: 'rms#sakura', code: 'sakura', credential: sealed });
    expect(await handIn(other.licenseKey)).toMatchObject({ code: 2, err: expect.stringContaining('rms#sakura') });
    world.rms.control.switchFunction('kado-no-mise', 'searchOrder', false);
    const off = await handIn(world.rms.control.rotateKey('kado-no-mise'));
    expect(off).toMatchObject({ code: 1, err: expect.stringContaining('[key.function-off]') });
    expect((await shopNow()).pending).toBeUndefined();
    expect(await handIn('SL1', '--wait', '5', '--dry-run')).toMatchObject({ code: 2 });
  });

  it('shows no key, neither when it waits nor in what is stored', async () => {
    const licenseKey = world.rms.control.rotateKey('kado-no-mise', { activeInMs: hourMs });
    const said = await handIn(licenseKey, '--wait', '2');
    const lists = await Promise.all(
      ['keys list', 'keys list --json', 'shops list', 'status'].map((each) => world.ops(each)),
    );
    for (const each of [said, ...lists]) expect(each.out + each.err).not.toContain(licenseKey);
  });
});

describe('ops keys list', () => {
  beforeEach(async () => {
    await world.ports.shops.recordKeyExpiry(key, 1, {
      expiresAt: Date.parse('2026-12-01T23:59:59+09:00'),
      expiringPart: 'licence',
      checkedAt: start - hourMs,
    });
    await world.addShop('ended', { merchant: 'm2', name: '二号店' });
    await world.ports.shops.recordKeyExpiry('rms#ended', 1, { expiresAt: start - dayMs });
    await world.addShop('unknown', { name: '三号店' });
  });

  it('names the keys that ended first, then the next ones, and last those of which nothing is known', async () => {
    expect((await world.json('keys list')).keys).toMatchObject([
      { shop: 'rms#ended', part: 'licence', ended: true, readAt: null },
      { shop: key, daysLeft: 7, ended: false, readAt: '2026-11-24T14:45:00.000+09:00' },
      { shop: 'rms#unknown', part: null, keyExpiresAt: null, ended: null },
    ]);
  });

  it('shops list counted a day less until the same end than keys list', async () => {
    await world.ports.shops.recordKeyExpiry(key, 1, { expiresAt: Date.parse('2026-12-01T09:00:00+09:00') });
    const { out } = await world.ops('shops list', { columns: 200 });
    expect(out).toContain('v1, 7 d');
    expect((await world.json('keys list')).keys[1]).toMatchObject({ daysLeft: 7 });
  });

  it('shows what waits, and only what ends soon where that is asked for', async () => {
    await world.ports.shops.putPending(key, { version: 2, sealed: new Uint8Array(), since: start });
    const { keys } = await world.json('keys list --within 3');
    const pendingSince = '2026-11-24T15:45:00.000+09:00';
    expect(keys).toMatchObject([{ shop: 'rms#ended' }, { shop: key, pendingSince }]);
    const { shops } = await world.json('shops list');
    expect(shops).toContainEqual(expect.objectContaining({ shop: key, nextKeySince: pendingSince }));
  });

  it('gives programs every key and the figures of all', async () => {
    const told = await world.json('keys list');
    expect(told).toMatchObject({ ending: 0, ended: 1, unknown: 1, pending: 0 });
    expect(told.keys[1]).toMatchObject({ shop: key, part: 'licence', daysLeft: 7, ended: false, pendingSince: null });
  });

  it('has as many days left in ops shops list: that list had said one less', async () => {
    expect((await world.json('keys list')).keys[1].daysLeft).toBe(7);
    expect((await world.ops('shops list')).out).toContain('v1, 7 d');
  });

  it('leads a person to it from ops status', async () => {
    const person = async () => (await world.json('status')).forAPerson;
    expect(await person()).toMatchObject([
      { kind: 'keys-ended', count: 1, look: 'ops keys list' },
      { kind: 'keys-ending', count: 1, look: 'ops keys list' },
    ]);
    expect((await world.ops('status')).out).toContain('1 key will end, the first in 7 d 8 h');
    await world.ports.shops.putPending(key, { version: 2, sealed: new Uint8Array(), since: start });
    world.pass(2 * hourMs);
    expect((await person())[0]).toMatchObject({ kind: 'keys-waiting', count: 1 });
    expect((await world.ops('status')).out).toContain('1 new key that the mall does not take (for 2 h 0 min)');
  });

  it('reports no refused key while a fresh key is about to be taken', async () => {
    const pause = { cause: 'credentials', scope: key, since: start, by: 'import', note: '401' } as const;
    await world.ports.pauses.set({ ...pause, credentialVersion: 1 });
    expect((await world.ops('status')).out).toContain('1 shop whose key the mall refuses');
    await world.ports.shops.putPending(key, { version: 2, sealed: new Uint8Array(), since: start });
    expect((await world.ops('status')).out).not.toContain('whose key the mall refuses');
  });
});
