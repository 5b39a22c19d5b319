import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Incident } from '../../../core/model/incident.ts';
import { keepIncident, open, openIncidentWorld, since } from './incident-world.ts';
import type { OpsWorld } from './world.ts';

let world: OpsWorld;
beforeEach(async () => {
  world = await openIncidentWorld();
});
const keep = (incident: Incident): Promise<void> => keepIncident(world, incident);

describe('an incident that was reopened', () => {
  const recovered = since + hourMs;
  const first: Incident = {
    ...open,
    affected: [{ capability: 'import', from: since, to: recovered }],
    stage: { kind: 'closed', at: recovered + minuteMs },
    audit: { shops: 1, audited: 1, atMall: 40, missing: 0, doubled: 0 },
  };
  const reopened: Incident = {
    ...first,
    version: 2,
    affected: [...first.affected, { capability: 'import', from: recovered + hourMs / 2, to: null }],
    stage: { kind: 'open' },
    reopened: 1,
    reopenedAt: recovered + hourMs / 2,
  };

  it('tells each line of its timeline once, those from before the relapse too', async () => {
    await keep(first);
    await keep(reopened);
    const { timeline } = await world.json('incidents show latest');
    const texts = timeline.map(({ text }: { text: string }) => text);
    expect(texts.filter((text: string) => text === 'The mall failed for the first time.')).toHaveLength(1);
    expect(texts.filter((text: string) => text.startsWith('import is out'))).toEqual([
      'import is out.',
      'import is out again.',
    ]);
    expect(texts.filter((text: string) => text.startsWith('Closed.'))).toHaveLength(1);
  });

  it('has the audit from before the relapse until there is another', async () => {
    await keep(first);
    await keep(reopened);
    await world.ports.audits.put({
      audit: first.id,
      shop: 'rms#kado-shop',
      from: since,
      to: recovered,
      at: recovered,
      result: { kind: 'audited', atMall: 40, placed: 40, missing: [], missingCount: 0, doubled: [], doubledCount: 0 },
    });
    expect((await world.ops('incidents show latest')).out).not.toContain('is kept for 60 days, and is gone');
  });
});
