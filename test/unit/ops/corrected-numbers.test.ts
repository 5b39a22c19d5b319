import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { workPushes } from './push-states.ts';
import { usePushWorld } from './push-world.ts';

const world = usePushWorld();
const [wrong, right] = ['444413758703', '444413758714'];

/** Requests a change of the first order, and lets a worker bring it to the mall; the next is requested later. */
async function done(...words: string[]) {
  const said = await ship(...words);
  await workPushes(world());
  world().pass(minuteMs);
  return said;
}
const ship = (...words: string[]) =>
  world().ops(['push', 'ship', world().orderNumbers[0] ?? '', ...words, '--by', 'miyu'], { columns: 80 });
const first = ['--carrier', 'ヤマト運輸', '--number', wrong, '--date', '2026-11-23'];
const atMall = (): (string | null)[] =>
  (world().rms.control.order(world().orderNumbers[0] ?? '')?.model.PackageModelList ?? []).flatMap(
    ({ ShippingModelList }) => (ShippingModelList ?? []).map(({ shippingNumber }) => shippingNumber),
  );

describe('a second number for an order that has a parcel', () => {
  it('is refused until it is said whether it is another parcel, or the right number of that one', async () => {
    expect((await ship(...first)).code).toBe(0);
    const said = await ship('--carrier', 'ヤマト運輸', '--number', right);
    expect([said.code, said.out]).toEqual([2, '']);
    const told = said.err.replaceAll(/\s+/g, ' ');
    expect(told).toContain(
      `the order has a parcel already: ヤマト運輸 ${wrong}, 2026-11-23 (requested 2026-11-24 15:45:02 by miyu).`,
    );
    expect(told).toContain(`add --another; if it is the right number of that one, --corrects ${wrong}.`);
    expect(world().pushes()).toHaveLength(1);
  });

  it('is requested beside it with --another, and the same one again needs no word', async () => {
    await ship(...first);
    expect((await ship('--carrier', 'ヤマト運輸', '--number', right, '--another')).code).toBe(0);
    expect(world().pushes()).toHaveLength(2);
    expect((await ship(...first)).out).toContain('stood already');
  });

  it('looked as valid as the right one in the list of its order: the corrected number says by which it was replaced', async () => {
    await world().ops(['push', 'confirm', world().orderNumbers[0] ?? '']);
    await workPushes(world());
    world().pass(2 * hourMs);
    await done(...first);
    await ship('--number', right, '--corrects', wrong);
    const shown = async () =>
      (await world().ops(['orders', 'show', world().orderNumbers[0] ?? ''])).out.replaceAll(/\s+/g, ' ');
    expect(await shown()).toContain(`${wrong}, 2026-11-23 (being replaced by ${right})`);
    await workPushes(world());
    expect(await shown()).toContain(`${wrong}, 2026-11-23 (no longer valid: replaced by ${right})`);
    expect(await shown()).not.toContain(`${right}, 2026-11-23 (`);
  });

  it('is refused, too, where only the mall has shown the first', async () => {
    const { rms, orderNumbers, ops } = world();
    rms.control.shipOrder('kado-no-mise', orderNumbers[0] ?? '', {
      ...{ deliveryCompany: '1002', shippingNumber: '4444-1375-8703', shippingDate: '2026-11-23' },
    });
    world().pass(minuteMs);
    await ops('import --shop kado-no-mise --from -2h --to now');
    const said = await ship('--carrier', '佐川急便', '--number', right);
    expect(said.err.replaceAll(/\s+/g, ' ')).toContain('佐川急便 4444-1375-8703, 2026-11-23');
    // As the mall has it, whatever way it was typed.
    expect((await ship('--number', right, '--corrects', wrong)).code).toBe(0);
    expect(world().pushes()).toMatchObject([
      {
        content: {
          parcels: [{ carrier: '1002', trackingNumber: right, shippedOn: '2026-11-23', corrects: '4444-1375-8703' }],
        },
      },
    ]);
  });
});

