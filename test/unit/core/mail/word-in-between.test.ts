import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { closed, opened, openNoticeWorld, start, subjectsTo } from './world.ts';

describe('a word in between', () => {
  it('that a person wrote goes once', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    await world.incident({ ...opened, interims: [{ at: start + hourMs, text: '楽天市場は復旧作業中です。' }] });
    await world.send();
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toHaveLength(2);
    expect(world.mails[1]?.text).toContain('楽天市場は復旧作業中です。');
  });

  it('does not go by itself, however long it lasts, unless that is set', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    await world.incident(opened);
    await world.send();
    world.pass(2 * dayMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
    expect(world.mails).toHaveLength(1);
  });

  it('goes, where that is set, whenever merchants have heard nothing for so long, and once', async () => {
    const world = await openNoticeWorld({ kado: ['import'] }, { interimEveryMs: 3 * hourMs });
    await world.incident(opened);
    await world.send();
    world.pass(3 * hourMs - 2 * minuteMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
    world.pass(2 * minuteMs);
    await Promise.all([world.send(), world.send()]);
    await world.send();
    expect(subjectsTo(world.mails, 'kado').slice(1)).toEqual(['【途中経過】楽天市場 接続障害(2/10 15:45〜)']);
    expect(world.mails.at(-1)?.text).toContain(
      '18:50 現在、発生から3時間が経ちましたが、正常な応答はまだ確認できていません。',
    );
    const [incident] = world.store.incidentsById.values();
    expect(incident?.interims?.map(({ at }) => at)).toEqual([start + 3 * hourMs + 5 * minuteMs]);
    // The next one comes after the same time again. Missed ones are not sent.
    world.pass(10 * hourMs);
    await world.send();
    expect(world.mails).toHaveLength(3);
    expect(world.mails.at(-1)?.text).toContain('発生から12時間が経ちましたが');
  });

  it('of a person counts as one, and none goes after the outage', async () => {
    const world = await openNoticeWorld({ kado: ['import'] }, { interimEveryMs: 3 * hourMs });
    await world.incident({ ...opened, interims: [{ at: start + 2 * hourMs, text: '復旧作業中です。' }] });
    world.pass(4 * hourMs);
    await world.send();
    expect(world.mails).toHaveLength(2);
    world.pass(4 * hourMs);
    await world.incident({ ...closed, stage: { kind: 'recovering', since: start + 7 * hourMs } });
    expect(await world.send()).toMatchObject({ sent: 0 });
  });
});
