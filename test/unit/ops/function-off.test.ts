import { beforeEach, describe, expect, it } from 'vitest';
import { pollShard } from '../../../core/jobs/poll-orders.ts';
import { dayMs } from '../../../core/kernel/time.ts';
import type { Pause } from '../../../core/model/pause.ts';
import { createProcessCache } from '../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
const key = 'rms#kado-no-mise';

/** What the schedule does, in a process of its own. */
const poll = () =>
  pollShard(
    {
      ports: world.ports,
      settings: defaultImportSettings,
      cache: createProcessCache(world.ports.clock),
      budget: { remainingMs: () => dayMs },
      runId: 'poll',
      share: 'import',
    },
    0,
    1,
  );

/** Everything that tells a person what to do about the pause. */
const told = async () => {
  const said = await Promise.all(
    ['pauses', `import --shop ${key} --from -1h --to now`, 'status'].map((typed) => world.ops(typed)),
  );
  return said.map(({ out, err }) => out + err).join('\n');
};

beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
});

describe('a function that is switched off at RMS', () => {
  beforeEach(() => world.rms.control.switchFunction('kado-no-mise', 'searchOrder', false));

  it('pauses the shop with its code, and no output asks for a new key, which would end the one that works', async () => {
    await poll();
    expect(await world.ports.pauses.list()).toMatchObject([{ cause: 'credentials', code: 'key.function-off' }]);
    const text = await told();
    expect(text).toContain('the mall does not let the shop use rpay.order.searchOrder');
    expect(text).toContain('Let the shop set rpay.order.searchOrder to 利用する in RMS');
    expect(text).toContain(`ops shops verify --shop ${key}`);
    expect(text).toContain('1 shop with a function that is off at the mall: ops pauses');
    expect(text).not.toMatch(/shops key|keys rotate|licence key|whose key/);
    const { pauses } = await world.json('pauses');
    expect(pauses).toMatchObject([{ code: 'key.function-off', function: 'rpay.order.searchOrder' }]);
  });

  it('ends its pause at once with the suggested command, after it is switched on', async () => {
    await poll();
    world.rms.control.switchFunction('kado-no-mise', 'searchOrder', true);
    expect(await world.ops(`shops verify --shop ${key}`)).toMatchObject({ code: 0 });
    expect(await world.ports.pauses.list()).toEqual([]);
  });

  it.each(['keys rotate', 'shops key'])(
    'is the only thing that %s reports, since storing a key unchecked does not help',
    async (command) => {
      const licenseKey = world.rms.control.rotateKey('kado-no-mise');
      const said = await world.ops(`${command} --shop kado-no-mise --keys-from -`, {
        stdin: `licenseKey=${licenseKey}`,
      });
      expect(said).toMatchObject({ code: 1, err: expect.stringContaining('[key.function-off]') });
      expect(said.err).toContain('利用機能編集');
      expect(said.err).not.toMatch(/unchecked|issued just now/);
    },
  );
});

describe('a key that RMS refuses', () => {
  it('is handed in by the command that lets a fresh one wait', async () => {
    world.rms.control.rotateKey('kado-no-mise');
    await poll();
    expect(await world.ports.pauses.list()).toMatchObject([{ code: 'key.refused' }]);
    const text = await told();
    expect(text).toContain(`ops keys rotate --shop ${key}`);
    expect(text).toContain('1 shop whose key the mall refuses: ops pauses');
    expect(text).not.toMatch(/shops key|shops verify/);
  });
});

describe('a pause of a key', () => {
  const set = (more: Partial<Pause>) =>
    world.ports.pauses.set({
      cause: 'credentials',
      scope: key,
      since: start,
      by: 'import',
      note: 'RMS answered 403.',
      credentialVersion: 1,
      ...more,
    });

  it('that does not open says to store the key again', async () => {
    await set({ code: 'key.unreadable' });
    const text = await told();
    expect(text).toContain('the shop’s stored key does not open');
    expect(text).toContain(`ops shops key --shop ${key}`);
    expect(text).not.toMatch(/keys rotate|shops verify/);
  });

  it('over a function that an earlier release did not name sends people to its note', async () => {
    await set({ code: 'key.function-off' });
    const text = await told();
    expect(text).toContain('the mall does not let the shop use a function');
    expect(text).toContain('Let the shop set the function that the pause names (ops pauses) to 利用する in RMS');
  });

  it('that an earlier release has set leaves it to its note whether it is the key or a function', async () => {
    await set({});
    const text = await told();
    expect(text).toContain('Its note says what lifts it: another key');
    expect(text).toContain(`ops keys rotate --shop ${key}, or ops shops verify --shop ${key}`);
  });

  it('of Yahoo!ショッピング names what its keys consist of, and no licence key', async () => {
    const yahoo = 'yahoo#kado-no-mise' as const;
    await world.addShop('other', { key: yahoo, mall: 'yahoo' });
    await set({ scope: yahoo, code: 'key.refused' });
    const refused = await world.ops(`import --shop ${yahoo} --from -1h --to now`);
    expect(refused.err).toContain('公開鍵');
    await set({ scope: yahoo, code: 'key.function-off' });
    const off = await world.ops(`import --shop ${yahoo} --from -1h --to now`);
    expect(off.err).toContain('注文APIの利用申請');
    expect(off.err).toContain(`ops shops verify --shop ${yahoo}`);
    expect(refused.err + off.err).not.toMatch(/licence key|RMS \(/);
  });
});
