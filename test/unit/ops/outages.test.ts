import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { HealthState } from '../../../core/model/health.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
});

const recovering: HealthState = {
  kind: 'trickle',
  since: start - 2 * hourMs,
  detectedAt: start - 2 * hourMs + 2 * minuteMs,
  answeredAt: start - 3 * minuteMs,
  step: 1,
  stepSince: start - minuteMs,
  silentRounds: 0,
  goodRounds: 0,
};
const stands = (state: HealthState, capability: 'import' | 'stock' = 'import') =>
  world.ports.health.put({ mall: 'rms', capability, version: 1, state });

describe('an outage', () => {
  it('is reported with what is down and since when, and by the shops it holds', async () => {
    await stands({ kind: 'down', since: start - hourMs, detectedAt: start - hourMs + 2 * minuteMs });
    const held = { state: 'paused', cause: 'outage' };
    const since = '2026-11-24T14:45:00.000+09:00';
    expect(await world.json('status')).toMatchObject({ outages: [{ state: 'down', since }], shops: [held] });
    expect(await world.json('shops list')).toMatchObject({ shops: [held] });
  });

  it('that ends is reported with the step of its ramp', async () => {
    await stands(recovering);
    const { pauses } = await world.json('pauses');
    expect(pauses).toMatchObject([{ capability: 'import', ramp: { step: 2, of: 4, share: 0.1, shopsMax: null } }]);
    expect(await world.json('status')).toMatchObject({
      outages: [{ mall: 'rms', capability: 'import', state: 'trickle', ramp: { step: 2, of: 4 } }],
    });
  });

  it('that is silent again is reported as such, with the result of the last round of probes', async () => {
    const at = start - 20_000;
    await stands({ ...recovering, silentRounds: 1, lastRound: { at, answered: 0, failed: 4 } });
    expect(await world.json('status')).toMatchObject({
      outages: [{ ramp: null, lastRound: { answered: 0, failed: 4 } }],
    });
    const { pauses } = await world.json('pauses');
    expect(pauses).toMatchObject([{ ramp: null, note: expect.stringContaining('silent again') }]);
    for (const words of ['status', 'pauses']) {
      expect((await world.ops(words)).out).not.toMatch(/answers again since|step by step|step \d/);
    }
  });

  it('in which some calls fail is reported with how many of the last round were answered', async () => {
    await stands({ ...recovering, lastRound: { at: start - 20_000, answered: 1, failed: 3 } });
    const told = { lastRound: { answered: 1, failed: 3 }, ramp: { step: 2 } };
    expect(await world.json('status')).toMatchObject({ outages: [told] });
  });

  it('of the stock alone holds no import', async () => {
    await stands({ kind: 'down', since: start, detectedAt: start }, 'stock');
    const outages = [{ capability: 'stock', state: 'down' }];
    expect(await world.json('status')).toMatchObject({ outages, shopsTotal: 1, shopsPaused: 0 });
    expect((await world.json('pauses')).pauses).toMatchObject([{ capability: 'stock' }]);
    expect((await world.ops('pauses')).out.replaceAll(/\s+/g, ' ')).toContain('the stock levels that wait are sent');
  });

  it('lets an import by hand wait, and says why', async () => {
    await stands({ kind: 'down', since: start - hourMs, detectedAt: start - hourMs });
    const waitsFor = { cause: 'outage', scope: 'rms', since: '2026-11-24T14:45:00.000+09:00' };
    expect(await world.json('import --shop kado-no-mise --from -3h --to now')).toMatchObject({ waitsFor });
  });
});

