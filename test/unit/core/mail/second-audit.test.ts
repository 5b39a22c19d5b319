import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import type { ShopAudit } from '../../../../core/model/audit.ts';
import type { AuditFigures } from '../../../../core/model/incident.ts';
import { closed, openNoticeWorld, start, subjectsTo } from './world.ts';

type Audited = Extract<ShopAudit['result'], { kind: 'audited' }>;

const nothingFound: Audited = {
  ...{ kind: 'audited', atMall: 5, placed: 5, missing: [], missingCount: 0, doubled: [], doubledCount: 0 },
  ...{ unread: [], unreadCount: 0 },
};
const figures: AuditFigures = { shops: 2, audited: 2, atMall: 10, missing: 0, doubled: 0, unread: 0 };

let world: Awaited<ReturnType<typeof openNoticeWorld>>;
beforeEach(async () => {
  world = await openNoticeWorld();
  for (const [key, shop] of world.store.shopsByKey) world.store.shopsByKey.set(key, { ...shop, cursor: start + dayMs });
});

const found = (merchant: string, result: ShopAudit['result'], audit = `${closed.id}+24h`) =>
  world.ports.audits.put({ audit, shop: `rms#${merchant}`, from: start, to: start, at: start, result });

/** Sends the all-clears, then the mails of the second audit. */
async function sendAfter(secondAudit: Partial<AuditFigures>): Promise<void> {
  await world.incident(closed);
  await world.send();
  await world.incident({ ...closed, version: 2, secondAudit: { ...figures, ...secondAudit } });
  await world.send();
  await world.send();
}

const refuseKey = (merchant: string) =>
  world.ports.pauses.set({
    ...{ cause: 'credentials', since: start, by: 'poll-orders', note: 'The key is refused.' },
    ...{ scope: `rms#${merchant}`, credentialVersion: 1 },
  });

