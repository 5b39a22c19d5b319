import { describe, expect, it } from 'vitest';
import { pendingOf } from '../../core/model/credential.ts';
import { sourceFiles, textOf } from '../../proving/layout/sources.ts';
import { holdGround } from '../../proving/trial/ground.ts';
import { openTrial } from '../../proving/trial/trial.ts';
import { misreadings, rowKinds } from './compatible.ts';
import { type Planted, plantedChanges, plantedRelease } from './planted.ts';
import { shop } from './row-kind.ts';

const ground = holdGround();

describe('rows', () => {
  it('of every kind, written by either, mean the same to this tree and to the release before', async () => {
    expect(await misreadings(ground.services, ground.present, { before: ground.before, next: ground.present })).toEqual(
      { before: [], next: [] },
    );
  });

  it('of a shop whose next key waits let the release before store a key, and then none waits any more', async () => {
    const trial = await openTrial(ground.services, ground.present);
    try {
      const [ours, theirs] = [trial.open(ground.present).ports.shops, trial.open(ground.before).ports.shops];
      await rowKinds.shop?.write(trial.open(ground.present).ports);
      const replaced = await theirs.replaceCredential(shop, { version: 5, sealed: Uint8Array.of(9) });
      const standing = await ours.get(shop);
      expect([replaced, standing?.credential.version, standing && pendingOf(standing)]).toEqual(['stored', 5, null]);
    } finally {
      await trial.stop();
    }
  });

  it('are of the kinds that the sources number a format for, and of no other', () => {
    const sources = sourceFiles().filter((path) => /^(aws|core|wiring)\//.test(path));
    const constants = sources.flatMap((path) => [...textOf(path).matchAll(/const (\w+Format) = \d+;/g)]);
    // Keys of the API and feeds are read by commands, the API and its function alone, which the release before does not have.
    // A sealed credential is no row: it lies in its shop's, with its format in its first byte. Nor are messages and events.
    const others = [
      'sealingFormat',
      'messageFormat',
      'requestFormat',
      'movementsFormat',
      'glanceFormat',
      'apiKeyFormat',
      'apiRequestFormat',
      'feedFormat',
    ];
    const numbered = constants.flatMap(([, name = '']) => (others.includes(name) ? [] : [name]));
    const known = Object.values(rowKinds).map(({ format }) => format);
    expect([...new Set(known)].sort(), 'give each kind of row an entry in test/upgrade').toEqual(numbered.sort());
  });
});

describe('a careless change of rows is noticed:', () => {
  it.each(plantedChanges)('$name', async (planted) => {
    const next = await plantedRelease(planted, ground.present.facts);
    try {
      const { before: misread } = await misreadings(
        ground.services,
        ground.present,
        { before: ground.present, next },
        planted.kinds,
      );
      expect(misread.join('\n')).toMatch(new RegExp(`^(${planted.kinds.join('|')}): `));
    } finally {
      next.remove();
    }
  });

  it('and a tree without one is not', async () => {
    const { file } = plantedChanges[0] as Planted;
    const next = await plantedRelease({ name: 'the same', file, edits: [], kinds: [] }, ground.present.facts);
    expect(await misreadings(ground.services, ground.present, { before: ground.present, next })).toEqual({
      before: [],
      next: [],
    });
    next.remove();
  });
});

describe('the tables', () => {
  it('of the release before are those of this tree: the same resources, keys and indexes', () => {
    for (const table of ground.before.facts.tables) {
      const now = ground.present.facts.tables.find(({ id }) => id === table.id);
      const { indexes, ...rest } = table;
      expect(now, 'CloudFormation would make a new and empty table').toMatchObject(rest);
      // An index may be added; one that the release before asks must stay as it is.
      expect(now?.indexes).toEqual(expect.arrayContaining([...indexes]));
    }
  });
});
