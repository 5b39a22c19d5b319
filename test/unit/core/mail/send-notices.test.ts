import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { closed, opened, openNoticeWorld, start, subjectsTo } from './world.ts';

describe('the mails of an incident', () => {
  it('are none before it is decided to inform merchants', async () => {
    const world = await openNoticeWorld();
    const { noticedAt: _, ...blip } = opened;
    await world.incident(blip);
    expect(await world.send()).toEqual({ sent: 0, refused: 0, merged: 0, left: 0, stuck: 0 });
    await world.incident({ ...blip, stage: { kind: 'closed', at: start + hourMs } });
    await world.send();
    expect(world.mails).toEqual([]);
  });

  it('are exactly two to each affected merchant, however often it is asked', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    for (let run = 0; run < 3; run++) await world.send();
    await world.incident(closed);
    for (let run = 0; run < 3; run++) await world.send();
    for (const merchant of ['kado', 'sumi']) {
      expect(subjectsTo(world.mails, merchant)).toEqual([
        '【対応不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)',
        // Nothing was audited in this world, and it does not say 0.
        '【復旧・未完了1件】楽天市場 接続障害(2/10 15:45〜22:45)',
      ]);
    }
    expect(world.mails[0]?.text).toContain('kado商店 様');
    expect(world.mails[0]?.merchant).toBe('kado');
  });

  it('are kept as they were sent, with the addresses masked and the name that the mail service got', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    await world.send();
    const kept = await world.ports.notices.sentOn('2020-02-10');
    expect(kept.map(({ record }) => [record?.merchant, record?.to])).toEqual([
      ['kado', ['k***@example.jp']],
      ['sumi', ['s***@example.jp']],
    ]);
    const [first] = kept;
    expect(first).toMatchObject({ id: world.mails[0]?.id, reports: [] });
    expect(first?.record).toMatchObject({ text: world.mails[0]?.text, outcome: { kind: 'accepted' } });
  });

  it('are sent once, although the history could not be written', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    world.ports.notices.keepSent = async () => {
      throw new TsunagiError('store.failing', 'later', 'The table does not answer.');
    };
    await world.incident(opened);
    for (let run = 0; run < 2; run++) await world.send();
    expect(world.mails).toHaveLength(1);
  });

  it('say of a trouble that has ended by then that it has, and when', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['import', 'status'] });
    const until = start + 6 * minuteMs;
    const status = { capability: 'status', from: start, to: null } as const;
    await world.incident({ ...opened, affected: [{ capability: 'import', from: start, to: until }, status] });
    await world.send();
    const [toKado, toSumi] = world.mails;
    expect(toKado?.subject).toBe('【対応不要】楽天市場 接続障害のお知らせ(2/10 15:45〜15:51)');
    expect(toKado?.text).toContain('2月10日(月) 15:51 からは応答があり、回復を確認中です。');
    expect(toKado?.text).not.toContain('続いています');
    expect(toSumi?.text).toContain('続いています');
  });

  it('are none to merchants who use nothing of what is out', async () => {
    const world = await openNoticeWorld({ kado: ['import'], stockOnly: ['stock'] });
    await world.incident(opened);
    await world.send();
    expect(world.mails.flatMap(({ to }) => to)).toEqual(['kado@example.jp']);
  });

  it('reach merchants whom something else that went out concerns only later', async () => {
    const world = await openNoticeWorld({ kado: ['import'], stockOnly: ['stock'] });
    await world.incident(opened);
    await world.send();
    const stock = { capability: 'stock', from: start + hourMs, to: null } as const;
    await world.incident({ ...opened, affected: [...opened.affected, stock] });
    await world.send();
    expect(world.mails.flatMap(({ to }) => to)).toEqual(['kado@example.jp', 'stockOnly@example.jp']);
  });

  it.each([1, 2, 3, 4])('are finished by the next run when one dies before its write %i', async (write) => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    world.crashAtWrite(write);
    await expect(world.send()).rejects.toThrow('died');
    world.pass(10 * minuteMs);
    await world.send();
    await world.send();
    // Only a crash between the acceptance by the mail service and our mark may send it twice.
    const diedBetween = write === 2 ? 'kado' : write === 4 ? 'sumi' : null;
    for (const merchant of ['kado', 'sumi']) {
      expect(subjectsTo(world.mails, merchant)).toHaveLength(merchant === diedBetween ? 2 : 1);
    }
  });

  it('wait while the mail service is down, and go when it is back', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    world.answers(() => {
      throw new TsunagiError('mail.failing', 'later', 'The mail service does not answer.');
    });
    expect(await world.send()).toMatchObject({ sent: 0, left: 2 });
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    world.pass(6 * minuteMs);
    expect(await world.send()).toMatchObject({ sent: 2, left: 0 });
  });

  it('are not tried again when the mail service refuses one for good, and the others go', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    let first = true;
    world.answers(() => {
      if (!first) return { kind: 'accepted', messageId: 'm' };
      first = false;
      return { kind: 'refused', reason: 'MessageRejected' };
    });
    expect(await world.send()).toMatchObject({ sent: 1, refused: 1 });
    expect(await world.send()).toMatchObject({ sent: 0, refused: 0 });
  });

  it('are all tried again when the mail service refuses every one, and go once it takes them', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    world.answers(() => ({ kind: 'refused', reason: 'MessageRejected' }));
    for (let run = 0; run < 3; run++) {
      expect(await world.send()).toMatchObject({ sent: 0, refused: 0, left: 2 });
      world.pass(6 * minuteMs);
    }
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    expect(await world.send()).toMatchObject({ sent: 2, refused: 0, left: 0 });
    for (const merchant of ['kado', 'sumi']) expect(subjectsTo(world.mails, merchant)).toHaveLength(1);
  });

  it('that were refused before another was taken are refused for good by the end of the run', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    let tries = 0;
    world.answers(() =>
      ++tries === 1 ? { kind: 'refused', reason: 'MessageRejected' } : { kind: 'accepted', messageId: 'm' },
    );
    expect(await world.send()).toMatchObject({ sent: 1, refused: 1, left: 0 });
    world.pass(6 * minuteMs);
    expect(await world.send()).toMatchObject({ sent: 0, refused: 0, left: 0 });
    expect(tries).toBe(2);
    const rows = await world.ports.notices.of(opened.id);
    expect(rows.find(({ merchant }) => merchant === 'kado')?.state.kind).toBe('refused');
  });

  it('set an all-clear right only for the shops in which the second audit found something', async () => {
    const world = await openNoticeWorld();
    await world.incident(closed);
    await world.send();
    const second = { kind: 'audited', atMall: 5, placed: 5, doubled: [], doubledCount: 0 } as const;
    const row = { audit: `${closed.id}+24h`, from: start, to: start, at: start } as const;
    await world.ports.audits.put({
      ...row,
      shop: 'rms#kado',
      result: { ...second, missing: ['1-2-3'], missingCount: 1 },
    });
    await world.ports.audits.put({ ...row, shop: 'rms#sumi', result: { ...second, missing: [], missingCount: 0 } });
    await world.incident({ ...closed, secondAudit: { shops: 2, audited: 2, atMall: 10, missing: 1, doubled: 0 } });
    await world.send();
    await world.send();
    expect(subjectsTo(world.mails, 'kado').at(-1)).toContain('【追加取込1件】');
    expect(subjectsTo(world.mails, 'sumi')).toHaveLength(1);
  });

  it('go out once when two runs send at the same time', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    await Promise.all([world.send(), world.send()]);
    await world.send();
    expect(world.mails).toHaveLength(2);
  });
});