describe('the audit a day later', () => {
  beforeEach(async () => {
    await found('kado', nothingFound, closed.id);
    await found('sumi', nothingFound, closed.id);
  });

  it('leaves it to the all-clear before it to ask for surplus rows that stay', async () => {
    const surplus = { rows: 1, left: 1, leftIn: ['1-9'] };
    await found('kado', { ...nothingFound, doubled: ['1-9'], doubledCount: 1, surplus }, closed.id);
    await found('kado', nothingFound);
    await found('sumi', nothingFound);
    await sendAfter({});
    const [toKado, ...more] = world.mails.filter(({ merchant }) => merchant === 'kado');
    expect(toKado?.subject).toContain('【復旧・要確認1件】');
    expect(toKado?.text).toContain('重複した発送明細が1件残っています。');
    expect(toKado?.text).toContain('受注番号: 1-9');
    expect(more).toEqual([]);
  });

  it('asks once for surplus rows that stay and that the all-clear did not name', async () => {
    const left = (...leftIn: string[]): Audited => ({
      ...{ ...nothingFound, doubled: leftIn, doubledCount: leftIn.length },
      surplus: { rows: leftIn.length, left: leftIn.length, leftIn },
    });
    // What its push was about to remove, and did not.
    await found('kado', { ...left('1-9'), surplus: { rows: 1, left: 0, leftIn: [] } }, closed.id);
    await found('sumi', left('2-1'), closed.id);
    await found('kado', left('1-9'));
    await found('sumi', left('2-1'));
    await sendAfter({ doubled: 2, surplusRows: 2, surplusLeft: 2 });
    expect(subjectsTo(world.mails, 'kado').slice(1)).toEqual([
      '【要確認1件】楽天市場 接続障害(2/10 15:45〜22:45)の再照合の結果',
    ]);
    const correction = world.mails.filter(({ merchant }) => merchant === 'kado').at(-1);
    expect(correction?.text).toContain('重複した発送明細が1件残っています。');
    expect(correction?.text).toContain('受注番号: 1-9');
    expect(subjectsTo(world.mails, 'sumi')).toHaveLength(1);
  });

  it('is silence where its surplus rows are about to be removed', async () => {
    await found('kado', { ...nothingFound, doubledCount: 1, surplus: { rows: 1, left: 0, leftIn: [] } });
    await found('sumi', nothingFound);
    await sendAfter({ doubled: 1, surplusRows: 1, surplusLeft: 0 });
    expect(subjectsTo(world.mails, 'kado')).toHaveLength(1);
  });

  it('is silence only where it was made and found nothing', async () => {
    await found('kado', nothingFound);
    await found('sumi', nothingFound);
    await sendAfter({});
    expect(subjectsTo(world.mails, 'kado')).toEqual([expect.stringContaining('【復旧・取込漏れ0件】')]);
    expect(subjectsTo(world.mails, 'sumi')).toHaveLength(1);
  });

  it('that could not be made for a shop is reported to its merchant, once, and to no other', async () => {
    await found('kado', { kind: 'unaudited', reason: 'mall.timeout' });
    await found('sumi', nothingFound);
    await sendAfter({ audited: 1 });
    expect(subjectsTo(world.mails, 'kado').slice(1)).toEqual([
      '【要確認1件】楽天市場 接続障害(2/10 15:45〜22:45)の再照合ができませんでした',
    ]);
    expect(subjectsTo(world.mails, 'sumi')).toHaveLength(1);
  });

  it('is also reported as not made for a shop that was never reached', async () => {
    await sendAfter({ audited: 0 });
    expect(subjectsTo(world.mails, 'kado').at(-1)).toContain('再照合ができませんでした');
    expect(subjectsTo(world.mails, 'sumi').at(-1)).toContain('再照合ができませんでした');
  });

  it('is not reported to a merchant whose key the mall refuses, since they know, nor for a shop that came after the outage', async () => {
    await refuseKey('kado');
    await found('kado', { kind: 'unaudited', reason: 'mall.credentials' }, closed.id);
    const sumi = world.store.shopsByKey.get('rms#sumi');
    if (sumi) world.store.shopsByKey.set('rms#sumi', { ...sumi, importFrom: start + 8 * hourMs });
    await sendAfter({ audited: 0 });
    expect(subjectsTo(world.mails, 'kado')).toEqual([expect.stringContaining('【復旧・要確認1件】')]);
    expect(world.mails[0]?.text).toContain('新しいキーを当社へお知らせください');
    expect(subjectsTo(world.mails, 'sumi')).toHaveLength(1);
  });

  it('is reported where the key was good when the all-clear was sent, and no longer is', async () => {
    await world.incident(closed);
    await world.send();
    await refuseKey('kado');
    await world.incident({ ...closed, version: 2, secondAudit: { ...figures, audited: 1 } });
    await found('sumi', nothingFound);
    await world.send();
    expect(subjectsTo(world.mails, 'kado').at(-1)).toContain('再照合ができませんでした');
  });

  it('names unreadable orders only to merchants to whom the all-clear did not name them', async () => {
    const unread = { ...nothingFound, unread: ['1-2-3'], unreadCount: 1 };
    await found('kado', unread, closed.id);
    for (const merchant of ['kado', 'sumi']) await found(merchant, unread);
    await sendAfter({ unread: 2 });
    expect(subjectsTo(world.mails, 'kado')).toEqual(['【復旧・要確認1件】楽天市場 接続障害(2/10 15:45〜22:45)']);
    expect(world.mails[0]?.text).toContain('受注番号: 1-2-3');
    expect(subjectsTo(world.mails, 'sumi').slice(1)).toEqual([
      '【要確認1件】楽天市場 接続障害(2/10 15:45〜22:45)の再照合の結果',
    ]);
    expect(world.mails.at(-1)?.text).not.toContain('取り込みました');
  });

  it('of a release that counted none of those is read as it was written', async () => {
    const { unread: _, unreadCount: __, ...old } = nothingFound;
    for (const merchant of ['kado', 'sumi']) await found(merchant, old);
    const { unread: ___, ...oldFigures } = figures;
    await world.incident({ ...closed, secondAudit: oldFigures });
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toEqual([expect.stringContaining('【復旧・取込漏れ0件】')]);
  });
});
