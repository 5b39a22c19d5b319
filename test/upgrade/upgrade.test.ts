import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '../../core/kernel/time.ts';
import type { Deployed } from '../../proving/trial/deployed.ts';
import { holdGround } from '../../proving/trial/ground.ts';
import { brokenPromises } from '../../proving/trial/judge.ts';
import type { Release } from '../../proving/trial/release.ts';
import { openTrial, type Trial } from '../../proving/trial/trial.ts';
import { changeOrders, placeOrders } from '../restore/life.ts';
import { kindsOf, sampleOf } from './compatible.ts';
import { finishEverything, leaveEverythingUndone, undoneIn } from './leftovers.ts';

const ground = holdGround();

let trial: Trial;
beforeEach(async () => {
  trial = await openTrial(ground.services, ground.present);
});
afterEach(() => trial.stop());

/** Items that are of no kind that is known, or of two. */
const strange = (...deployments: readonly Deployed[]) =>
  deployments
    .flatMap(({ written }) => written)
    .filter(({ table, item }) => kindsOf(table, item).length !== 1)
    .map(({ table, item }) => `${table}: ${Object.keys(item).join(', ')}`);

const everythingUndone = {
  missing: 1,
  quarantined: 1,
  unannounced: expect.any(Number),
  scans: 1,
  intents: expect.any(Number),
  pauses: 1,
};

describe('in the middle of everything', () => {
  it.each([
    ['this tree takes over from the release before: an upgrade', () => [ground.before, ground.present]],
    [
      'the release before takes over from this tree: a rollback, and the upgrade after it',
      () => [ground.present, ground.before],
    ],
  ])('%s', async (_, order) => {
    const [first, second] = order() as [Release, Release];
    const one = await trial.deploy(first);
    const abandoned = await leaveEverythingUndone(trial, one);
    const undone = await undoneIn(trial);
    expect(undone).toEqual(everythingUndone);
    expect(Math.min(undone.unannounced ?? 0, undone.intents ?? 0)).toBeGreaterThan(0);

    const other = await trial.deploy(second);
    await finishEverything(trial, other, abandoned);
    expect(await brokenPromises(trial, [one, other])).toEqual([]);

    changeOrders(trial, abandoned.kado, 8, 14);
    placeOrders(trial, abandoned.kado, 4);
    trial.clock.jump(dayMs);
    await one.tick();
    expect(await brokenPromises(trial, [one, other])).toEqual([]);
    expect(strange(one, other)).toEqual([]);
  });
});

/** A barrier: each caller waits until `wanted` callers have arrived, once. */
function openMeeting(wanted: number): { of(index: number): Promise<void> } {
  const come = new Set<number>();
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    of(index) {
      if (come.add(index).size >= wanted) resolve();
      return promise;
    },
  };
}

describe('at the same time', () => {
  it('both releases import the same shops, and every order comes once', async () => {
    const kado = await trial.addShop('kado-no-mise');
    const both = [await trial.deploy(ground.before), await trial.deploy(ground.present)] as const;
    const attempts = [0, 0];
    let meeting = openMeeting(1);
    for (const [index, deployed] of both.entries()) {
      deployed.fate = async ({ table, item }) => {
        // Neither is held up by the other.
        if (String(item.scope?.S).startsWith('lease#')) return 'pretend';
        if (!/Orders/.test(table)) return 'carry-out';
        attempts[index] = (attempts[index] ?? 0) + 1;
        // Each has read what it writes to before the other has written anything.
        await meeting.of(index);
        return 'carry-out';
      };
    }
    await both[1].tick();
    await trial.ops('shops rewind --all --from -3h --yes');
    for (let round = 0; round < 3 || (round < 12 && Math.min(...attempts) <= 10); round++) {
      const numbers = placeOrders(trial, kado, 12);
      for (const number of numbers.slice(0, 4))
        trial.rms.cancelOrder(kado.code, number, { finalAfterMs: 20 * minuteMs });
      trial.clock.jump(16 * minuteMs);
      meeting = openMeeting(both.length);
      const runs = both.map((deployed, index) =>
        Promise.all([deployed.run('poll-orders'), deployed.run('reconcile')]).finally(() => meeting.of(index)),
      );
      const outcomes = (await Promise.all(runs)).flat();
      expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'returned'));
    }
    meeting = openMeeting(1);
    expect(Math.min(...attempts)).toBeGreaterThan(10);
    trial.clock.jump(dayMs);
    for (const deployed of both) await deployed.tick();
    expect(await brokenPromises(trial, both)).toEqual([]);
    expect(strange(...both)).toEqual([]);
  });
});

describe('among rows of every kind that this tree knows', () => {
  it('the release before imports all the same', async () => {
    await sampleOf(trial, ground.present);
    const kado = await trial.addShop('kado-no-mise');
    placeOrders(trial, kado, 5);
    const deployed = await trial.deploy(ground.before);
    await deployed.tick();
    const rows = (await trial.items('Orders')).filter(({ shop }) => shop?.S === kado.key);
    expect(rows.map(({ kind }) => kind?.S)).toEqual(['stored', 'stored', 'stored', 'stored', 'stored']);
  });

  it('each release does what the other one’s schedule sends', async () => {
    for (const [release, sender] of [
      [ground.before, ground.present],
      [ground.present, ground.before],
    ] as const) {
      const events = new Map(sender.facts.functions.map(({ name, event }) => [name, event]));
      const functions = release.facts.functions.map((one) => ({ ...one, event: events.get(one.name) ?? one.event }));
      const deployed = await trial.deploy({ ...release, facts: { ...release.facts, functions } });
      await deployed.tick();
    }
  });
});
