import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { noStockFacts, pushFactsOf } from '../../../../core/mail/facts.ts';
import { renderText } from '../../../../core/mail/render.ts';
import { gatherFacts, writeLetter } from '../../../../core/mail/write-letter.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { newMerchant } from '../../../../core/model/merchant.ts';
import type { PushState } from '../../../../core/model/push.ts';
import type { Shop, ShopKey } from '../../../../core/model/shop.ts';
import { holdsPushes } from '../../../../core/outage/recovery-progress.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';

const since = Date.UTC(2020, 1, 10, 6, 45);
const until = since + 7 * hourMs;
const now = until + hourMs;
const incident: Incident = {
  id: 'rms-20200210-154500',
  mall: 'rms',
  version: 1,
  openedAt: since,
  detectedAt: since,
  stage: { kind: 'recovering', since: until },
  affected: [{ capability: 'status', from: since, to: until }],
  reopened: 0,
  noticedAt: since + 5 * minuteMs,
};
const merchant = newMerchant('kado', { name: '角の店', contacts: ['k@example.jp'], features: ['status'] }, since);
const failed = { kind: 'failed', at: until + minuteMs, reason: 'order-cancelled', who: 'merchant' } as const;
const ends: readonly PushState[] = [
  { kind: 'confirmed', at: until + minuteMs },
  { kind: 'confirmed', at: until + 2 * minuteMs },
  failed,
  { ...failed, reason: 'refused-otherwise', who: 'ops' },
  { kind: 'retrying', tries: 1, next: now + minuteMs, reason: 'not-done' },
  { kind: 'held', since, cause: 'outage', tries: 0 },
];

let ports: ReturnType<typeof portsOf>;
let shop: Shop;
let rows = 0;
function portsOf() {
  const clock = { now: () => now, sleep: async () => undefined };
  return { ...memoryPorts(), log: memoryLog(), clock };
}
beforeEach(async () => {
  ports = portsOf();
  const facts = { mall: 'rms', code: 'kado', name: '角の店', merchant: 'kado', shard: 0, importFrom: since } as const;
  shop = newShop({ ...facts, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() });
  await ports.shops.add(shop);
});

async function put(state: PushState, { heldAt = since + hourMs, more = {}, of = 'rms#kado' as ShopKey } = {}) {
  const first: Push = {
    shop: of,
    orderNumber: `123456-20200210-${++rows}`,
    id: 'confirm-1',
    content: { kind: 'confirm' },
    requestedAt: since,
    by: 'warehouse-1',
    version: 1,
    writer: 'w',
    state: { kind: 'requested' },
    trail: heldAt === 0 ? [] : [{ at: heldAt, what: 'held', reason: 'outage' }],
  };
  await putChanges(ports.targets, { ...first, ...more, state });
}
const factsOf = async (kind: 'outage-opened' | 'outage-all-clear') =>
  pushFactsOf(ports, { kind }, merchant, await gatherFacts(ports, incident, []));
const letterOf = async (kind: 'outage-opened' | 'outage-all-clear'): Promise<string> => {
  const facts = await gatherFacts(ports, incident, []);
  const pushes = await pushFactsOf(ports, { kind }, merchant, facts);
  const letter = writeLetter({ kind, occasion: 'o' }, merchant, facts, pushes, noStockFacts);
  return letter === null ? '' : `${letter.subject}\n${renderText(letter, { fromName: 'T', signature: [] })}`;
};

