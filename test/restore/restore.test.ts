import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, type EpochMs, jstText, minuteMs } from '../../core/kernel/time.ts';
import type { StoredOrder } from '../../core/model/order.ts';
import { mallNames } from '../../malls/registry.ts';
import { type TableName, tableNames } from '../../proving/tables.ts';
import { holdGround } from '../../proving/trial/ground.ts';
import { brokenPromises } from '../../proving/trial/judge.ts';
import type { Trial } from '../../proving/trial/trial.ts';
import {
  beginLiving,
  type Copy,
  changeOrders,
  copyOf,
  type Living,
  liveUntilTheLoss,
  night,
  placeOrders,
  quarterHour,
} from './life.ts';

const ground = holdGround();

let trial: Trial;
let living: Living;
beforeEach(async () => {
  living = await beginLiving(ground);
  trial = living.trial;
});
afterEach(() => trial.stop());

const broken = () => brokenPromises(trial, [living.deployed]);

/** Restores tables to the moment of the copy, under other names, and deploys with their names. */
async function restore(copy: Copy, ...tables: readonly TableName[]): Promise<void> {
  for (const table of tables) await living.deployed.deploy(await trial.restore(table, copy.items[table]));
}

/** What the page has people type for a moment. */
const typed = (moment: EpochMs): string => jstText(moment).replace(' ', 'T');
const rewindTo = (moment: EpochMs) => trial.ops(`shops rewind --all --from ${typed(moment)} --yes`);
const pauseAll = async () => {
  for (const mall of mallNames) await trial.ops(`pause --mall ${mall} --note restoring --by hanako`);
};
const resumeAll = async () => {
  for (const mall of mallNames) await trial.ops(`resume --mall ${mall}`);
};
const repair = async () => JSON.parse(await trial.ops('orders check --all --repair --json'));

async function storedRows(): Promise<StoredOrder[]> {
  const { ports } = trial.open();
  const pages = await Promise.all(
    [living.kado, living.sakura].map(({ key }) => ports.orders.range(key, '', '~', undefined)),
  );
  return pages.flatMap(({ rows }) => rows).filter((row): row is StoredOrder => row.kind === 'stored');
}

describe('the table Orders, restored alone', () => {
  it('the table Orders, restored alone, has every order again after a rewind, under new revision numbers, and no stock held by lines that are gone', async () => {
    const copy = await liveUntilTheLoss(living);
    const known = new Map((await storedRows()).map((row) => [row.orderNumber, row]));
    await pauseAll();
    await restore(copy, 'Orders');
    expect((await broken()).filter((what) => what.endsWith('is at the mall and not stored')).length).toBeGreaterThan(8);

    await rewindTo(copy.at - dayMs);
    await resumeAll();
    await quarterHour(living);
    const renumbered = (await storedRows()).filter(({ orderNumber }) => known.has(orderNumber));
    const changed = renumbered.filter((row) => row.revision !== known.get(row.orderNumber)?.revision);
    expect(changed.length).toBeGreaterThan(8);
    expect(changed.map(({ revision }) => revision).filter((revision) => revision <= 1_000)).toEqual([]);

    // What the mall took away between the last reading and the loss, only the claims still know.
    expect((await broken()).every((what) => what.includes("the mall's line says 0"))).toBe(true);
    expect(await repair()).toMatchObject({ left: [] });
    expect(await broken()).toEqual([]);
  });
});

describe('the table Stock, restored alone', () => {
  it('the table Stock, restored alone, has every claim again after a check of the orders, those of gone lines at zero', async () => {
    const copy = await liveUntilTheLoss(living);
    await restore(copy, 'Stock');
    await quarterHour(living);
    expect((await broken()).filter((what) => what.includes('claims nothing')).length).toBeGreaterThan(0);
    expect((await broken()).filter((what) => what.includes("the mall's line says 0")).length).toBeGreaterThan(0);

    expect(await repair()).toMatchObject({ left: [] });
    expect(await broken()).toEqual([]);
  });
});

