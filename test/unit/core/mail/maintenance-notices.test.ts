import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { openNoticeWorld, start, subjectsTo } from './world.ts';

describe('the mails of a planned maintenance', () => {
  const from = start + 12 * hourMs;
  const window = {
    id: 'w',
    mall: 'rms',
    capabilities: ['import'],
    from,
    to: from + 6 * hourMs,
    note: '',
    by: 'ops',
  } as const;

  it('go once, a day ahead, to those whom it concerns', async () => {
    const world = await openNoticeWorld({ kado: ['import'], stockOnly: ['stock'] });
    await world.ports.pauses.plan({ ...window, from: from + 2 * dayMs, to: from + 3 * dayMs });
    expect(await world.send()).toMatchObject({ sent: 0 });
    await world.ports.pauses.plan(window);
    await world.send();
    await world.send();
    expect(world.mails.map(({ to, subject }) => [to[0], subject])).toEqual([
      ['kado@example.jp', '【対応不要】楽天市場 メンテナンスのお知らせ(2/11 3:45〜9:45)'],
    ]);
  });

  it('go again for a window that is planned anew with the same start, also with the end that it had first', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['stock'] });
    await world.ports.pauses.plan(window);
    await world.send();
    const other = { ...window, to: from + 20 * hourMs, capabilities: ['import', 'stock'] as const };
    await world.ports.pauses.plan({ ...other, plannedAt: start + minuteMs });
    await world.send();
    await world.send();
    await world.ports.pauses.plan({ ...window, plannedAt: start + 2 * minuteMs });
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toEqual([
      '【対応不要】楽天市場 メンテナンスのお知らせ(2/11 3:45〜9:45)',
      '【対応不要】楽天市場 メンテナンスのお知らせ(2/11 3:45〜23:45)',
      '【対応不要】楽天市場 メンテナンスのお知らせ(2/11 3:45〜9:45)',
    ]);
    expect(subjectsTo(world.mails, 'sumi')).toEqual(['【対応不要】楽天市場 メンテナンスのお知らせ(2/11 3:45〜23:45)']);
  });

  it('go no second time for a window that 0.1.0 has announced', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    const ofFormer = { occasion: 'maintenance-rms-w', kind: 'maintenance-ahead', merchant: '*' } as const;
    await world.ports.notices.put({ ...ofFormer, version: 1, state: { kind: 'sent', at: start, messageId: '' } });
    await world.ports.pauses.plan(window);
    expect(await world.send()).toMatchObject({ sent: 0 });
  });

  it('are none afterwards where everything was caught up', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    const kado = world.store.shopsByKey.get('rms#kado');
    if (kado) world.store.shopsByKey.set('rms#kado', { ...kado, cursor: window.to + hourMs });
    await world.ports.pauses.plan({ ...window, endedAt: window.to + minuteMs });
    world.pass(20 * hourMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
  });

  it('are none afterwards where orders are still coming in by themselves', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    await world.ports.pauses.plan({ ...window, endedAt: window.to + minuteMs });
    world.pass(20 * hourMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
  });

  it('ask for another key where the mall refuses the one there is, and promise nothing', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['import'] });
    await world.ports.pauses.plan({ ...window, endedAt: window.to + minuteMs });
    const pause = { cause: 'credentials', since: start, by: 'poll-orders', note: 'The key is refused.' } as const;
    await world.ports.pauses.set({ ...pause, scope: 'rms#kado', credentialVersion: 1 });
    // Another key has been entered since.
    await world.ports.pauses.set({ ...pause, scope: 'rms#sumi', credentialVersion: 0 });
    world.pass(20 * hourMs);
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toEqual([
      '【要確認1件】楽天市場 メンテナンス終了のお知らせ(2/11 3:45〜9:45)',
    ]);
    const text = world.mails[0]?.text;
    expect(text).toContain('新しいキーを当社へお知らせください');
    expect(text).not.toContain('自動で取り込みます');
    expect(subjectsTo(world.mails, 'sumi')).toEqual([]);
  });

  it('are one afterwards for a window that goes on in another, from the beginning of the first', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    const endedAt = window.to + 4 * hourMs + minuteMs;
    const second = { ...window, id: 'w2', from: window.to, to: window.to + 4 * hourMs };
    for (const one of [window, second]) await world.ports.pauses.plan({ ...one, endedAt });
    const pause = { cause: 'credentials', since: start, by: 'poll-orders', note: 'The key is refused.' } as const;
    await world.ports.pauses.set({ ...pause, scope: 'rms#kado', credentialVersion: 1 });
    world.pass(endedAt + hourMs + minuteMs - start);
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toEqual([
      '【要確認1件】楽天市場 メンテナンス終了のお知らせ(2/11 3:45〜13:45)',
    ]);
  });

  it('promise nothing for a shop that a person holds, and ask its merchant nothing', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['import'] });
    const pause = { cause: 'manual', scope: 'rms#kado', since: start, by: 'hanako', note: 'A sale.' } as const;
    await world.ports.pauses.set(pause);
    await world.ports.pauses.plan(window);
    await world.send();
    expect(world.mails.map(({ text }) => text.includes('自動で再開'))).toEqual([false, true]);
    await world.ports.pauses.plan({ ...window, endedAt: window.to + minuteMs });
    world.pass(20 * hourMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
  });

  it('speak to a merchant of what they use and what is done at the mall', async () => {
    const world = await openNoticeWorld({ kado: ['import', 'stock'], sumi: ['status'], naka: ['import'] });
    await world.ports.pauses.plan({ ...window, capabilities: ['import', 'status'] });
    await world.send();
    const [toKado, toSumi, toNaka] = world.mails.map(({ text }) => text);
    expect(toKado).toContain('売り越しの可能性');
    expect(toSumi).toContain('停止する機能: ステータスの送信\n');
    expect(toSumi).toContain('終了後に順に送信いたします');
    for (const text of [toSumi, toNaka]) expect(text).not.toMatch(/在庫|売り越し/);
  });
});