describe('a number that is corrected', () => {
  it('changes in its row at the mall, with the carrier and the day that it had, and stands in the history', async () => {
    const { ops, json, orderNumbers } = world();
    await ops(['push', 'confirm', ...orderNumbers, '--by', 'miyu']);
    await workPushes(world());
    // 楽天 processes a confirmed order for a while.
    world().pass(2 * hourMs);
    await done(...first);
    expect(atMall()).toEqual([wrong]);
    expect((await done('--number', right, '--corrects', wrong)).code).toBe(0);
    expect(world().pushes().at(-1)).toMatchObject({
      content: { parcels: [{ carrier: '1001', trackingNumber: right, shippedOn: '2026-11-23', corrects: wrong }] },
    });
    expect(atMall()).toEqual([right]);
    const shown = (await ops(['orders', 'show', orderNumbers[0] ?? ''])).out;
    expect(shown).toContain(`requested: ヤマト運輸 ${wrong}, 2026-11-23`);
    expect(shown).toContain(`requested: ヤマト運輸 ${right}, 2026-11-23, in place of ${wrong}`);
    const { history, pushes } = await json(['orders', 'show', orderNumbers[0] ?? '']);
    expect(JSON.stringify(pushes)).toContain(right);
    expect(history.map(({ what }: { what: string }) => what)).toContain('requested');
  });

  it('must be one that the order has, and another than the right one', async () => {
    await ship(...first);
    expect(
      (await ship('--number', right, '--corrects', '999', '--carrier', '1001')).err.replaceAll(/\s+/g, ' '),
    ).toContain(`the order has no parcel 999 to be corrected. It has: ヤマト運輸 ${wrong}, 2026-11-23.`);
    expect((await ship('--number', right, '--corrects', '999')).err.replaceAll(/\s+/g, ' ')).toContain(
      '--corrects: the order has no parcel 999 to be corrected. It has: ヤマト運輸 444413758703',
    );
    expect((await ship('--number', wrong, '--corrects', wrong)).err).toContain('--corrects: expected another number');
    expect((await ship('--number', right, '--corrects', wrong, '--another')).err).toContain('--corrects, --another');
    expect(world().pushes()).toHaveLength(1);
  });

  it('is not undone by the file that had it wrong, and may be corrected back', async () => {
    const { write, ops, orderNumbers } = world();
    await ship(...first);
    world().pass(minuteMs);
    await ship('--number', right, '--corrects', wrong);
    const file = write(
      'day.csv',
      `受注番号,配送会社,お荷物伝票番号,発送日\n${orderNumbers[0]},ヤマト運輸,${wrong},2026-11-23\n`,
    );
    const again = await ops(['push', 'ship', '--file', file, '--partial', '--by', 'miyu']);
    expect([again.code, again.out]).toEqual([
      1,
      expect.stringContaining(`the number ${wrong} was corrected to ${right}`),
    ]);
    expect(readFileSync(`${file}.rejected.csv`, 'utf8')).toContain(`番号 ${wrong} は ${right} に訂正されています。`);
    world().pass(minuteMs);
    expect((await ship('--number', wrong, '--corrects', right)).code).toBe(0);
  });

  it('is not undone by its own correction either, once that was corrected', async () => {
    await ship(...first);
    world().pass(minuteMs);
    await ship('--number', right, '--corrects', wrong);
    world().pass(minuteMs);
    const third = '444413758725';
    expect((await ship('--number', third, '--corrects', right)).code).toBe(0);
    const again = await ship('--number', right, '--corrects', wrong, '--carrier', '1002');
    expect([again.code, again.err.replaceAll(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringContaining(`the number ${right} was corrected to ${third}`),
    ]);
  });

  it('may stand in a column of a file', async () => {
    const { write, ops, orderNumbers } = world();
    await ship(...first);
    world().pass(minuteMs);
    const lines = (more: string) =>
      `受注番号,配送会社,お荷物伝票番号,発送日,訂正前お荷物伝票番号\n${orderNumbers[0]},ヤマト運輸,${right},2026-11-23,${more}\n`;
    const without = await ops(['push', 'ship', '--file', write('a.csv', lines('')), '--by', 'miyu']);
    expect([without.code, without.out]).toEqual([1, expect.stringContaining('the order has a parcel already')]);
    const file = write('b.csv', lines(wrong));
    for (const _ of [1, 2]) expect((await ops(['push', 'ship', '--file', file, '--by', 'miyu'])).code).toBe(0);
    expect(world().pushes()).toHaveLength(2);
    expect(world().pushes().at(-1)).toMatchObject({
      content: { parcels: [{ corrects: wrong, trackingNumber: right }] },
    });
  });
});
