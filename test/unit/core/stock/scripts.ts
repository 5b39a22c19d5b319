import fc from 'fast-check';
import { hourMs } from '../../../../core/kernel/time.ts';
import { type MovementKind, movementKinds, type StockSettings } from '../../../../core/model/sku.ts';
import { foldSku } from '../../../../core/stock/ledger.ts';
import type { LevelLedger } from './fake-ledger.ts';
import { merchant, type Ordered, type Shelf, shelfOn } from './shelf.ts';

/** What importers and people write, by the hour of their clock, which may be an hour wrong. */
type Write = { readonly skew: number } & (
  | { readonly kind: 'order'; readonly sku: string; readonly quantity: number; readonly age: number }
  /** One of the orders there are, by number. */
  | { readonly kind: 'change'; readonly pick: number; readonly quantity: number }
  | {
      readonly kind: 'move';
      readonly move: MovementKind;
      readonly sku: string;
      readonly quantity: number;
      readonly age: number;
    }
  | { readonly kind: 'recipe'; readonly set: string; readonly parts: Readonly<Record<string, number>> }
  | { readonly kind: 'buffer'; readonly sku: string; readonly buffer: number }
);

/** One step, `gap` hours after the step before. */
export type Step = { readonly gap: number } & (
  | {
      readonly kind: 'write';
      readonly write: Write;
      /** A SKU that is folded after the entry was written and before its mark; null for none. */
      readonly foldedBeforeMark: string | null;
    }
  | {
      readonly kind: 'fold';
      readonly sku: string;
      readonly skew: number;
      /** Written while the fold is under way: after its rows, or after its query. */
      readonly inBetween: readonly Write[];
      readonly after: 'rows' | 'query';
    }
);

/** Hours, so that an example's figures can be read. */
export const scriptSettings: StockSettings = { foldAfterMs: 10 * hourMs, foldEntriesMin: 1 };
export const begin = Date.parse('2026-11-24T00:00:00+09:00');

const plainSku = fc.constantFrom('tea', 'cup');
const setSku = fc.constantFrom('box', 'gift');
const anySku = fc.constantFrom('tea', 'cup', 'box', 'gift');
const age = fc.integer({ min: 0, max: 30 });
const skew = fc.constantFrom(-1, 0, 0, 1);
const few = fc.integer({ min: 0, max: 3 });

const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('order' as const), skew, sku: anySku, quantity: few, age }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('change' as const), skew, pick: fc.nat(), quantity: few }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      skew,
      move: fc.constantFrom(...movementKinds),
      sku: plainSku,
      quantity: fc.integer({ min: 0, max: 20 }),
      age,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('recipe' as const),
      skew,
      set: setSku,
      parts: fc.dictionary(plainSku, fc.integer({ min: 1, max: 3 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buffer' as const), skew, sku: anySku, buffer: few }) },
);

const gap = fc.integer({ min: 0, max: 6 });

export const script: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        gap,
        write,
        foldedBeforeMark: fc.option(plainSku, { freq: 2 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('fold' as const),
        gap,
        sku: plainSku,
        skew,
        inBetween: fc.array(write, { maxLength: 2 }),
        after: fc.constantFrom('rows' as const, 'query' as const),
      }),
    },
  ),
  { minLength: 1, maxLength: 30 },
);

/** Entries that no boundary lies above, by the fastest clock: they are seen before their mark is. */
function isAboveBoundaries(write: Write): boolean {
  return (write.kind === 'move' || write.kind === 'order') && (write.age + 1) * hourMs <= scriptSettings.foldAfterMs;
}

/** Plays a script on a ledger. `looking` is called after each of its steps, and before some marks. `writing` are the settings that writers have. */
export async function play(
  steps: readonly Step[],
  ledger: LevelLedger,
  looking: () => Promise<void>,
  writing: StockSettings = scriptSettings,
): Promise<void> {
  const orders: Ordered[] = [];
  let now = begin;
  for (const step of steps) {
    now += step.gap * hourMs;
    if (step.kind === 'write') {
      const fold = async (): Promise<void> => {
        if (step.foldedBeforeMark !== null) await foldSku(ledger, merchant, step.foldedBeforeMark, now, scriptSettings);
      };
      const foldedBetween: LevelLedger = {
        ...ledger,
        markDirty: async (...mark) => {
          await fold();
          if (isAboveBoundaries(step.write)) await looking();
          return ledger.markDirty(...mark);
        },
      };
      await writeOn(shelfOn(foldedBetween, writing), step.write, now, orders);
    } else {
      const shelf = shelfOn(ledger, writing);
      let isDone = false;
      const inBetween = async (moment: string): Promise<void> => {
        if (isDone || moment !== step.after) return;
        isDone = true;
        for (const one of step.inBetween) await writeOn(shelf, one, now, orders);
      };
      const disturbed: LevelLedger = {
        ...ledger,
        entries: async (...asked) => {
          await inBetween('rows');
          return ledger.entries(...asked);
        },
        keepCheckpoint: async (...kept) => {
          await inBetween('query');
          return ledger.keepCheckpoint(...kept);
        },
      };
      await foldSku(disturbed, merchant, step.sku, now + step.skew * hourMs, scriptSettings);
    }
    await looking();
  }
}

/** Makes one write at `now`, its writer's clock being off by its skew. */
async function writeOn(shelf: Shelf, write: Write, now: number, orders: Ordered[]): Promise<void> {
  const clock = now + write.skew * hourMs;
  switch (write.kind) {
    case 'order': {
      const { sku, quantity } = write;
      const orderedAt = now - write.age * hourMs;
      const line = { sku, quantity, order: `R${orders.length}`, orderedAt, readAt: clock };
      orders.push(line);
      return shelf.ordered(line);
    }
    case 'change': {
      const index = write.pick % Math.max(1, orders.length);
      const line = orders[index];
      if (line === undefined) return;
      const readAt = Math.max(clock, (line.readAt ?? 0) + 1);
      orders[index] = { ...line, quantity: write.quantity, readAt };
      return shelf.ordered({ ...line, quantity: write.quantity, readAt }, clock);
    }
    case 'move': {
      const id = `${write.move} ${write.quantity} at ${now} by ${write.skew}`;
      // No source reports what is still to come.
      const at = Math.min(now - write.age * hourMs, clock);
      await shelf.move(write.move, write.sku, write.quantity, at, { id, writtenAt: clock });
      return;
    }
    case 'recipe':
      return shelf.set(write.set, write.parts, now);
    case 'buffer':
      return shelf.buffer(write.sku, write.buffer, now);
  }
}