describe('pausing a mall', () => {
  const pause = (...more: string[]) =>
    world.ops(['pause', '--mall', 'rms', '--note', 'RMSの仕様変更', '--by', 'sakura', ...more]);

  it('is a command of its own, and so is resuming it', async () => {
    expect(await pause()).toMatchObject({ code: 0 });
    expect(await world.json('status')).toMatchObject({ shopsTotal: 1, shopsPaused: 1 });
    await world.ops('resume --mall rms');
    expect(await world.ports.pauses.list()).toEqual([]);
  });

  it('may hold one kind of work only', async () => {
    await pause('--capability', 'stock');
    expect(await world.json('status')).toMatchObject({ shopsTotal: 1, shopsPaused: 0 });
    await pause();
    expect(await world.ports.pauses.list()).toHaveLength(2);
    await world.ops('resume --mall rms --capability stock');
    expect((await world.ports.pauses.list()).map(({ capability }) => capability)).toEqual([undefined]);
  });

  it('is lifted whole when no kind of work is named', async () => {
    await pause('--capability', 'stock');
    await pause();
    const { out } = await world.ops('resume --mall rms --json');
    expect(await world.ports.pauses.list()).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({ resumed: [{ scope: 'rms', pausedBy: 'sakura', held: [] }] });
  });
});

describe('the calendar of maintenance', () => {
  const add = (from: string, to: string, capabilities = 'import,stock', ...more: string[]) =>
    world.ops([
      ...['maintenance', 'add', '--mall', 'rms', '--capabilities', capabilities, '--from', from, '--to', to],
      ...['--note', '定期メンテナンス', '--by', 'sakura', ...more],
    ]);

  it('takes what a mall has announced, until it is taken out again', async () => {
    const { added } = JSON.parse((await add('2026-11-29 02:00', '2026-11-29 08:00', 'import,stock', '--json')).out);
    expect(added).toMatchObject({ id: '20261129-0200', capabilities: ['import', 'stock'] });
    const planned = { maintenances: [{ ...added, note: '定期メンテナンス', by: 'sakura' }] };
    expect(await world.json('maintenance list')).toMatchObject(planned);
    expect(await world.json('status')).toMatchObject({ maintenances: [{ id: '20261129-0200' }] });
    expect(await world.json('pauses')).toMatchObject({ pauses: [] });
    await world.ops('maintenance remove --mall rms --id 20261129-0200');
    expect(await world.json('maintenance list')).toEqual({ maintenances: [] });
  });

  it('keeps two windows of one moment apart', async () => {
    await add('2026-11-29 02:00', '2026-11-29 08:00', 'import');
    await add('2026-11-29 02:00', '2026-11-29 06:00', 'stock');
    const { maintenances } = await world.json('maintenance list');
    expect(maintenances.map(({ id }: { id: string }) => id).sort()).toEqual(['20261129-0200', '20261129-0200-stock']);
  });

  it('refuses with every problem at once', async () => {
    const said = await add('2026-11-20 08:00', '2026-11-20 02:00');
    expect([said.code, said.err]).toEqual([2, expect.stringMatching(/must lie after[\s\S]*is over already/)]);
    expect((await add('now', '2026-11-29', 'import,all')).err).toContain('expected some of import, status, stock');
    await add('2026-11-29 02:00', '2026-11-29 08:00');
    expect((await add('2026-11-29 07:00', '2026-11-29 09:00', 'stock')).err).toContain(
      'overlaps the window 20261129-0200',
    );
    expect((await world.ops('maintenance remove --mall rms --id x')).err).toContain('There are 20261129-0200.');
  });

  it('shows a window that runs among the pauses, and ends it early when it is taken out', async () => {
    await add('2026-11-24 15:40', '2026-11-24 20:00');
    const plannedUntil = '2026-11-24T20:00:00.000+09:00';
    expect((await world.json('pauses')).pauses).toMatchObject([
      { cause: 'maintenance', capability: 'import', plannedUntil },
      { cause: 'maintenance', capability: 'stock', plannedUntil },
    ]);
    expect((await world.ops('status')).out).toContain('rms import, stock: in maintenance');
    await world.ops('maintenance remove --mall rms --id 20261124-1540');
    const { maintenances } = await world.ports.pauses.standing();
    expect(maintenances).toMatchObject([{ to: start }]);
    expect((await world.ops('status')).out).toContain('over its time, import, stock not answered yet');
  });
});
