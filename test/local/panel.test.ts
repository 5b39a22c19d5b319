import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { capabilities } from '../../core/model/index.ts';
import { playedMall } from '../../local/desk/desk-console.ts';
import { openMall } from '../../local/desk/desk-mall.ts';
import { playedMalls } from '../../local/desk/played-malls.ts';
import { stockMall } from '../../local/desk/stock-mall.ts';

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
      panel.act({ kind: 'break', fault, only: null });
      expect(panel.faults().map(({ kind }) => kind)).toEqual([fault]);
      panel.act({ kind: 'mend', id: null });
      expect(panel.faults()).toEqual([]);
    }
    for (const only of capabilities) panel.act({ kind: 'break', fault: 'slow', only });
    const faults = panel.faults();
    expect(faults.map((one) => one.only)).toEqual(capabilities);
    panel.act({ kind: 'mend', id: faults[1]?.id ?? '' });
    expect(panel.faults().map((one) => one.only)).toEqual(['import', 'stock']);
    expect(() => panel.act({ kind: 'mend', id: faults[1]?.id ?? '' })).toThrow('There is no fault');
    await mall.stop();
  },
);

it.each(playedMalls)(
  'shows what was sold last at any shop of $name: it showed those of the last shop',
  async (played) => {
    const { name, simulator } = played;
    const root = mkdtempSync(join(folder, name));
    let now = 1_000_000;
    const mall = await openMall(name, simulator, {
      ...{ folder: root, now: () => now, speed: 1, seed: 1, port: 0, onExchange: () => undefined, token: 'x' },
    });
    stockMall(mall, { shops: 2, perHour: 0 });
    const [first = '', second = ''] = mall.truth.shops().map(({ code }) => code);
    const panel = playedMall(mall);
    for (const shop of [first, second, first]) {
      now += 60_000;
      panel.act({ kind: 'sell', shop, count: 2 });
    }
    expect(panel.orders(5).map(({ shop }) => shop)).toEqual([first, first, second, second, first]);
    await mall.stop();
  },
);
