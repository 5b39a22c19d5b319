import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { countMails } from '../../../../core/mail/count-mails.ts';
import type { Capability } from '../../../../core/model/health.ts';
import { defaultHealthSettings } from '../../../../core/model/health-settings.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { keepIncident, nothingDone } from '../../../../core/outage/keep-incidents.ts';
import { closed, opened, openNoticeWorld, start, subjectsTo } from './world.ts';

/** When the all-clear begins to go out, and when it fails again. */
const closedAt = start + 8 * hourMs;
const again = closedAt + 2 * minuteMs;

/** The incident as it is kept when a capability fails again. */
function relapse(of: Incident, capability: Capability, now: number = again): Incident {
  const state = { kind: 'down', since: again, detectedAt: again } as const;
  const health = { mall: 'rms', capability, version: 1, state } as const;
  return keepIncident(of, 'rms', [health], nothingDone, now, defaultHealthSettings) as Incident;
}

/** The same, well again after some minutes and closed. */
function over(of: Incident, minutes: number): Incident {
  const to = again + minutes * minuteMs;
  const affected = of.affected.map((span) => (span.to === null ? { ...span, to } : span));
  return { ...of, affected, stage: { kind: 'closed', at: to + minuteMs }, version: of.version + 1 };
}

/** A world in which one of several merchants has the all-clear when the run that sends it dies. */
async function halfTold(merchants: Readonly<Record<string, readonly Capability[]>>) {
  const world = await openNoticeWorld(merchants);
  await world.incident(opened);
  await world.send();
  world.pass(8 * hourMs - 6 * minuteMs);
  await world.incident(closed);
  world.crashAtWrite(3);
  await expect(world.send()).rejects.toThrow('died');
  world.pass(10 * minuteMs);
  return world;
}

const ofImport = { aki: ['import'], kado: ['import'], sumi: ['import'] } as const;
const allClears = (subjects: readonly string[]) => subjects.filter((subject) => subject.includes('【復旧'));

describe('a relapse while the mall comes back', () => {
  const wellBetween = [{ from: start + hourMs, to: start + 90 * minuteMs }];
  const told = { ...closed, affected: closed.affected.map((span) => ({ ...span, wellBetween })) };

  it('divides the time that the all-clear names, which was told as one silence', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    await world.incident(opened);
    await world.send();
    world.pass(8 * hourMs);
    await world.incident(told);
    await world.send();
    const text = world.mails.at(-1)?.text ?? '';
    expect(text).toContain('2020年2月10日(月) 15:45 〜 16:45(1時間)');
    expect(text).toContain('2020年2月10日(月) 17:15 〜 22:45(5時間30分)');
    expect(text).toContain('停止していた時間は、2回で合計6時間30分です。その間の時間帯は、応答がございました。');
  });

  it('is named by the mail in between, which said that no answer had come yet', async () => {
    const world = await openNoticeWorld({ kado: ['import'] }, { interimEveryMs: 3 * hourMs });
    await world.incident({ ...opened, affected: [{ capability: 'import', from: start, to: null, wellBetween }] });
    await world.send();
    world.pass(3 * hourMs);
    await world.send();
    expect(world.mails.at(-1)?.text).toContain(
      '発生から3時間が経ちました。途中で応答が戻った時間帯がございましたが、2月10日(月) 17:15 から再び応答を確認できていません。',
    );
  });
});

