import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StockLedger } from '../../core/ports/stock.ts';
import { holdGround } from '../../proving/trial/ground.ts';
import { openTrial, type Trial } from '../../proving/trial/trial.ts';
import { line, noon } from './row-kind.ts';
import { movement, stockKinds } from './stock-kinds.ts';

const ground = holdGround();

let trial: Trial;
let old: StockLedger;
let now: StockLedger;
beforeEach(async () => {
  trial = await openTrial(ground.services, ground.present);
  old = trial.open(ground.before).ports.stock;
  now = trial.open().ports.stock;
});
afterEach(() => trial.stop());

const claim = { ...line, quantity: 2, version: noon, writer: 'run-a' };

/** Release 0.1.0 is the last without trails: with the release after it, the tests of trails here are obsolete. */
describe('the ledger of the release before', () => {
  it('takes a claim’s trail away with its own write, and what it wrote is in the trail from the next write on', async () => {
    await now.putClaim(claim);
    await now.putClaim({ ...claim, version: noon + 1, quantity: 3 });
    expect(await old.claims([line])).toMatchObject([{ quantity: 3, version: noon + 1 }]);
    expect(await old.putClaim({ ...claim, version: noon + 2, quantity: 1 })).toEqual({ outcome: 'written' });
    expect(await now.claims([line])).toMatchObject([{ quantity: 1, trail: [[noon + 2, 1]] }]);
    await now.putClaim({ ...claim, version: noon + 3, quantity: 0 });
    expect(await now.claims([line])).toMatchObject([
      {
        quantity: 0,
        trail: [
          [noon + 2, 1],
          [noon + 3, 0],
        ],
      },
    ]);
  });

  it('is refused by newer claims, and its repeats are no new entries', async () => {
    await old.putClaim(claim);
    expect(await now.putClaim(claim)).toEqual({ outcome: 'written', before: null });
    expect(await now.putClaim({ ...claim, writer: 'run-b' })).toMatchObject({ outcome: 'refused' });
    await now.putClaim({ ...claim, version: noon + 5 });
    expect(await old.putClaim({ ...claim, version: noon + 4, writer: 'run-b' })).toMatchObject({ outcome: 'refused' });
    expect(await now.claims([line])).toMatchObject([
      {
        trail: [
          [noon, 2],
          [noon + 5, 2],
        ],
      },
    ]);
  });

  it('marks a SKU that has all there is, and leaves all but the mark as it was', async () => {
    await stockKinds['SKU that people have decided on']?.write(trial.open().ports);
    const [row] = await now.skuRows('hanamori', ['tea-02']);
    await old.markDirty('hanamori', 'tea-02', noon + 1);
    expect(await now.skuRows('hanamori', ['tea-02'])).toEqual([{ ...row, mark: (row?.mark ?? 0) + 1 }]);
  });

  it('has marks that are read as marks, and cleaned as such', async () => {
    await old.markDirty('hanamori', 'tea-04', noon);
    await old.markDirty('hanamori', 'tea-04', noon + 1);
    expect(await now.skuRows('hanamori', ['tea-04'])).toMatchObject([{ mark: 2, dirtySince: noon, epoch: 0 }]);
    expect(await now.clean('hanamori', 'tea-04', 2)).toBe('cleaned');
    await old.markDirty('hanamori', 'tea-04', noon + 9);
    expect(await now.skuRows('hanamori', ['tea-04'])).toMatchObject([{ mark: 3, dirtySince: noon + 9 }]);
  });

  it('reads its page among movements and what is oversold: they are claims of no order, and hold nothing', async () => {
    await now.putClaim(claim);
    await now.putMovement(movement);
    await now.noteOversold('hanamori', 'tea-03', noon);
    await now.changeSku('hanamori', 'tea-02', { buffer: 1 }, noon);
    const { claims } = await old.page(undefined);
    expect(claims.filter(({ quantity }) => quantity !== 0)).toMatchObject([claim]);
    const others = claims.filter(({ quantity }) => quantity === 0);
    expect(others.map(({ shop }) => String(shop))).toEqual(['none', 'none']);
    expect((await now.page(undefined)).claims).toMatchObject([claim]);
  });
});
