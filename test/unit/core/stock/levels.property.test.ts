import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import { readLevels } from '../../../../core/stock/ledger.ts';
import { type FakeLedger, fakeLedger, type LevelLedger } from './fake-ledger.ts';
import { play, type Step, script, scriptSettings } from './scripts.ts';
import { merchant } from './shelf.ts';

const skus = ['tea', 'cup', 'box', 'gift'];

/** Levels without the marks of the rows that they come from: marks count up with every write. */
async function levelsOn(ledger: Pick<LevelLedger, 'skuRows' | 'entries'>): Promise<(number | null)[]> {
  const levels = await readLevels(ledger, merchant, skus);
  return skus.flatMap((sku) => [levels.get(sku)?.free ?? null, levels.get(sku)?.buffer ?? null]);
}

/** The same ledger, for a reader that does not know of checkpoints. */
function withoutCheckpoints(ledger: LevelLedger): LevelLedger {
  return {
    ...ledger,
    skuRows: async (...asked) => (await ledger.skuRows(...asked)).map(({ checkpoint: _, ...row }) => row),
  };
}

/** A reading that considers every checkpoint valid. */
function trusting(ledger: LevelLedger): LevelLedger {
  return {
    ...ledger,
    async skuRows(of, asked) {
      const rows = await ledger.skuRows(of, asked);
      const all = await ledger.skuRows(of, skus);
      const epochs = Object.fromEntries(all.map(({ sku, epoch }) => [sku, epoch]));
      return rows.map((row) => (row.checkpoint ? { ...row, checkpoint: { ...row.checkpoint, epochs } } : row));
    },
  };
}

interface Planted {
  readonly reading?: (ledger: FakeLedger) => LevelLedger;
  readonly writing?: (ledger: FakeLedger) => LevelLedger;
  readonly writers?: typeof scriptSettings;
}

/** Whatever is written and folded, in whatever order and by whatever clocks: a checkpoint changes no level. */
function checkpointsChangeNothing({ reading = (ledger) => ledger, writing = (ledger) => ledger, writers }: Planted) {
  return fc.asyncProperty(script, async (steps: readonly Step[]) => {
    const ledger = fakeLedger();
    const compare = async (): Promise<void> => {
      expect(await levelsOn(reading(ledger))).toEqual(await levelsOn(withoutCheckpoints(ledger)));
    };
    await play(steps, writing(ledger), compare, writers);
  });
}

describe('levels', () => {
  it('are the same with checkpoints and without, whenever what is folded', async () => {
    await fc.assert(checkpointsChangeNothing({}), { numRuns: 600 });
  });

  it('are reckoned with checkpoints in many of these scripts', async () => {
    let used = 0;
    for (const steps of fc.sample(script, { numRuns: 50, seed: 7 })) {
      const ledger = fakeLedger();
      await play(steps, ledger, async () => {});
      ledger.reads.length = 0;
      await levelsOn(ledger);
      if (ledger.reads.some((read) => read.endsWith('from its boundary'))) used++;
    }
    expect(used).toBeGreaterThan(10);
  });

  describe('would be found wrong by these scripts', () => {
    const seeded = { numRuns: 600, seed: 11, endOnFailure: true };

    it('if a checkpoint were used whatever its epochs', async () => {
      expect((await fc.check(checkpointsChangeNothing({ reading: trusting }), seeded)).failed).toBe(true);
    });

    it('if writers did not mark deep', async () => {
      const shallow = (ledger: FakeLedger): LevelLedger => ({
        ...ledger,
        markDirty: (of, sku, at) => ledger.markDirty(of, sku, at),
      });
      expect((await fc.check(checkpointsChangeNothing({ writing: shallow }), seeded)).failed).toBe(true);
    });

    it('if writers left no margin for wrong clocks', async () => {
      const writers = { ...scriptSettings, foldAfterMs: scriptSettings.foldAfterMs + 3 * hourMs };
      expect((await fc.check(checkpointsChangeNothing({ writers }), seeded)).failed).toBe(true);
    });

    it('if a checkpoint were kept over another epoch than was read', async () => {
      const careless = (ledger: FakeLedger): LevelLedger => ({
        ...ledger,
        async keepCheckpoint(of, sku, _, checkpoint) {
          const [row] = await ledger.skuRows(of, [sku]);
          const epochs = { ...checkpoint.epochs, [sku]: row?.epoch ?? 0 };
          return ledger.keepCheckpoint(of, sku, row?.epoch ?? 0, { ...checkpoint, epochs });
        },
      });
      expect((await fc.check(checkpointsChangeNothing({ writing: careless }), seeded)).failed).toBe(true);
    });
  });
});
