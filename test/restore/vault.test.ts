import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, jstText } from '../../core/kernel/time.ts';
import { mallNames } from '../../malls/registry.ts';
import { type TableName, tableNames } from '../../proving/tables.ts';
import { holdGround } from '../../proving/trial/ground.ts';
import { brokenPromises } from '../../proving/trial/judge.ts';
import type { Trial } from '../../proving/trial/trial.ts';
import {
  beginLiving,
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

/** The tables that a plan of the deployed templates backs up. */
function backedUp(plan: 'daily' | 'weekly'): TableName[] {
  const selection = ground.present.resources.withId(`Backups/${plan}-tables`).properties.section('BackupSelection');
  const arns = selection.raw.Resources as string[];
  return arns.map((arn) => /([A-Z][a-z]+)[0-9A-F]{8}$/.exec(arn)?.[1] as TableName);
}

describe('the vault, when tables and their recovery are gone', () => {
  it('the vault brings back everything that the malls do not: Orders and Stock of last week, entries by people of last night', async () => {
    const { kado, sakura } = living;
    placeOrders(trial, kado, 5);
    placeOrders(trial, sakura, 3);
    await quarterHour(living);
    changeOrders(trial, kado, 0, 3);
    const ofLastWeek = await copyOf(trial);
    for (let nights = 0; nights < 3; nights += 1) await night(living);
    const ofLastNight = await liveUntilTheLoss(living);

    const copies = new Map<TableName, (typeof ofLastNight.items)[TableName]>();
    for (const table of backedUp('weekly')) copies.set(table, ofLastWeek.items[table]);
    for (const table of backedUp('daily')) copies.set(table, ofLastNight.items[table]);
    expect(copies.size).toBe(5);
    // What is in no backup is made anew, and empty.
    for (const table of tableNames) await living.deployed.deploy(await trial.restore(table, copies.get(table) ?? []));
    const broken = () => brokenPromises(trial, [living.deployed]);
    expect((await broken()).filter((what) => what.endsWith('is at the mall and not stored')).length).toBeGreaterThan(
      10,
    );

    await trial.ops('resume --shop sakura-kitchen');
    await trial.ops(`shops rewind --all --from ${jstText(ofLastWeek.at - dayMs).replace(' ', 'T')} --yes`);
    for (const mall of mallNames) await trial.ops(`resume --mall ${mall}`);
    await night(living);
    expect(JSON.parse(await trial.ops('orders check --all --repair --json'))).toMatchObject({ left: [] });
    expect(await broken()).toEqual([]);
  });
});