describe('the pushes that an outage held', () => {
  it('are counted from their rows: what was held, and what became of each', async () => {
    for (const state of ends) await put(state);
    expect((await factsOf('outage-all-clear')).held).toEqual({
      held: 6,
      confirmed: 2,
      needMerchant: 1,
      needOthers: 1,
      underWay: 2,
    });
  });

  it('are those of this outage: not what was never held, was held before, or was taken back', async () => {
    await put({ kind: 'confirmed', at: until }, { heldAt: 0 });
    await put({ kind: 'confirmed', at: until }, { heldAt: since - hourMs });
    await put({ kind: 'withdrawn', at: until, by: 'hanako' });
    expect((await factsOf('outage-all-clear')).held?.held).toBe(0);
  });

  it('are also those that are undone and that no run has marked, in thousands of one shop', async () => {
    await put({ kind: 'requested' }, { heldAt: 0 });
    await put({ kind: 'retrying', tries: 1, next: now, reason: 'mall-processing' }, { heldAt: 0 });
    const before = { heldAt: 0, more: { requestedAt: since - hourMs } };
    await put({ kind: 'retrying', tries: 1, next: now, reason: 'not-done' }, before);
    const counted = { held: 3, underWay: 3 };
    expect((await factsOf('outage-all-clear')).held).toMatchObject(counted);
    // These were asked for when it was over, or wait for the mall since before it began.
    await put({ kind: 'requested' }, { heldAt: 0, more: { requestedAt: until + minuteMs } });
    await put({ kind: 'retrying', tries: 1, next: now, reason: 'mall-processing' }, before);
    expect((await factsOf('outage-all-clear')).held).toMatchObject(counted);
  });

  it('count while they are looked at again, or while the bus was not told', async () => {
    await put({ kind: 'confirmed', at: until }, { more: { lookAgainAt: now + hourMs } });
    await put(failed, { more: { untold: 'failed' } });
    expect((await factsOf('outage-all-clear')).held).toMatchObject({ held: 2, confirmed: 1, needMerchant: 1 });
  });

  it('stand in the all-clear with everything that is open', async () => {
    for (const state of ends) await put(state);
    const said = await letterOf('outage-all-clear');
    expect(said).toContain('【復旧・要確認1件】');
    expect(said).toMatch(/当社で対応中の件[\s\S]*1件は送信できませんでした[\s\S]*2件が未完了です/);
    expect(said).toContain('お預かりした変更 6件・送信済み 2件・送信できなかったもの 2件・未完了 2件');
  });

  it('are called not known when they could not be counted, and are never 0 then', async () => {
    const failing = async (): Promise<never> => {
      throw new TsunagiError('store.failing', 'later', 'The table does not answer.');
    };
    ports = { ...ports, changes: { ...ports.changes, open: failing, undone: failing } };
    expect(await letterOf('outage-all-clear')).toMatch(/要確認1件[\s\S]*結果を確認できませんでした/);
    expect(await letterOf('outage-opened')).toContain('送信待ちの件数は確認できませんでした');
  });

  it('are as many in the mail of the beginning as wait then', async () => {
    await put({ kind: 'held', since, cause: 'outage', tries: 0 });
    await put({ kind: 'requested' }, { heldAt: 0 });
    await put({ kind: 'confirmed', at: since });
    expect(await letterOf('outage-opened')).toContain('送信待ち 2件');
  });

  it('are not read for a merchant who uses no statuses', async () => {
    await put(failed);
    const facts = await gatherFacts(ports, incident, []);
    const other = { ...merchant, features: ['import'] as const };
    expect(await pushFactsOf(ports, { kind: 'outage-all-clear' }, other, facts)).toEqual({ waiting: null, held: null });
  });
});

describe('the all-clear', () => {
  it('waits for a push that the outage held and that is under way', async () => {
    await put({ kind: 'retrying', tries: 1, next: now + 40 * minuteMs, reason: 'not-done' });
    expect(await holdsPushes(ports, incident, [])).toBe(true);
  });

  it('does not wait for those that ended, that were asked for later, or of shops that something else holds', async () => {
    await put({ kind: 'confirmed', at: until }, { more: { lookAgainAt: now + hourMs } });
    await put(failed);
    await put({ kind: 'requested' }, { heldAt: 0 });
    expect(await holdsPushes(ports, incident, [])).toBe(false);
    await put({ kind: 'held', since, cause: 'manual', tries: 0 });
    const byHand = { cause: 'manual', scope: shop.key, since, by: 'taro', note: '' } as const;
    expect(await holdsPushes(ports, incident, [byHand])).toBe(false);
  });

  it('does not look where statuses were never out', async () => {
    await put({ kind: 'held', since, cause: 'outage', tries: 0 });
    const imports: Incident = { ...incident, affected: [{ capability: 'import', from: since, to: until }] };
    expect(await holdsPushes(ports, imports, [])).toBe(false);
  });
});