describe('the table Shops, restored alone', () => {
  it('the table Shops, restored alone, imports on from past cursors, once replaced keys and added shops are entered again', async () => {
    let added = '';
    const copy = await liveUntilTheLoss(living, async () => {
      const key = trial.rms.rotateKey(living.kado.code);
      await trial.ops('shops key --shop kado-no-mise --keys-from -', `licenseKey=${key}\n`);
      placeOrders(trial, await trial.addShop('momiji'), 4);
      const momiji = trial.rms.shops().find(({ shopUrl }) => shopUrl === 'momiji');
      added = `serviceSecret=${momiji?.serviceSecret}\nlicenseKey=${momiji?.licenseKey}\n`;
    });
    await restore(copy, 'Shops');
    await quarterHour(living);
    expect(await trial.ops('pauses')).toMatch(/rms#kado-no-mise +credentials/);

    const { licenseKey } = trial.rms.shops().find(({ shopUrl }) => shopUrl === 'kado-no-mise') ?? {};
    await trial.ops('shops key --shop kado-no-mise --keys-from -', `licenseKey=${licenseKey}\n`);
    await addMomiji(added);
    await night(living);
    expect(await broken()).toEqual([]);
  });

  const addMomiji = (keys: string) =>
    trial.ops(
      'shops add --mall rms --code momiji --name 紅葉 --merchant kado --import-from 2026-11-24 --keys-from -',
      keys,
    );
});

describe('the table Control, restored alone', () => {
  it('the table Control, restored alone, pauses shops whose data key was lost until their keys are stored again; old pauses are back', async () => {
    let secrets = '';
    const copy = await liveUntilTheLoss(living, async () => {
      const { code } = await trial.addShop('momiji', { shard: 1 });
      placeOrders(trial, { code }, 4);
      const { serviceSecret, licenseKey } = trial.rms.shops().find(({ shopUrl }) => shopUrl === code) ?? {};
      secrets = `serviceSecret=${serviceSecret}\nlicenseKey=${licenseKey}\n`;
    });
    await restore(copy, 'Control');
    await quarterHour(living);
    const pauses = await trial.ops('pauses');
    expect(pauses).toMatch(/rms#momiji +credentials/);
    expect(pauses).toMatch(/rms#sakura-kitchen +manual/);

    await trial.ops('shops key --shop momiji --keys-from -', secrets);
    await trial.ops('resume --shop sakura-kitchen');
    await night(living);
    expect(await broken()).toEqual([]);
  });

  it('the table Control, restored alone, lacks what dead runs had noted of their claims, which the check of the orders finds', async () => {
    const { deployed, kado } = living;
    placeOrders(trial, kado, 3);
    await deployed.tick();
    const copy = await copyOf(trial);
    const at = trial.clock.now() - minuteMs;
    const [late = ''] = trial.rms.addOrders(kado.code, { count: 1, at, kind: 'plain' });
    trial.rms.editOrder(kado.code, late, { addLine: true });
    deployed.fate = ({ table }) => (/Orders/.test(table) ? 'die-before' : 'carry-out');
    expect(await deployed.run('poll-orders')).toMatchObject({ kind: 'failed' });
    deployed.fate = null;
    trial.rms.editOrder(kado.code, late, { removeLine: 0 });

    await restore(copy, 'Control');
    await night(living);
    expect(await broken()).toEqual([expect.stringContaining("the mall's line says 0")]);
    expect(await repair()).toMatchObject({ differing: 1, repaired: 1 });
    expect(await broken()).toEqual([]);
  });
});

describe('the table Revisions, restored alone', () => {
  it('the table Revisions, restored alone, brings back no history of orders whose personal data were removed', async () => {
    const { kado } = living;
    const numbers = placeOrders(trial, kado, 3);
    await living.deployed.tick();
    changeOrders(trial, kado, 0, 3);
    await night(living);
    for (const number of numbers)
      if (trial.rms.order(number)?.orderProgress !== 900) trial.rms.cancelOrder(kado.code, number);
    await quarterHour(living);
    trial.clock.jump(64 * dayMs);
    await living.deployed.tick();
    trial.clock.jump(170 * dayMs);
    const copy = await copyOf(trial);
    trial.clock.jump(15 * dayMs);
    await living.deployed.tick();
    await quarterHour(living);
    expect((await storedRows()).map(({ erasedAt }) => erasedAt !== undefined)).toEqual([true, true, true]);
    expect(await trial.items('Revisions')).toEqual([]);

    await restore(copy, 'Revisions');
    expect((await trial.items('Revisions')).length).toBeGreaterThan(3);
    expect(await repair()).toMatchObject({ remembered: 3, forgotten: 3 });
    expect(await trial.items('Revisions')).toEqual([]);
    expect(await broken()).toEqual([]);
  });
});

describe('all seven tables, restored together', () => {
  it('all seven tables, restored together, import everything again after a rewind, and announce no used id for another thing', async () => {
    const copy = await liveUntilTheLoss(living);
    await restore(copy, ...tableNames);
    await rewindTo(copy.at - dayMs);
    await trial.ops('resume --shop sakura-kitchen');
    await night(living);
    expect(await repair()).toMatchObject({ differing: 0, left: [] });
    expect(await broken()).toEqual([]);
  });
});