describe('a relapse while all-clears still go out', () => {
  it('that sends no mail leaves them to be sent once it is over, to each merchant who has none', async () => {
    const world = await halfTold(ofImport);
    const blip = relapse(closed, 'import');
    await world.incident(blip);
    await world.send();
    for (const merchant of ['kado', 'sumi']) expect(allClears(subjectsTo(world.mails, merchant))).toEqual([]);
    expect(await countMails(world.ports, over(blip, 3))).toContainEqual(
      expect.objectContaining({ kind: 'outage-all-clear', left: 2 }),
    );
    await world.incident(over(blip, 3));
    await world.send();
    await world.send();
    for (const merchant of ['aki', 'kado', 'sumi']) {
      expect(allClears(subjectsTo(world.mails, merchant))).toEqual([
        '【復旧・未完了1件】楽天市場 接続障害(2/10 15:45〜22:45)',
      ]);
    }
  });

  it('that is announced reports both in its own all-clear, to merchants who had none of the first', async () => {
    const world = await halfTold(ofImport);
    const told = relapse(relapse(closed, 'import'), 'import', again + 6 * minuteMs);
    await world.incident(told);
    await world.send();
    await world.incident(over(told, 60));
    await world.send();
    await world.send();
    expect(allClears(subjectsTo(world.mails, 'aki'))).toEqual([
      expect.stringContaining('2/10 15:45〜22:45'),
      expect.stringContaining('2/10 23:47〜2/11 0:47'),
    ]);
    expect(allClears(subjectsTo(world.mails, 'sumi'))).toEqual([expect.stringContaining('2/10 15:45〜2/11 0:47')]);
    const text = world.mails.findLast(({ to }) => to.includes('sumi@example.jp'))?.text ?? '';
    expect(text).toContain('2020年2月10日(月) 15:45 〜 22:45(7時間)');
    expect(text).toContain('2020年2月10日(月) 23:47 〜 2月11日(火) 0:47(1時間)');
    expect(text).toContain('停止していた時間は、2回で合計8時間です。その間の時間帯は、応答がございました。');
  });

  it('of something else does not keep them from those whom it does not concern', async () => {
    const world = await halfTold({ aki: ['import'], kado: ['import', 'status'], sumi: ['import'] });
    const told = relapse(relapse(closed, 'status'), 'status', again + 6 * minuteMs);
    await world.incident(told);
    await world.send();
    expect(allClears(subjectsTo(world.mails, 'sumi'))).toHaveLength(1);
    expect(allClears(subjectsTo(world.mails, 'kado'))).toHaveLength(0);
    await world.incident(over(told, 60));
    await world.send();
    await world.send();
    for (const merchant of ['kado', 'sumi']) expect(allClears(subjectsTo(world.mails, merchant))).toHaveLength(1);
    expect(world.mails.findLast(({ to }) => to.includes('kado@example.jp'))?.text).toContain('受注の取込');
  });

  it('sends its own all-clear to no merchant whom it does not concern, and reports nothing that was over before they came', async () => {
    const world = await halfTold({ aki: ['import'], kado: ['import', 'status'] });
    const told = relapse(relapse(closed, 'status'), 'status', again + 6 * minuteMs);
    await world.incident(told);
    await world.send();
    // One all-clear left no row, and one merchant is new.
    const aki = await world.ports.merchants.get('aki');
    const kado = await world.ports.merchants.get('kado');
    if (aki === null || kado === null) throw new Error('there are merchants');
    for (const [key, notice] of world.store.noticesById)
      if (notice.merchant === 'aki' && notice.kind === 'outage-all-clear') world.store.noticesById.delete(key);
    await world.ports.merchants.put({ ...kado, createdAt: again, version: kado.version + 1 });
    const before = world.mails.length;
    await world.incident(over(told, 60));
    await world.send();
    expect(world.mails.slice(before).map(({ to, subject }) => [to.join(), subject])).toEqual([
      ['kado@example.jp', expect.stringContaining('2/10 23:47〜2/11 0:47')],
    ]);
  });

  it('is announced to merchants who use what goes out only later in it, though the trouble before it concerned them, too', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['status'] });
    const status = { capability: 'status', from: start, to: start + hourMs } as const;
    const before = { ...closed, affected: [...closed.affected, status] };
    const told = relapse(relapse(before, 'status'), 'status', again + 6 * minuteMs);
    await world.incident(told);
    await world.send();
    const openedTo = (merchant: string) =>
      subjectsTo(world.mails, merchant).filter((subject) => /^【対応不要】.+\(2\/10 23:47〜\)$/.test(subject));
    expect(openedTo('sumi')).toHaveLength(1);
    expect(openedTo('kado')).toEqual([]);
    await world.incident(relapse(told, 'import', again + 8 * minuteMs));
    await world.send();
    await world.send();
    for (const merchant of ['kado', 'sumi']) {
      expect(openedTo(merchant)).toHaveLength(1);
    }
  });

  it('repeats no word in between of before, though the process that wrote it has a fast clock', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    const word = { at: again + hourMs, text: '楽天市場は復旧作業中です。' };
    await world.incident(relapse(relapse({ ...closed, interims: [word] }, 'import'), 'import', again + 6 * minuteMs));
    await world.send();
    expect(world.mails.map(({ text }) => text.includes(word.text))).toEqual([false]);
  });

  it('withholds no finding of the second audit from merchants who were informed of the import', async () => {
    for (const minutes of [3, 60]) {
      const world = await halfTold({ aki: ['import'], kado: ['status'] });
      const known = relapse(closed, 'status');
      const now = minutes > 5 ? relapse(known, 'status', again + 6 * minuteMs) : known;
      const done = over(now, minutes);
      await world.incident(done);
      await world.send();
      world.pass(dayMs);
      const found = { kind: 'audited', atMall: 5, placed: 5, doubled: [], doubledCount: 0 } as const;
      const audit = `${closed.id}~1+24h`;
      const result = { ...found, missing: ['1-2-3'], missingCount: 1 };
      for (const shop of ['rms#aki', 'rms#kado'] as const)
        await world.ports.audits.put({ audit, shop, from: start, to: start, at: start, result });
      await world.incident({
        ...done,
        secondAudit: { shops: 2, audited: 2, atMall: 10, missing: 2, doubled: 0 },
      });
      await world.send();
      await world.send();
      expect(subjectsTo(world.mails, 'aki').filter((subject) => subject.includes('追加取込1件'))).toEqual([
        '【追加取込1件】楽天市場 接続障害(2/10 15:45〜22:45)の再照合の結果',
      ]);
      expect(subjectsTo(world.mails, 'kado').join()).not.toContain('追加取込');
    }
  });
});
