import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs, secondMs } from '../../../../core/kernel/time.ts';
import { capabilities, type HealthState } from '../../../../core/model/health.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { diagnoseLocal } from '../../../../ops/doctor/diagnose.ts';
import { summaryText } from '../../../../ops/doctor/doctor.ts';
import type { LocalFacts, LocalWork } from '../../../../ops/doctor/local-facts.ts';
import { type Outcome, remediesHere } from '../../../../ops/doctor/outcome.ts';
import { readStored } from '../../../../ops/doctor/read-stored.ts';
import { addMaintenance, fail, openTown, recover } from '../scenes/town.ts';
import { type OpsWorld, openWorld, start } from '../world.ts';
import { troublesOf } from './diagnose.ts';
import { schedule, wellAround } from './stage-facts.ts';

const facts: LocalFacts = {
  folder: '.tsunagi',
  now: start,
  isThere: true,
  isWritable: true,
  freeBytes: 10 ** 11,
  timeAheadMs: null,
  running: { pid: 7, startedAt: '2026-11-24T06:00:00Z' },
  schedules: [schedule('poll-orders', 0)],
  work: { alarms: [], failedRuns: [{ functionName: 'tsunagi-local-reconcile', records: 0 }] },
};

async function diagnosed({ ports }: Pick<OpsWorld, 'ports'>, more: Partial<LocalFacts> = {}): Promise<Outcome[]> {
  const stored = await readStored(ports, defaultImportSettings);
  const instance = { kind: 'running' as const, variables: {}, timeAheadMs: null };
  const around = wellAround({ stored, now: ports.clock.now(), shards: 1 });
  return diagnoseLocal({ facts: { ...facts, ...more }, instance, tables: [] }, around, remediesHere('.tsunagi'));
}

const of = (outcomes: readonly Outcome[], ...checks: readonly string[]): readonly string[] =>
  troublesOf(outcomes.filter(({ check }) => checks.includes(check))).told;

describe('the doctor during an outage', () => {
  it('and ops status name an outage of a mall once, with what it holds: they had listed it once for each capability', async () => {
    const world = openWorld();
    await world.addShop('kado-no-mise');
    const put = async (version: number, stateOf: (index: number) => HealthState) => {
      for (const [index, capability] of capabilities.entries())
        await world.ports.health.put({ mall: 'rms', capability, version, state: stateOf(index) });
    };
    const ofRms = async () => [
      ...of(await diagnosed(world), 'malls'),
      ...(await world.ops('status')).out.split('\n').filter((line) => /^malls {5}| {10}rms /.test(line)),
    ];
    await put(1, (index) => ({ kind: 'down', since: start - hourMs + index * secondMs, detectedAt: start }));
    const down = 'rms import, status, stock: down since 2026-11-24 14:45:00 (1 h 0 min)';
    expect(await ofRms()).toEqual([`watch malls: ${down}`, `malls     ${down}`]);
    await put(2, (index) => ({
      ...{
        kind: 'trickle',
        since: start - hourMs,
        detectedAt: start,
        answeredAt: start + index * secondMs,
        stepSince: start,
      },
      ...{
        step: 3,
        silentRounds: 0,
        goodRounds: 0,
        lastRound: { at: start + index * secondMs, answered: 4 - index, failed: index },
      },
    }));
    expect((await ofRms())[0]).toBe(
      'watch malls: rms import, status, stock: down since 2026-11-24 14:45:00, answers again since 2026-11-24 15:45:02 (9 of 12 probes answered at 15:45:02); step 4 of 4: every shop',
    );
    // One that stands otherwise is an entry of its own.
    await world.ports.health.put({ mall: 'rms', capability: 'status', version: 3, state: { kind: 'healthy' } });
    expect((await ofRms())[0]).toMatch(/^watch malls: rms import, stock: down since .* 8 probes/);
  });

  it('says what is down and which incident is open, though the address of the mall answers', async () => {
    const world = await openTown();
    await fail(world);
    const outcomes = await diagnosed(world);
    expect(of(outcomes, 'malls', 'incidents')).toEqual([
      'watch malls: rms import: down since 2026-11-24 13:45:00 (2 h 0 min)',
      'watch malls: rms stock: suspect since 2026-11-24 15:42:00: not certain yet',
      'watch incidents: rms-20261124-134500 is open, for 2 h 0 min',
    ]);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ kind: 'fine', what: expect.stringMatching(/^RMS is reached at/) }),
    );
    await recover(world);
    expect(of(await diagnosed(world), 'malls')[0]).toMatch(
      /^watch malls: rms import: down since .*, answers again since/,
    );
  });

  it('told a person to run it again once the mall answers: a pause of an outage ends by itself', async () => {
    const world = await openTown();
    await fail(world);
    const held = (await diagnosed(world)).filter(({ what }) => what.endsWith('the mall is down'));
    expect(held.map((one) => ('fix' in one ? one.fix.say : ''))).toEqual([
      'Nothing has to be done: it goes on by itself, once the mall answers.',
    ]);
  });

  it('says that a mall is in maintenance, and no word of one that is only planned', async () => {
    const world = await openTown();
    await world.ops([
      'maintenance',
      'add',
      '--mall',
      'rms',
      '--capabilities',
      'stock',
      '--from',
      '2026-11-24 15:00',
      '--to',
      '2026-11-24 18:00',
      '--note',
      '臨時',
      '--by',
      'miyu',
    ]);
    expect(of(await diagnosed(world), 'malls')).toEqual([
      'watch malls: rms stock: in maintenance, 2026-11-24 15:00:00 to 18:00:00',
    ]);
    const other = await openTown();
    await other.ops(
      addMaintenance
        .replaceAll('"', '')
        .split(' --')
        .flatMap((part, index) =>
          index === 0 ? part.split(' ') : [`--${part.split(' ')[0]}`, part.split(' ').slice(1).join(' ')],
        ),
    );
    expect(of(await diagnosed(other), 'malls')).toEqual([]);
  });

  it('says that the malls could not be looked at where the tables do not answer', async () => {
    const { ports } = openWorld();
    const silent = async () => Promise.reject(new TsunagiError('store.failing', 'later', 'The table does not answer.'));
    const outcomes = await diagnosed({ ports: { ...ports, incidents: { ...ports.incidents, list: silent } } });
    expect(of(outcomes, 'incidents')).toEqual(['unchecked incidents: How the malls stand could not be checked']);
  });
});

