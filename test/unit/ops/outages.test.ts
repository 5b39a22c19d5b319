import { beforeEach, describe, expect, it } from 'vitest';
import type { HealthState } from '../../../core/health/health.ts';
import { hourMs, minuteMs } from '../../../core/units.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
});

const trickle: HealthState = {
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
  it('is told with what is down and since when, and by the shops it holds', async () => {
    await stands({ kind: 'down', since: start - hourMs, detectedAt: start - hourMs + 2 * minuteMs });
    const { out } = await world.ops('status');
    expect(out).toContain('rms import: down since 2026-11-24 14:45:00 (1 h 0 min)');
    expect(out).toMatch(/rms#kado-no-mise .* paused: outage/);
    expect((await world.ops('shops list')).out).toMatch(/rms#kado-no-mise .* paused: outage/);
  });

  it('that ends is told with the step of its ramp', async () => {
    await stands(trickle);
    expect((await world.ops('status')).out).toContain('step 2 of 4: a tenth of the shops');
    const { out } = await world.ops('pauses');
    expect(out).toContain('rms  outage (import): the mall is down');
    expect(out).toContain('  step      2 of 4: a tenth of the shops');
    const { pauses } = JSON.parse((await world.ops('pauses --json')).out);
    expect(pauses).toMatchObject([{ capability: 'import', ramp: { step: 2, of: 4, share: 0.1, shopsMax: null } }]);
    expect(JSON.parse((await world.ops('status --json')).out)).toMatchObject({
      outages: [{ mall: 'rms', capability: 'import', state: 'trickle', ramp: { step: 2, of: 4 } }],
    });
  });

  it('that is silent again is told as that, with what the last round of probes saw', async () => {
    const at = start - 20_000;
    await stands({ ...trickle, silentRounds: 1, lastRound: { at, answered: 0, failed: 4 } });
    const { out } = await world.ops('status');
    expect(out).toContain(
      'rms import: down since 2026-11-24 13:45:00; answered at 2026-11-24 15:42:00, silent again (0 of 4 probes answered at 15:44:40); every shop is held',
    );
    expect(out).not.toMatch(/answers again|step \d/);
    const paused = await world.ops('pauses');
    expect(paused.out).toContain('silent again');
    expect(paused.out).not.toMatch(/answers again since|step by step/);
    expect(JSON.parse((await world.ops('status --json')).out)).toMatchObject({
      outages: [{ ramp: null, lastRound: { answered: 0, failed: 4 } }],
    });
  });

  it('in which some calls fail is told with how many of the last round were answered', async () => {
    await stands({ ...trickle, lastRound: { at: start - 20_000, answered: 1, failed: 3 } });
    expect((await world.ops('status')).out).toContain('(1 of 4 probes answered at 15:44:40); step 2 of 4');
  });

  it('of the stock alone holds no import', async () => {
    await stands({ kind: 'down', since: start, detectedAt: start }, 'stock');
    const { out } = await world.ops('status');
    expect(out).toContain('rms stock: down since');
    expect(out).toContain('1 shop, 0 paused');
    expect((await world.ops('pauses')).out).toContain('Then the stock levels that wait are sent.');
  });

  it('lets an import by hand wait, and says why', async () => {
    await stands({ kind: 'down', since: start - hourMs, detectedAt: start - hourMs });
    const said = await world.ops('import --shop kado-no-mise --from -3h --to now');
    expect(said.code).toBe(0);
    expect(said.out).toContain('the mall is down (rms, since 2026-11-24 14:45:00)');
  });
});

describe('pausing a mall', () => {
  const pause = (...more: string[]) =>
    world.ops(['pause', '--mall', 'rms', '--note', 'RMSの仕様変更', '--by', 'sakura', ...more]);

  it('is a command of its own, and so is resuming it', async () => {
    const said = await pause();
    expect([said.code, said.out]).toEqual([0, expect.stringContaining('ops resume --mall rms')]);
    expect((await world.ops('status')).out).toContain('1 shop, 1 paused');
    const resumed = await world.ops('resume --mall rms');
    expect(resumed.out).toContain('sakura');
    expect(await world.ports.pauses.list()).toEqual([]);
  });

  it('may hold one kind of work only', async () => {
    const said = await pause('--capability', 'stock');
    expect(said.out).toContain('ops resume --mall rms --capability stock. Then the stock levels that wait are sent.');
    expect((await world.ops('status')).out).toContain('1 shop, 0 paused');
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
  const add = (from: string, to: string, capabilities = 'import,stock') =>
    world.ops([
      ...['maintenance', 'add', '--mall', 'rms', '--capabilities', capabilities, '--from', from, '--to', to],
      ...['--note', '定期メンテナンス', '--by', 'sakura'],
    ]);

  it('takes what a mall has announced, and says how to take it out again', async () => {
    const said = await add('2026-11-29 02:00', '2026-11-29 08:00');
    expect(said.out.split('\n').slice(0, 2)).toEqual([
      '20261129-0200: rms import, stock, 2026-11-29 02:00:00 to 08:00:00 (Japanese time).',
      'Take it out again: ops maintenance remove --mall rms --id 20261129-0200',
    ]);
    expect((await world.ops('maintenance list')).out).toMatch(/20261129-0200 .* planned .*定期メンテナンス \(sakura\)/);
    expect((await world.ops('status')).out).toContain(
      'rms import, stock: maintenance planned, 2026-11-29 02:00:00 to 08:00:00',
    );
    expect((await world.ops('pauses')).out).toBe('Nothing is paused.\n');
    const removed = await world.ops('maintenance remove --mall rms --id 20261129-0200');
    expect(removed.out).toBe('20261129-0200 is out of the calendar.\n');
    expect((await world.ops('maintenance list')).out).toContain('No maintenance is written down');
  });

  it('keeps two windows of one moment apart', async () => {
    await add('2026-11-29 02:00', '2026-11-29 08:00', 'import');
    await add('2026-11-29 02:00', '2026-11-29 06:00', 'stock');
    const { maintenances } = JSON.parse((await world.ops('maintenance list --json')).out);
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
    const { out } = await world.ops('pauses');
    expect(out).toContain('rms  maintenance (import): the mall is in maintenance');
    expect(out).toContain('  window    2026-11-24 15:40:00 to 20:00:00');
    expect((await world.ops('status')).out).toContain('rms import, stock: in maintenance');
    const said = await world.ops('maintenance remove --mall rms --id 20261124-1540');
    expect(said.out).toContain('ends now, at 2026-11-24 15:45:00');
    const { maintenances } = await world.ports.pauses.standing();
    expect(maintenances).toMatchObject([{ to: start }]);
    expect((await world.ops('status')).out).toContain('over its time, import, stock not answered yet');
  });
});
