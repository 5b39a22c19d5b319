import { describe, expect, it } from 'vitest';
import { tryPendingKeys } from '../../../../core/jobs/poll-orders.ts';
import { hourMs } from '../../../../core/kernel/time.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import type { RunContext } from '../../../../core/session/visit-shops.ts';
import { openWorld } from '../../ops/world.ts';

describe('keys that wait', () => {
  it('waiting keys are tried each for itself: one that cannot be tried keeps no other from it, and no shop from its visit', async () => {
    const world = openWorld();
    const codes = ['first', 'second', 'third'];
    for (const code of codes) {
      await world.addShop(code, { name: code });
      const before = await world.ports.shops.get(`rms#${code}`);
      const opened = before && (await world.ports.vault.open(before.key, before.credential));
      const credential = { ...opened, licenseKey: world.rms.control.rotateKey(code) } as NonNullable<typeof opened>;
      const sealed = await world.ports.vault.seal(`rms#${code}`, 0, 2, credential);
      await world.ports.shops.putPending(`rms#${code}`, { ...sealed, since: world.now() });
    }
    const shops = await world.ports.shops.all();
    const replaceCredential: typeof world.ports.shops.replaceCredential = async (key, ...rest) => {
      if (key === 'rms#first') throw new Error('it broke');
      return world.ports.shops.replaceCredential(key, ...rest);
    };
    const round = {
      ports: { ...world.ports, shops: { ...world.ports.shops, replaceCredential } },
      settings: defaultImportSettings,
      cache: createProcessCache(world.ports.clock),
      runId: 'run',
      budget: { remainingMs: () => hourMs },
    } as RunContext;
    const after = await tryPendingKeys(round, shops);
    expect(after.map(({ key, credential }) => `${key} v${credential.version}`).sort()).toEqual([
      'rms#first v1',
      'rms#second v2',
      'rms#third v2',
    ]);
  });
});
