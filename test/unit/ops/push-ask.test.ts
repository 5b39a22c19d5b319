import { describe, expect, it } from 'vitest';
import { takeMessages } from '../../../proving/memory/index.ts';
import { usePushWorld } from './push-world.ts';

const world = usePushWorld();

describe('a change that is requested', () => {
  it('lies in a row of the shop that has the order, under the name of who asked, and its shop is looked at', async () => {
    const { orderNumbers, shop, ops, pushes, store } = world();
    const said = await ops(`push confirm ${orderNumbers[0]} ${orderNumbers[1]} --by miyu`);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(pushes().map(({ shop: key, orderNumber, content, by }) => [key, orderNumber, content.kind, by])).toEqual([
      [shop.key, orderNumbers[0], 'confirm', 'miyu'],
      [shop.key, orderNumbers[1], 'confirm', 'miyu'],
    ]);
    expect(takeMessages(store)).toEqual([{ shop: shop.key, afterMs: 0 }]);
  });

  it('twice is stored once, and the second request reports that it stands', async () => {
    const { orderNumbers, ops, pushes } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    const once = await world().json(`push confirm ${orderNumbers[0]} ${orderNumbers[0]}`);
    expect(once).toMatchObject({ requested: 0, stands: 1 });
    expect(pushes()).toHaveLength(1);
  });

  it('that had failed begins anew', async () => {
    const { orderNumbers, ops, pushes, change, now, pass } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    const [push] = pushes();
    if (push === undefined) throw new Error('nothing was requested');
    await change(push, { state: { kind: 'failed', at: now(), reason: 'amount-unset', who: 'merchant' } });
    pass(1_000);
    expect(await world().json(`push confirm ${orderNumbers[0]} --dry-run`)).toMatchObject({ dryRun: true, again: 1 });
    expect(pushes()[0]?.state.kind).toBe('failed');
    expect(await world().json(`push confirm ${orderNumbers[0]}`)).toMatchObject({ again: 1 });
    expect(pushes()[0]?.state.kind).toBe('requested');
  });

  it('is reported by a dry run as it would be: again, where a later one has taken its place', async () => {
    const { orderNumbers, ops, pass } = world();
    const [number] = orderNumbers;
    for (const id of ['12', '13']) {
      await ops(`push sub-status ${number} --id ${id}`);
      pass(1_000);
    }
    const again = async (id: string) => (await world().json(`push sub-status ${number} --id ${id} --dry-run`)).again;
    expect([await again('12'), await again('13')]).toEqual([1, 0]);
  });

  it('is written down nowhere by a dry run', async () => {
    const { orderNumbers, json, pushes } = world();
    expect(await json(`push confirm ${orderNumbers[0]} --dry-run`)).toMatchObject({ dryRun: true, requested: 1 });
    expect(pushes()).toEqual([]);
  });

  it('of orders that are not stored is not requested at all, and all problems are reported', async () => {
    const { orderNumbers, ops, pushes, openShop, store } = world();
    await openShop('sakura-kitchen', 1);
    const said = await ops(`push confirm 370001-20261124-9999999999 ${orderNumbers[0]} 370001-20261124-8888888888`);
    expect(said.code).toBe(2);
    expect(said.err).toContain('370001-20261124-9999999999 is not stored here (2 shops looked through)');
    expect(said.err).toContain('370001-20261124-8888888888 is not stored here (2 shops looked through)');
    expect(pushes()).toEqual([]);
    expect(takeMessages(store)).toEqual([]);
  });

  it('of an order that is not stored is left to the mall where its shop is named', async () => {
    const { ops, pushes, shop } = world();
    const said = await ops(`push confirm 370001-20261124-9999999999 --shop ${shop.code}`);
    expect(said.code).toBe(0);
    expect(said.err).toContain(`warning: 370001-20261124-9999999999 is not stored for ${shop.key}`);
    expect(pushes()).toHaveLength(1);
  });

  it('is refused for a merchant who has not the feature, with what to do', async () => {
    const { ops, orderNumbers, pushes } = world();
    await ops(['merchants', 'change', 'kado', '--features', 'import']);
    const said = await ops(`push confirm ${orderNumbers[0]}`);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('has not the feature status') });
    expect(pushes()).toEqual([]);
  });

  it('is reported to a program as one line', async () => {
    const { json, orderNumbers, shop } = world();
    expect(await json(`push sub-status ${orderNumbers[0]} --id 1203`)).toEqual({
      dryRun: false,
      requested: 1,
      again: 0,
      stands: 0,
      refused: 0,
      changes: [{ shop: shop.key, orderNumber: orderNumbers[0], kind: 'sub-status', outcome: 'requested' }],
    });
  });

  it('takes a sub-status away with none', async () => {
    const { ops, orderNumbers, pushes } = world();
    await ops(`push sub-status ${orderNumbers[0]} --id none`);
    expect(pushes()[0]?.content).toEqual({ kind: 'sub-status', subStatusId: null });
  });

  it('needs an order', async () => {
    expect(await world().ops('push confirm')).toMatchObject({
      code: 2,
      err: expect.stringContaining('<受注番号…>: is missing'),
    });
  });
});

