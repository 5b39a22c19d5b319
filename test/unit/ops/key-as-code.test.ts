import { expect, it } from 'vitest';
import { openWorld } from './world.ts';

it.each([
  ['--code', `shpss_${'0123456789abcdef'.repeat(2)}`],
  ['--name', 'SP123456_AbCdEfGh1234'],
  ['--merchant', `Atzr|${'x'.repeat(30)}`],
])(
  'a key typed as %s of a new shop is refused and not shown: it became the name of the shop in logs and mails',
  async (option, key) => {
    const right = { '--code': 'kado', '--name': 'kado', '--merchant': 'kado', [option]: key };
    const words = Object.entries(right).flat();
    const said = await openWorld().ops(['shops', 'add', '--mall', 'rms', '--import-from', '2026-11-01', ...words]);
    expect(said.code).toBe(2);
    expect(said.err).toContain(`${option}: holds what looks like a key.`);
    expect(`${said.err}${said.out}`).not.toContain(key);
  },
);
