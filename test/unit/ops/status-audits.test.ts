import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs } from '../../../core/kernel/time.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(() => {
  world = openWorld();
});

describe('the status', () => {
  it('says what an audit left open, until the next one', async () => {
    await world.ports.incidents.put({
      id: 'rms-20261124-104500',
      mall: 'rms',
      version: 1,
      openedAt: start - 5 * hourMs,
      detectedAt: start - 5 * hourMs,
      stage: { kind: 'closed', at: start - hourMs },
      affected: [{ capability: 'import', from: start - 5 * hourMs, to: start - 2 * hourMs }],
      reopened: 0,
      audit: { shops: 3, audited: 2, atMall: 9, missing: 0, doubled: 0 },
    });
    expect(await world.json('status')).toMatchObject({
      incidents: [],
      forAPerson: [
        { what: expect.stringContaining('1 shop unaudited'), look: 'ops incidents show rms-20261124-104500' },
      ],
    });
  });
});

describe('what an audit found of rows of 発送明細', () => {
  const keep = (audit: object) =>
    world.ports.incidents.put({
      ...{ id: 'rms-20261124-104500', mall: 'rms', version: 1, reopened: 0 },
      ...{
        openedAt: start - 5 * hourMs,
        detectedAt: start - 5 * hourMs,
        stage: { kind: 'closed', at: start - hourMs },
      },
      affected: [{ capability: 'import', from: start - 5 * hourMs, to: start - 2 * hourMs }],
      audit: { ...{ shops: 3, audited: 3, atMall: 9, missing: 0, doubled: 4, unread: 0 }, ...audit },
    });

  it('is for a person only as far as it stays', async () => {
    await keep({ surplusRows: 3, surplusLeft: 1 });
    const { out } = await world.ops('status');
    expect(out).toContain('found 2 doubled, by claims or rows of 発送明細 that stay: ops incidents show');
  });

  it('is not reported where pushes are about to remove them all', async () => {
    await keep({ surplusRows: 4, surplusLeft: 0 });
    expect((await world.ops('status')).out).not.toContain('doubled');
  });
});
