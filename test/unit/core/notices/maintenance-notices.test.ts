import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/units.ts';
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
      ['kado@example.jp', '【作業不要】楽天市場 メンテナンスのお知らせ(2/11 3:45〜9:45)'],
    ]);
  });

  it('are none afterwards where everything was caught up', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    const kado = world.store.shopsByKey.get('rms#kado');
    if (kado) world.store.shopsByKey.set('rms#kado', { ...kado, cursor: window.to + hourMs });
    await world.ports.pauses.plan({ ...window, endedAt: window.to + minuteMs });
    world.pass(20 * hourMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
  });

  it('name a shop whose orders are not here an hour after', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    await world.ports.pauses.plan({ ...window, endedAt: window.to + minuteMs });
    world.pass(20 * hourMs);
    await world.send();
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toEqual([
      '【要確認1件】楽天市場 メンテナンス終了のお知らせ(2/11 3:45〜9:45)',
    ]);
    expect(world.mails[0]?.text).toContain('kado店: メンテナンス中のご注文の取込が終わっていません。');
  });
});
