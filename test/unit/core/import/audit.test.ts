import { expect, it } from 'vitest';
import { auditShop } from '../../../../core/import/audit-shop.ts';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { sellerId } from '../../malls/yahoo/in-process.ts';
import { openYahooWorld } from './world.ts';

it('an audit calls missed what was shown before the cursor, and not what was let go after it, however long ago it was placed', async () => {
  const world = await openYahooWorld();
  const [letGo = ''] = world.place({ kind: 'fraud-hold', at: world.now() - 2 * hourMs });
  world.place({ at: world.now() - 10 * minuteMs });
  world.pass(10 * minuteMs);
  await world.poll();
  const [missed = ''] = world.place({ at: world.now() - 2 * hourMs });
  world.pass(minuteMs);
  world.yahoo.control.releaseOrder(sellerId, letGo);
  world.pass(5 * secondMs);
  const span = { from: world.now() - 3 * hourMs, to: world.now() };
  for (const dryRun of [true, false]) {
    expect(await auditShop(await world.run('scan'), span, { dryRun })).toMatchObject({
      kind: 'audited',
      atMall: 3,
      missing: [missed],
      missingCount: 1,
    });
  }
  expect(world.orderNumbers()).toHaveLength(3);
  expect(world.orderNumbers()).toContain(letGo);
});
