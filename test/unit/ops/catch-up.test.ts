import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { HealthState } from '../../../core/model/health.ts';
import type { Incident } from '../../../core/model/incident.ts';
import type { PushState } from '../../../core/model/push.ts';
import type { Shop, ShopKey } from '../../../core/model/shop.ts';
import type { Push } from '../../../proving/memory/push.ts';
import { putChanges } from '../../../proving/memory/row-of-change.ts';
import { keepIncident, open, openIncidentWorld, since } from './incident-world.ts';
import { type OpsWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = await openIncidentWorld();
});
const keep = (incident: Incident): Promise<void> => keepIncident(world, incident);

describe('what an incident held is caught up', () => {
  const end = start - 20 * minuteMs;
  const detectedAt = since + 2 * minuteMs;
  const over: Incident = {
    ...open,
    stage: { kind: 'recovering', since: end },
    affected: [{ capability: 'import', from: since, to: end }],
  };
  const healthIs = async (state: HealthState) => {
    const { version = 0 } = (await world.ports.pauses.standing()).healths.find(({ mall }) => mall === 'rms') ?? {};
    await world.ports.health.put({ mall: 'rms', capability: 'import', version: version + 1, state });
  };
  const stand = async (key: ShopKey, cursor: number) =>
    world.ports.shops.bringCursorBack((await world.ports.shops.get(key)) as Shop, cursor);
  const shownBy = async (command: string) => (await world.ops(command, { columns: 80 })).out.replaceAll(/\s+/g, ' ');
  const both = async (text: string | RegExp) => {
    for (const command of ['status', `incidents show ${open.id}`]) {
      const shown = await shownBy(command);
      if (typeof text === 'string') expect(shown, command).toContain(text);
      else expect(shown, command).toMatch(text);
    }
  };

  it('cannot be known while the mall is silent, or lets shops through step by step', async () => {
    await keep({ ...open, affected: [{ capability: 'import', from: since, to: null }] });
    await healthIs({ kind: 'down', since, detectedAt });
    await both('rms import: no estimate until the mall responds');
    const answeredAt = start - minuteMs;
    const rest = { silentRounds: 0, goodRounds: 1, stepSince: answeredAt };
    await healthIs({ kind: 'trickle', since, detectedAt, answeredAt, step: 1, ...rest });
    await both('rms import: no estimate while shops are let through step by step');
  });

  it('is estimated from how far the cursors came since the first answer, and called no promise', async () => {
    await keep(over);
    const answeredAt = start - 30 * minuteMs;
    await healthIs({ kind: 'healthy', after: { since, detectedAt, answeredAt, until: end } });
    const [kado, sumi] = ['rms#kado-shop', 'rms#sumi-shop'] as const;
    await stand(kado, start);
    await stand('rms#quiet-shop', start);
    await stand(sumi, since);
    // Two of three had their turn in half an hour.
    await both(
      '1 shop left; at the pace since 15:15 all by about 2026-11-24 16:00 (in 15 min): an estimate, no promise',
    );
    // The mark between the two stood as it is in English.
    expect((await world.ops('status', { language: 'ja' })).out).toContain(
      '1店舗が残っています、15:15 からの進み方では、',
    );
    const { catchUp } = await world.json(`incidents show ${open.id}`);
    const estimate = { estimate: '2026-11-24T16:00:00.000+09:00', measuredSince: '2026-11-24T15:15:00.000+09:00' };
    expect(catchUp).toEqual([{ capability: 'import', left: 1, ...estimate, unknown: null }]);
    expect((await world.json('status')).incidents[0].catchUp).toEqual(catchUp);
    await stand(sumi, end);
    expect(await shownBy(`incidents show ${open.id}`)).toContain('rms import: caught up');
    expect(await shownBy('status')).not.toContain('catch-up');
  });

  it('says that nothing moves, and does not wait for a shop that a person has paused', async () => {
    await keep(over);
    await healthIs({ kind: 'healthy', after: { since, detectedAt, answeredAt: end, until: end } });
    for (const { key } of await world.ports.shops.all()) await stand(key, since);
    await both('3 shops left; no estimate: nothing was done since the first answer');
    await world.ops('pause --shop sumi-shop --note x');
    await both('2 shops left;');
  });

  it('counts what shops have done that have nothing left: eight of 32 held changes were out, and "nothing was done"', async () => {
    await keep({ ...over, affected: [{ capability: 'status', from: since, to: end }] });
    const after = { since, detectedAt, answeredAt: start - 30 * minuteMs, until: end };
    await world.ports.health.put({ mall: 'rms', capability: 'status', version: 1, state: { kind: 'healthy', after } });
    const push = (shop: ShopKey, state: PushState): Push => ({
      ...{ shop, orderNumber: '1', id: 'confirm-1', content: { kind: 'confirm' }, requestedAt: since, by: 'hanako' },
      ...{ version: 1, writer: 'w', state, trail: [{ what: 'held', at: since, reason: 'outage' }] },
    });
    await putChanges(
      world.ports.targets,
      push('rms#kado-shop', { kind: 'confirmed', at: start }),
      push('rms#sumi-shop', { kind: 'held', since, cause: 'outage', tries: 0 }),
    );
    await both('rms status: 1 held change left; at the pace since 15:15 all by about 2026-11-24 16:15 (in 30 min)');
  });

  it('counts a stage since it began, and not since the first failure', async () => {
    await keep(over);
    expect(await shownBy('status')).toContain(`${open.id}: recovering for 20 min`);
  });
});
