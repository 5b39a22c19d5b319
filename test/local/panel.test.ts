import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { playedMall } from '../../local/desk/desk-console.ts';
import { openMall } from '../../local/desk/desk-mall.ts';
import { playedMalls } from '../../local/desk/played-malls.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-panel-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(playedMalls)(
  'breaks and mends $name in each way that its simulator offers: grey was refused',
  async (played) => {
    const { name, simulator } = played;
    const opening = {
      folder,
      now: () => 1_000_000,
      speed: 1,
      seed: 1,
      port: 0,
      onExchange: () => undefined,
      token: 'x',
    };
    const mall = await openMall(name, simulator, opening);
    const panel = playedMall(mall);
    expect(panel.faultKinds.length).toBeGreaterThan(15);
    for (const fault of panel.faultKinds) {
      panel.act({ kind: 'break', fault });
      expect(panel.faults().map(({ kind }) => kind)).toEqual([fault]);
      panel.act({ kind: 'mend' });
      expect(panel.faults()).toEqual([]);
    }
    await mall.stop();
  },
);
