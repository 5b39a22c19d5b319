import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Drawn, drawAgain, drawProgram, type Played, playProgram } from '../../proving/programs/play.ts';
import { openPlayers } from '../../proving/programs/players.ts';
import { readProgram, writeProgram } from '../../proving/programs/program.ts';
import { type SceneMallName, sceneMalls } from '../../proving/scenes/order/malls.ts';
import { plantableSources } from '../../proving/worlds/anchors.ts';
import { differencesOf } from '../../proving/worlds/compared-end.ts';
import { newestEdition } from '../../proving/worlds/edition.ts';
import { plantedFiles } from '../../proving/worlds/mutant.ts';
import { mutants } from '../../proving/worlds/mutants.ts';

const kept = fileURLToPath(new URL('programs/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tsunagi-programs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const orderScenes = (seeds: readonly number[]): Drawn[] =>
  (Object.keys(sceneMalls) as SceneMallName[]).flatMap((mall) =>
    seeds.map((seed): Drawn => ({ kind: 'scene-of-one-order', mall, seed })),
  );

describe('a program plays to the same end from its file as from its seed', () => {
  it.each([
    ...orderScenes([1, 2, 3, 4, 5, 6]),
    ...[1, 2].flatMap((seed): Drawn[] => [
      { kind: 'scene-of-outages', seed, edition: newestEdition },
      { kind: 'scene-of-stock', seed, edition: newestEdition },
    ]),
  ] satisfies Drawn[])('%j', async (drawn) => {
    const { program, ...fromSeed } = await drawProgram(drawn);
    const bytes = writeProgram(program, { isCompressed: false });
    expect(writeProgram(readProgram(bytes), { isCompressed: false }).equals(bytes)).toBe(true);
    const fromFile = await playProgram(readProgram(bytes));
    expect(differencesOf(fromSeed.end, fromFile.end)).toEqual([]);
    expect(fromFile).toEqual(fromSeed);
  });
});

it('a scene of one order is drawn again in the edition that its file was written in', async () => {
  // A scene that the newest edition draws otherwise.
  const drawn: Drawn = { kind: 'scene-of-one-order', mall: 'rms', seed: 8, edition: 13 };
  const [{ program, end }, newest] = [
    await drawProgram(drawn),
    await drawProgram({ ...drawn, edition: newestEdition }),
  ];
  expect(differencesOf(end, newest.end)).not.toEqual([]);
  const read = readProgram(writeProgram(program, { isCompressed: false }));
  expect((await drawAgain(read)).end).toEqual(end);
});

it('a program is compressed where that is wanted, and read all the same', async () => {
  const { program } = await drawProgram({ kind: 'scene-of-one-order', mall: 'rms', seed: 1 });
  const [plain, compressed] = [false, true].map((isCompressed) => writeProgram(program, { isCompressed }));
  expect(compressed?.length).toBeLessThan((plain?.length ?? 0) / 2);
  expect(readProgram(compressed ?? Buffer.of())).toEqual(readProgram(plain ?? Buffer.of()));
});

// Worlds are played by seeds.test.ts, and all of them by test/drills/kept-worlds.test.ts.
it.each(readdirSync(kept).filter((file) => !file.startsWith('world')))('the kept scene %s ends well', async (file) => {
  const { broken, unlawful } = await playProgram(readProgram(readFileSync(join(kept, file))));
  expect([...broken, ...unlawful]).toEqual([]);
});

describe('a program on another checkout', () => {
  const checkout = join(scratch, 'before');
  beforeAll(() => {
    for (const folder of ['core', 'malls', 'aws', 'wiring'])
      cpSync(new URL(`../../${folder}`, import.meta.url), join(checkout, folder), { recursive: true });
  });

  /** Plants something there, plays a program there and here, and mends the checkout. */
  const compared = async (
    drawn: Drawn,
    path: string,
    change: (text: string) => string,
  ): Promise<{ readonly then: Played; readonly differences: string[] }> => {
    const { program, end } = await drawProgram(drawn);
    const [file, changed] = [join(scratch, 'program.json'), join(checkout, path)];
    writeFileSync(file, writeProgram(program, { isCompressed: false }));
    const text = readFileSync(changed, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(changed, change(text));
    const players = openPlayers(1, checkout);
    const then = await players.play({ file, fromSeed: false }).finally(() => players.end());
    writeFileSync(changed, text);
    return { then, differences: differencesOf(then.end, end) };
  };
  const scene: Drawn = { kind: 'scene-of-one-order', mall: 'rms', seed: 3 };

  it('a program ends the same on another checkout where a run writes once more and draws once more', async () => {
    const oneMore =
      "await ports.leases.take('one more', String(ports.random.next()), ports.clock.now(), ports.clock.now() + 1);";
    const anchor = '  const { ports } = context;\n';
    const change = (text: string): string => text.replace(anchor, `${anchor}  ${oneMore}\n`);
    expect((await compared(scene, 'core/jobs/push-status.ts', change)).differences).toEqual([]);
  });

  // The end there is compared with that of the seed here.
  it.each([
    { kind: 'world', seed: 6, edition: newestEdition },
    { kind: 'scene-of-stock', seed: 3, edition: newestEdition },
  ] satisfies Drawn[])('ends the same where each order costs one write more: %j', async (drawn) => {
    const anchor = '  const result = await run.ports.orders.put(plan.row, plan.seen);\n';
    const oneMore = "await run.ports.leases.take('one more', 'me', run.ports.clock.now(), run.ports.clock.now() + 1);";
    const change = (text: string): string => text.replace(anchor, `  ${oneMore}\n${anchor}`);
    expect((await compared(drawn, 'core/import/write-plans.ts', change)).differences).toEqual([]);
  });

  it('a program ends otherwise where a bug is planted, and says in what and which law is broken', async () => {
    const bug = mutants.find(({ name }) => name === 'corrected-otherwise-taken-for-another-parcel');
    if (bug === undefined) throw new Error('There is no such planted bug.');
    const [[path, planted] = ['', '']] = plantedFiles(bug, plantableSources());
    const { then, differences } = await compared(scene, path, () => planted);
    expect(differences).toContainEqual(expect.stringMatching(/^parcels: before alone 3333/));
    expect([...then.unlawful, ...then.known]).toContainEqual(expect.stringMatching(/^replaced-gone: /));
  });

  it('a program for a checkout that is not there is refused', () => {
    expect(() => openPlayers(1, '/nowhere')).toThrow('--before: got /nowhere, which has no folder core/');
  });
});

describe('what is no program', () => {
  const refusal = (program: object | string) => () =>
    readProgram(Buffer.from(typeof program === 'string' ? program : JSON.stringify(program)));

  it('a text that is no program is refused with all that is wrong with a scene of one order', () => {
    const scene = { kind: 'scene-of-one-order', mall: 'ebay', seed: 1, isEarly: 0, missedShare: 0, takenTwice: [] };
    expect(refusal({ ...scene, acts: [{ do: 'pass' }, { do: 'go' }] })).toThrow(
      /mall: got "ebay".*\n.*isEarly: got 0.*\n.*acts\[0\].ms: got nothing, expected a number\n.*acts\[1\].do: got "go", expected one of request, /s,
    );
  });

  it('a text that is no program is refused with all that is wrong with what was drawn', () => {
    expect(refusal({ kind: 'dream', seed: 'one', edition: 0, befell: {}, drawn: [], runs: {}, times: [] })).toThrow(
      /kind: got "dream", expected one of scene-of-one-order, world.*\n.*seed: got "one".*\n.*edition: got 0.*\n.*befell: got.*\n.*drawn: got/s,
    );
    expect(refusal('{')).toThrow('The program is no JSON');
    expect(refusal('no')).toThrow('The program is no JSON');
  });
});
