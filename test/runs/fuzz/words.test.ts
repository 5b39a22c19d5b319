import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { commands } from '../../../ops/commands.ts';
import { type OpsWorld, openWorld } from '../../unit/ops/world.ts';
import { fuzzed } from './edits.ts';

/** What people type, rightly and wrongly, after the name of a command. */
const word = fc.oneof(
  fc.constantFrom(
    '--json',
    '--dry-run',
    '--all',
    '--yes',
    '--shop',
    '--from',
    '--to',
    '--merchant',
    '--help',
    '--',
    '-',
    '--=',
  ),
  fc.constantFrom(
    'kado-no-mise',
    'rms#kado-no-mise',
    'rms',
    '-7d',
    'now',
    '2026-11-24',
    '2026-02-30',
    '24:61',
    '1e9',
    '-1',
    '0',
  ),
  fc.constantFrom(
    '370001-20261124-0201639034',
    '𠮷',
    '',
    ' ',
    '\u0000',
    '../..',
    '%00',
    '$(x)',
    'x'.repeat(3_000),
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

/** Opens an installation by itself, needs one that is really there, or serves a page until Ctrl-C. */
const elsewhere: ReadonlySet<string> = new Set(['doctor', 'teardown', 'console']);
const names = commands.map(({ name }) => name).filter((name) => !elsewhere.has(name));
/** They name a file that the command writes: a random path may be a file of the user. */
const writing: ReadonlySet<string> = new Set(['output', 'html']);
/** They end with Ctrl-C only. */
const endless: ReadonlySet<string> = new Set(['watch']);
const options = [...new Set(commands.flatMap((one) => Object.keys(one.options)))]
  .filter((name) => !writing.has(name) && !endless.has(name))
  .map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
});

it('whatever is typed after ops, a command ends with a code and a sentence, and never with a defect', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.string() }),
      fc.array(fc.oneof({ weight: 2, arbitrary: word }, { weight: 1, arbitrary: fc.constantFrom(...options) }), {
        maxLength: 7,
      }),
      async (name, typed) => {
        const { code, out, err } = await world.ops([...name.split(' '), ...typed]);
        expect([0, 1, 2, 3]).toContain(code);
        expect(err).not.toContain('in a way it does not know');
        expect(err).not.toMatch(/^\s+at .*\.ts:/m);
        if (code !== 0) expect((out + err).trim()).not.toBe('');
      },
    ),
    fuzzed as fc.Parameters<[string, string[]]>,
  );
});
