import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differencesOf, playOn } from '../../proving/scenes/order/compare.ts';
import { type SceneMallName, sceneMalls } from '../../proving/scenes/order/malls.ts';
import { playOrderProgram, playScene } from '../../proving/scenes/order/play.ts';
import { readProgram } from '../../proving/scenes/order/program-file.ts';
import { plantableSources } from '../../proving/worlds/anchors.ts';
import { plantedFiles } from '../../proving/worlds/mutant.ts';
import { mutants } from '../../proving/worlds/mutants.ts';

it.each(Object.keys(sceneMalls) as SceneMallName[])(
  'scenes at %s play to the same end from their files as from their seeds',
  async (mall) => {
    for (let seed = 1; seed <= 6; seed++) {
      const drawn = await playScene(seed, mall);
      const played = await playOrderProgram(readProgram(JSON.stringify(drawn.program)));
      expect([played.story, played.end, played.broken]).toEqual([drawn.story, drawn.end, drawn.broken]);
    }
  },
);

describe('a scene on another checkout', () => {
  const checkout = mkdtempSync(join(tmpdir(), 'tsunagi-before-'));
  beforeAll(() => {
    for (const folder of ['core', 'malls', 'aws', 'wiring'])
      cpSync(new URL(`../../${folder}`, import.meta.url), join(checkout, folder), { recursive: true });
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  /** Plants something there, plays the scene of a seed there and here, and mends the checkout. */
  const differences = async (seed: number, path: string, change: (text: string) => string): Promise<string[]> => {
    const { program, end } = await playScene(seed);
    const file = join(checkout, path);
    const text = readFileSync(file, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(file, change(text));
    const then = await playOn(checkout, program);
    writeFileSync(file, text);
    return differencesOf(then.end, end);
  };

  it('ends the same where a run writes once more and draws once more', async () => {
    const oneMore =
      "await ports.leases.take('one more', String(ports.random.next()), ports.clock.now(), ports.clock.now() + 1);";
    const anchor = '  const { ports } = context;\n';
    expect(
      await differences(3, 'core/jobs/push-status.ts', (text) => text.replace(anchor, `${anchor}  ${oneMore}\n`)),
    ).toEqual([]);
  });

  it('ends otherwise where a bug is planted, and says in what', async () => {
    const bug = mutants.find(({ name }) => name === 'corrected-otherwise-taken-for-another-parcel');
    if (bug === undefined) throw new Error('There is no such planted bug.');
    const [[path, planted] = ['', '']] = plantedFiles(bug, plantableSources());
    expect(await differences(3, path, () => planted)).toContainEqual(expect.stringMatching(/^parcels: before .*4444/));
  });

  it('is refused where there is none', () => {
    expect(() => playOn('/nowhere', {} as never)).toThrow('--before: got /nowhere, which has no folder core/');
  });
});

describe('a program', () => {
  it('is refused with all that is wrong with it', () => {
    const program = {
      kind: 'world',
      mall: 'rms',
      seed: 1,
      isEarly: 0,
      missedShare: 0,
      takenTwice: [],
      acts: [{ do: 'pass' }, { do: 'go' }],
    };
    expect(() => readProgram(JSON.stringify(program))).toThrow(
      /kind: got "world", expected scene-of-one-order\n.*isEarly: got 0.*\n.*acts\[0\].ms: got nothing, expected a number\n.*acts\[1\].do: got "go", expected one of request, /s,
    );
    expect(() => readProgram('{')).toThrow('The program is no JSON');
  });
});