describe('a list of changes', () => {
  it('of one shop leaves its key out of the table: at 80 columns it was broken after its last letter', async () => {
    const { ops, orderNumbers, shop } = world();
    await ops(`push ship ${orderNumbers[0]} --carrier ヤマト --number 444413758703`);
    const { out } = await ops(`push list --shop ${shop.code}`, { columns: 80 });
    expect(out).toContain(`${orderNumbers[0]}  `);
    expect(out).not.toContain(shop.key);
    expect((await ops('push list', { columns: 80 })).out).toContain(shop.key.slice(0, 8));
  });
});

describe('an order that is to be cancelled at the mall', () => {
  it('is cancelled only after the operator typed yes', async () => {
    const { ops, orderNumbers, pushes } = world();
    const cancel = `push cancel ${orderNumbers[0]} --reason out-of-stock`;
    expect(await ops(cancel)).toMatchObject({ code: 1, err: expect.stringContaining('say so with --yes') });
    expect(await ops(cancel, { typed: 'no\n' })).toMatchObject({ code: 1 });
    expect(pushes()).toEqual([]);
    const said = await ops(cancel, { typed: 'yes\n' });
    expect(said.err).toContain('Cancel 1 order of rms#kado-no-mise at the mall (out-of-stock 欠品)? Type yes: ');
    expect(pushes()[0]?.content).toEqual({ kind: 'cancel', reason: 'out-of-stock' });
  });

  it('takes its reason in Japanese, too: 欠品 was refused with a list of English words', async () => {
    const said = await world().ops(`push cancel ${world().orderNumbers[0]} --reason 欠品 --yes`);
    expect([said.code, world().pushes()[0]?.content]).toEqual([0, { kind: 'cancel', reason: 'out-of-stock' }]);
    const { out } = await world().ops('push cancel --help', { language: 'ja' });
    expect(out).toMatch(/out-of-stock {2,}欠品/);
  });

  it('needs a reason of the list', async () => {
    const said = await world().ops(`push cancel ${world().orderNumbers[0]} --reason whim --yes`);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('buyer-cancelled or buyer-returned') });
  });
});

describe('a memo', () => {
  it('comes from a file, a terminal or standard input, and is shown nowhere', async () => {
    const { ops, orderNumbers, pushes, write } = world();
    const path = write('memo.txt', Buffer.from('\ufeff玄関前に置く\r\n見本様\r\n'));
    const said = [
      await ops(`push memo ${orderNumbers[0]} --text-file ${path} --json`),
      await ops(`push memo ${orderNumbers[1]}`, { typed: '見本様\n' }),
      await ops(`push memo ${orderNumbers[2]} --text-file -`, { stdin: '見本様' }),
      await ops('push list --json'),
    ];
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(pushes().map(({ content }) => content)).toEqual([
      { kind: 'memo', text: '玄関前に置く\n見本様' },
      { kind: 'memo', text: '見本様' },
      { kind: 'memo', text: '見本様' },
    ]);
    expect(said.map(({ out, err }) => out + err).join('')).not.toContain('見本');
  });

  it('is never an argument', async () => {
    const said = await world().ops(['push', 'memo', `${world().orderNumbers[0]}`, '--text', '見本様']);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('--text: there is no such option') });
  });

  it('that is empty, too long or not there is refused', async () => {
    const { ops, orderNumbers } = world();
    expect(await ops(`push memo ${orderNumbers[0]}`)).toMatchObject({ code: 2 });
    expect(await ops(`push memo ${orderNumbers[0]} --text-file -`, { stdin: ' \n' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('The text is empty'),
    });
    expect(await ops(`push memo ${orderNumbers[0]} --text-file -`, { stdin: 'あ'.repeat(1_001) })).toMatchObject({
      code: 2,
      err: expect.stringContaining('got 1001 characters'),
    });
  });
});

describe('one parcel', () => {
  it('is shipped today in Japan where nothing else is said', async () => {
    const { ops, orderNumbers, pushes } = world();
    const said = await ops(`push ship ${orderNumbers[0]} --carrier ヤマト --number 4444-1375-8703 --basket 12`);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(pushes()[0]?.content).toEqual({
      kind: 'ship',
      parcels: [{ basketId: '12', carrier: '1001', trackingNumber: '444413758703', shippedOn: '2026-11-24' }],
    });
  });

  it('with a number that its carrier can hardly have is warned of, and requested', async () => {
    const { ops, orderNumbers, pushes } = world();
    const said = await ops(`push ship ${orderNumbers[0]} --carrier 1002 --number 444413758704 --date 2026-11-23`);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('check digit that does not fit') });
    expect(pushes()).toHaveLength(1);
  });

  it.each([
    ['--carrier ねこ --number 1', /--carrier: expected a carrier by code or name/],
    ['--number 1', /--carrier: is missing/],
    ['--carrier 1001 --number 1 --partial', /--partial: is for --file/],
    ['--carrier 1001 --number 1 --file x.csv', /give one of them/],
    ['--carrier 1001 --number 1 --date tomorrow', /expected a day as 2026-11-24/],
  ])('with %s is refused', async (options, problem) => {
    const { ops, orderNumbers, pushes } = world();
    expect(await ops(`push ship ${orderNumbers[0]} ${options}`)).toMatchObject({
      code: 2,
      err: expect.stringMatching(problem),
    });
    expect(pushes()).toEqual([]);
  });
});

describe('the carriers', () => {
  it('are listed with every name that is understood', async () => {
    const { carriers } = await world().json('push carriers');
    const also = expect.arrayContaining(['佐川', '飛脚宅配便']);
    expect(carriers).toContainEqual(expect.objectContaining({ code: '1002', name: '佐川急便', also }));
  });
});
