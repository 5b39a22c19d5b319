import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { openYahooWorld } from '../../unit/core/import/world.ts';
import { shopKey } from '../../unit/malls/yahoo/in-process.ts';
import { type Edit, edits, fuzzed } from './edits.ts';
import { editedXml } from './xml-edits.ts';

/** A shop with three orders, and a line that changes what the mall answers to the functions that are named. */
async function spoiledWorld() {
  let spoiling: { readonly functions: readonly string[]; readonly changes: readonly Edit[] } | null = null;
  let spoiled = 0;
  const world = await openYahooWorld({ flow: { cancelWindowMs: 0 } }, (transport) => async (request) => {
    const answer = await transport(request);
    const name = new URL(request.url).pathname.split('/').at(-1) ?? '';
    if (!spoiling?.functions.includes(name)) return answer;
    spoiled++;
    return { ...answer, body: Buffer.from(editedXml(String(answer.body), spoiling.changes)) };
  });
  const placed = world.place({
    count: 3,
    kind: 'random',
    at: { from: world.now() - 30 * minuteMs, to: world.now() - 9 * minuteMs },
  });
  return {
    world,
    placed,
    spoiled: () => spoiled,
    spoil: (next: typeof spoiling) => {
      spoiling = next;
    },
  };
}

describe('an import whose answers of Yahoo!ショッピング are spoiled', () => {
  const functions = fc.constantFrom<string[][]>(['orderList'], ['orderInfo'], ['orderList', 'orderInfo']);
  const runs = { ...fuzzed, numRuns: Math.max(40, Math.round((fuzzed.numRuns ?? 100) / 5)) };

  it('an import with spoiled answers of Yahoo!ショッピング ends each time with a failure that has a reason, and loses no order', async () => {
    let spoiledInAll = 0;
    const property = fc.asyncProperty(edits, functions, fc.integer({ min: 1, max: 3 }), async (changes, of, polls) => {
      const { world, placed, spoil, spoiled } = await spoiledWorld();
      const running = placed.filter((number) => world.yahoo.control.order(number)?.isHeld === false);
      spoil({ functions: of, changes });
      for (let poll = 0; poll < polls; poll++) {
        try {
          await world.poll();
        } catch (error) {
          if (!(error instanceof TsunagiError)) throw error;
          expect(error.message).toMatch(/\S{3}/);
        }
        world.pass(minuteMs);
      }
      spoiledInAll += spoiled();
      const page = await world.ports.orders.range(shopKey, '', '~', undefined);
      for (const row of page.rows) if (row.kind !== 'stored') expect(row.problem.reason).toMatch(/\S{3}/);

      spoil(null);
      for (let hour = 0; hour < 5; hour++) {
        world.pass(hourMs);
        await world.poll();
        await world.reconcile();
      }
      world.pass(dayMs);
      await world.reconcile();
      const rows = await world.ports.orders.rows(shopKey, running);
      for (const number of running) expect(rows.get(number)).toMatchObject({ kind: 'stored', orderNumber: number });
      for (const row of rows.values()) expect(row).not.toHaveProperty('problem');
    });
    await fc.assert(property, runs as fc.Parameters<[Edit[], string[], number]>);
    expect(spoiledInAll).toBeGreaterThan(40);
  });
});