describe('the doctor of this machine', () => {
  it('names alarms that stand and runs that failed, instead of saying that nothing is wrong', async () => {
    const world = openWorld();
    await world.addShop('kado-no-mise', { cursor: start });
    expect(of(await diagnosed(world), 'alarms', 'failed runs')).toEqual([]);
    const work: LocalWork = {
      alarms: [
        {
          name: 'tsunagi-local-page-reconcile-failing',
          description: 'Runs fail. Who acts: on call. More: docs/runbook/failing.md',
          since: start,
        },
        {
          name: 'tsunagi-local-ticket-reconcile-failed-run',
          description: 'A run failed. Who acts: ops. More: docs/runbook/failed-run.md',
          since: null,
        },
        { name: 'tsunagi-local-watch-x', description: 'sends nothing', since: start },
      ],
      failedRuns: [{ functionName: 'tsunagi-local-reconcile', records: 1 }],
    };
    const outcomes = await diagnosed(world, { work });
    expect(of(outcomes, 'alarms', 'failed runs')).toEqual([
      'watch failed runs: 1 run of tsunagi-local-reconcile failed since the start',
      'wrong alarms: The alarm reconcile-failing stands since 2026-11-24 15:45:00 (page)',
      'watch alarms: The alarm reconcile-failed-run stands (ticket)',
    ]);
    expect(summaryText(outcomes)).toMatch(/^[12] wrong, [1-9]/);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ fix: { say: 'Do what its page says: docs/runbook/failing.md', run: [] } }),
    );
  });
});

describe('the doctor of an instance with real malls', () => {
  it('says that its time is ahead of a clock that was set back, and what to do either way: all was ok', async () => {
    const world = openWorld();
    const clockOf = async (timeAheadMs: number | null) =>
      (await diagnosed(world, { timeAheadMs })).filter(({ check }) => check === 'clock');
    expect(await clockOf(5 * hourMs)).toMatchObject([
      {
        kind: 'watch',
        what: expect.stringMatching(/5 h 0 min ahead/),
        fix: { say: expect.stringMatching(/set it\. .*--clock-was-ahead\.$/) },
      },
    ]);
    expect(await clockOf(0)).toMatchObject([{ kind: 'fine' }]);
    expect(await clockOf(null)).toMatchObject([{ kind: 'not-here' }]);
  });
});
