import { describe, expect, it } from 'vitest';
import { readSimulateOptions, type SimulateOptions } from '../../bin/simulate/options.ts';
import { newestEdition } from '../../proving/worlds/edition.ts';

const read = (...args: string[]): SimulateOptions =>
  readSimulateOptions(args, { mutants: ['one-page-only'], cores: 4 });

describe('the options of npm run simulate', () => {
  it('npm run simulate plays a hundred worlds on every core where no option is given', () => {
    const seeds = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(read()).toEqual({
      kind: 'worlds',
      seeds,
      areChosen: false,
      plant: 'none',
      threads: 4,
      journal: null,
      laws: false,
      json: false,
    });
  });

  it('options of npm run simulate name the first seed, and the bugs to plant', () => {
    expect(read('--seeds', '2', '--from', '40', '--mutants')).toMatchObject({ seeds: [40, 41], plant: 'all' });
    expect(read('--mutant', 'one-page-only')).toMatchObject({ plant: { name: 'one-page-only' } });
    expect(read('--mutants', '--laws')).toMatchObject({ plant: 'all', laws: true });
  });

  it('npm run simulate counts what faults have met in five hundred worlds from the first on, or in as many as are named', () => {
    expect(read('--coverage')).toMatchObject({ kind: 'coverage', record: false, threads: 4 });
    expect(read('--coverage', '--seeds', '2', '--record')).toEqual({
      ...{ kind: 'coverage', seeds: [1, 2], threads: 4, record: true, json: false },
    });
    expect(() => read('--coverage', '--from', '3')).toThrow('--from: not with --coverage');
    expect(() => read('--record')).toThrow('--record: goes with --coverage');
  });

  it('npm run simulate chooses the worlds with stock, as many as were asked for', () => {
    expect(read('--seeds', '5', '--from', '4', '--stock')).toMatchObject({
      seeds: [12, 13, 22, 23, 32],
      areChosen: true,
    });
  });

  it('npm run simulate chooses the worlds with shops at all four malls', () => {
    expect(read('--seeds', '3', '--from', '4', '--all-malls')).toMatchObject({ seeds: [13, 23, 33], areChosen: true });
  });

  it('npm run simulate writes down one world as it does many, and prints its figures', () => {
    expect(read('--seed', '7', '--trace', '--journal', 'j.ndjson', '--json')).toEqual({
      kind: 'one-world',
      seed: 7,
      edition: newestEdition,
      trace: true,
      journal: 'j.ndjson',
      laws: false,
      json: true,
    });
  });

  it('npm run simulate plays a world as an older edition made it', () => {
    expect(read('--seed', '24', '--edition', '1')).toMatchObject({ kind: 'one-world', seed: 24, edition: 1 });
  });

  it('npm run simulate writes a world or a scene down, and plays one that was written down on another checkout', () => {
    expect(read('--scene', 'yahoo', '--seed', '7', '--write', 's.json')).toEqual({
      ...{ kind: 'story', story: { kind: 'scene-of-one-order', mall: 'yahoo', seed: 7 }, write: 's.json' },
    });
    expect(read('--scene', 'stock', '--seed', '7')).toEqual({
      ...{ kind: 'story', story: { kind: 'scene-of-stock', seed: 7, edition: newestEdition }, write: null },
    });
    expect(read('--seed', '7', '--edition', '3', '--write', 'w.json.br')).toEqual({
      ...{ kind: 'story', story: { kind: 'world', seed: 7, edition: 3 }, write: 'w.json.br' },
    });
    expect(read('--program', 's.json', '--before', '../old')).toEqual({
      ...{ kind: 'programs', path: 's.json', before: '../old', fromSeeds: false, threads: 4 },
    });
    expect(read('--program', 'all', '--from-seeds', '--threads', '1')).toEqual({
      ...{ kind: 'programs', path: 'all', before: null, fromSeeds: true, threads: 1 },
    });
  });

  it('wrong options of npm run simulate are refused all at once, so that no slip plays no world and calls that success', () => {
    const wrong = ['--seeds', 'abc', '--from', '-1', '--threads', '0', '--mutant', 'none'];
    expect(() => read(...wrong.map((word) => (word === '-1' ? '1.5' : word)))).toThrow(
      /--from: got "1\.5"[\s\S]*--threads: got "0"[\s\S]*--mutant: got "none"/,
    );
    expect(() => read('--seeds', 'abc')).toThrow(/--seeds: got "abc", expected a whole number from 1/);
    expect(() => read('--seeds', '0')).toThrow(/--seeds: got "0"/);
  });

  it.each([
    [['--trace', '--edition', '1'], /--trace: goes with --seed[\s\S]*--edition: goes with --seed/],
    [['--seed', '7', '--edition', '99'], /--edition: got "99", expected a whole number from 1 to \d+$/m],
    [['--seed', '7', '--stock'], /--stock: about many worlds/],
    [['--seed', '7', '--all-malls'], /--all-malls: about many worlds/],
    [['--shards', '3'], /--shards: goes with --shops/],
    [['--reports'], /--reports: goes with --shops/],
    [['--seed', '7', '--mutants', '--seeds', '3'], /--seeds: about many worlds[\s\S]*--mutants: about many worlds/],
    [['--shops', '100', '--journal', 'j'], /--journal: about worlds/],
    [['--mutants', '--mutant', 'one-page-only'], /give one of the three/],
    [['--mutants', '--changed-mutants'], /give one of the three/],
    [['--scene', 'ebay', '--trace'], /--scene: got "ebay"[\s\S]*give its --seed[\s\S]*--trace: about worlds/],
    [['--write', 's.json'], /--write: goes with --seed/],
    [['--seed', '7', '--write', 's.json', '--trace'], /--trace: about a world that is not written down/],
    [['--seed', '7', '--from-seeds'], /--from-seeds: goes with --program/],
    [['--before', '../old'], /--before: goes with --program/],
    [['--program', 's.json', '--seed', '7'], /--seed: about what is drawn/],
  ])('options of npm run simulate that would be passed over are refused: %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
