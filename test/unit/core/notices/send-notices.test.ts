import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/errors.ts';
import type { Capability } from '../../../../core/health/capability.ts';
import type { Incident } from '../../../../core/incidents/incident.ts';
import { newMerchant } from '../../../../core/merchants/merchant.ts';
import { newShop } from '../../../../core/merchants/new-shop.ts';
import type { NoticeReport } from '../../../../core/notices/deliver.ts';
import { sendNotices } from '../../../../core/notices/send-notices.ts';
import type { MailOutcome, OutgoingMail } from '../../../../core/ports/mailer.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/units.ts';
import { createMemoryStore, memoryPorts } from '../../../support/memory/index.ts';

const start = Date.UTC(2020, 1, 10, 6, 45);
const opened: Incident = {
  id: 'rms-20200210-154500',
  mall: 'rms',
  version: 1,
  openedAt: start,
  detectedAt: start + 2 * minuteMs,
  stage: { kind: 'open' },
  affected: [{ capability: 'import', from: start, to: null }],
  reopened: 0,
  noticedAt: start + 5 * minuteMs,
};
const closed: Incident = {
  ...opened,
  affected: [{ capability: 'import', from: start, to: start + 7 * hourMs }],
  stage: { kind: 'closed', at: start + 8 * hourMs },
  audit: { shops: 2, audited: 2, atMall: 10, missing: 0, doubled: 0 },
};

async function setUp(
  merchants: Readonly<Record<string, readonly Capability[]>> = { kado: ['import'], sumi: ['import'] },
  options: { readonly interimEveryMs?: number } = {},
) {
  const store = createMemoryStore();
  const real = memoryPorts(store);
  const mails: OutgoingMail[] = [];
  let now = start + 6 * minuteMs;
  let answer: () => MailOutcome = () => ({ kind: 'accepted', messageId: `m-${mails.length}` });
  let crashAt = Number.POSITIVE_INFINITY;
  let writes = 0;
  let runs = 0;
  for (const [id, features] of Object.entries(merchants)) {
    await real.merchants.put(newMerchant(id, { name: `${id}商店`, contacts: [`${id}@example.jp`], features }, start));
    const facts = {
      mall: 'rms',
      code: id,
      name: `${id}店`,
      merchant: id,
      shard: 2,
      importFrom: start - dayMs,
    } as const;
    const shop = newShop({ ...facts, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() });
    await real.shops.add({ ...shop, cursor: start - minuteMs });
  }
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const put: typeof real.notices.put = async (notice) => {
    if (++writes === crashAt) throw new Error('The process died.');
    return real.notices.put(notice);
  };
  const ports = { ...real, clock, notices: { ...real.notices, put } };
  return {
    store,
    ports,
    mails,
    /** `answer` says what the mail service does with the next mails. */
    answers: (next: () => MailOutcome) => {
      answer = next;
    },
    crashAtWrite: (count: number) => {
      crashAt = writes + count;
    },
    pass: (ms: number) => {
      now += ms;
    },
    incident: async (incident: Incident): Promise<void> => {
      store.incidentsById.set(incident.id, incident);
    },
    send: (): Promise<NoticeReport> =>
      sendNotices(
        {
          ports,
          mailer: {
            send: async (mail) => {
              const outcome = answer();
              if (outcome.kind === 'accepted') mails.push(mail);
              return outcome;
            },
          },
          identity: { fromName: '角田システム', signature: [] },
          writer: `run-${++runs}`,
          budget: { remainingMs: () => minuteMs },
          mailsPerSecond: 10,
          interimEveryMs: options.interimEveryMs ?? null,
        },
        'rms',
      ),
  };
}

const subjectsTo = (mails: readonly OutgoingMail[], merchant: string): string[] =>
  mails.filter(({ to }) => to.includes(`${merchant}@example.jp`)).map(({ subject }) => subject);

describe('the mails of an incident', () => {
  it('are none before it is decided that merchants are told', async () => {
    const world = await setUp();
    const { noticedAt: _, ...blip } = opened;
    await world.incident(blip);
    expect(await world.send()).toEqual({ sent: 0, refused: 0, merged: 0, left: 0 });
    await world.incident({ ...blip, stage: { kind: 'closed', at: start + hourMs } });
    await world.send();
    expect(world.mails).toEqual([]);
  });

  it('are exactly two to each affected merchant, however often it is asked', async () => {
    const world = await setUp();
    await world.incident(opened);
    for (let run = 0; run < 3; run++) await world.send();
    await world.incident(closed);
    for (let run = 0; run < 3; run++) await world.send();
    for (const merchant of ['kado', 'sumi']) {
      expect(subjectsTo(world.mails, merchant)).toEqual([
        '【作業不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)',
        // Nothing was audited in this world, and it does not say 0.
        '【復旧・要確認1件】楽天市場 接続障害(2/10 15:45〜22:45)',
      ]);
    }
    expect(world.mails[0]?.text).toContain('kado商店 様');
    expect(world.mails[0]?.merchant).toBe('kado');
  });

  it('are none to merchants who use nothing of what is out', async () => {
    const world = await setUp({ kado: ['import'], stockOnly: ['stock'] });
    await world.incident(opened);
    await world.send();
    expect(world.mails.flatMap(({ to }) => to)).toEqual(['kado@example.jp']);
  });

  it('reach merchants whom something else that went out concerns only later', async () => {
    const world = await setUp({ kado: ['import'], stockOnly: ['stock'] });
    await world.incident(opened);
    await world.send();
    const stock = { capability: 'stock', from: start + hourMs, to: null } as const;
    await world.incident({ ...opened, affected: [...opened.affected, stock] });
    await world.send();
    expect(world.mails.flatMap(({ to }) => to)).toEqual(['kado@example.jp', 'stockOnly@example.jp']);
  });

  it.each([1, 2, 3, 4])('are finished by the next run when one dies before its write %i', async (write) => {
    const world = await setUp();
    await world.incident(opened);
    world.crashAtWrite(write);
    await expect(world.send()).rejects.toThrow('died');
    world.pass(10 * minuteMs);
    await world.send();
    await world.send();
    // Only the death between the mail service's yes and our mark may make it two.
    const diedBetween = write === 2 ? 'kado' : write === 4 ? 'sumi' : null;
    for (const merchant of ['kado', 'sumi']) {
      expect(subjectsTo(world.mails, merchant)).toHaveLength(merchant === diedBetween ? 2 : 1);
    }
  });

  it('wait while the mail service is down, and go when it is back', async () => {
    const world = await setUp();
    await world.incident(opened);
    world.answers(() => {
      throw new TsunagiError('mail.failing', 'later', 'The mail service does not answer.');
    });
    expect(await world.send()).toMatchObject({ sent: 0, left: 2 });
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    world.pass(6 * minuteMs);
    expect(await world.send()).toMatchObject({ sent: 2, left: 0 });
  });

  it('that could not be sent before the incident closed are merged into the all-clear', async () => {
    const world = await setUp();
    await world.incident(opened);
    world.answers(() => {
      throw new TsunagiError('mail.failing', 'later', 'The mail service does not answer.');
    });
    await world.send();
    world.pass(8 * hourMs);
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    await world.incident(closed);
    expect(await world.send()).toMatchObject({ merged: 2, sent: 2 });
    expect(subjectsTo(world.mails, 'kado')).toHaveLength(1);
    expect(subjectsTo(world.mails, 'kado')[0]).toContain('復旧');
  });

  it('that a run was sending when it died, shortly before the incident closed, are merged after the all-clear went', async () => {
    const world = await setUp({ kado: ['import'] });
    await world.incident(opened);
    world.crashAtWrite(2);
    await expect(world.send()).rejects.toThrow('died');
    await world.incident(closed);
    await world.send();
    expect(world.mails.at(-1)?.subject).toContain('復旧');
    world.pass(6 * minuteMs);
    expect(await world.send()).toMatchObject({ merged: 1, sent: 0 });
    expect([...world.store.noticesById.values()].filter(({ state }) => state.kind === 'sending')).toEqual([]);
    expect(await world.send()).toEqual({ sent: 0, refused: 0, merged: 0, left: 0 });
  });

  it('of before a relapse that were never finished are merged into the all-clear after it', async () => {
    const world = await setUp({ kado: ['import'] });
    await world.incident(closed);
    world.crashAtWrite(2);
    await expect(world.send()).rejects.toThrow('died');
    const again = start + 8.5 * hourMs;
    const relapse = { capability: 'import', from: again, to: again + hourMs } as const;
    const reopened = { ...closed, reopened: 1, reopenedAt: again, affected: [...closed.affected, relapse] };
    world.pass(10 * hourMs);
    await world.incident({
      ...reopened,
      noticedAt: again + 5 * minuteMs,
      stage: { kind: 'closed', at: again + hourMs },
    });
    expect(await world.send()).toMatchObject({ merged: 1, sent: 1 });
    expect([...world.store.noticesById.values()].filter(({ state }) => state.kind === 'sending')).toEqual([]);
  });

  it('go to those who have not had them yet, even when the next incident has opened', async () => {
    const world = await setUp();
    world.pass(8 * hourMs);
    await world.incident(closed);
    world.crashAtWrite(3);
    await expect(world.send()).rejects.toThrow('died');
    const next = { ...opened, id: 'rms-20200211-010000', openedAt: start + 10 * hourMs };
    const { noticedAt: _, ...unnoticed } = next;
    await world.incident(unnoticed);
    world.pass(2 * hourMs);
    expect(await world.send()).toMatchObject({ sent: 1 });
    for (const merchant of ['kado', 'sumi']) expect(subjectsTo(world.mails, merchant)).toHaveLength(1);
  });

  it('are not tried again when the mail service refuses one for good, and the others go', async () => {
    const world = await setUp();
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

  it('carry a person’s word in between once', async () => {
    const world = await setUp({ kado: ['import'] });
    await world.incident({ ...opened, interims: [{ at: start + hourMs, text: '楽天市場は復旧作業中です。' }] });
    await world.send();
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toHaveLength(2);
    expect(world.mails[1]?.text).toContain('楽天市場は復旧作業中です。');
  });

  it('have no word in between by themselves, however long it lasts, unless that is set', async () => {
    const world = await setUp({ kado: ['import'] });
    await world.incident(opened);
    await world.send();
    world.pass(2 * dayMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
    expect(world.mails).toHaveLength(1);
  });

  it('have, where that is set, a word in between whenever merchants have heard nothing for so long, and once', async () => {
    const world = await setUp({ kado: ['import'] }, { interimEveryMs: 3 * hourMs });
    await world.incident(opened);
    await world.send();
    world.pass(3 * hourMs - 2 * minuteMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
    world.pass(2 * minuteMs);
    await Promise.all([world.send(), world.send()]);
    await world.send();
    expect(subjectsTo(world.mails, 'kado').slice(1)).toEqual(['【作業不要・途中経過】楽天市場 接続障害(2/10 15:45〜)']);
    expect(world.mails.at(-1)?.text).toContain(
      '18:50 現在、発生から3時間が経ちましたが、正常な接続はまだ確認できていません。',
    );
    const [incident] = world.store.incidentsById.values();
    expect(incident?.interims?.map(({ at }) => at)).toEqual([start + 3 * hourMs + 5 * minuteMs]);
    // The next one comes after as long again, and nobody is sent those that were missed.
    world.pass(10 * hourMs);
    await world.send();
    expect(world.mails).toHaveLength(3);
    expect(world.mails.at(-1)?.text).toContain('発生から12時間が経ちましたが');
  });

  it('count a person’s word as one, and end with the outage', async () => {
    const world = await setUp({ kado: ['import'] }, { interimEveryMs: 3 * hourMs });
    await world.incident({ ...opened, interims: [{ at: start + 2 * hourMs, text: '復旧作業中です。' }] });
    world.pass(4 * hourMs);
    await world.send();
    expect(world.mails).toHaveLength(2);
    world.pass(4 * hourMs);
    await world.incident({ ...closed, stage: { kind: 'recovering', since: start + 7 * hourMs } });
    expect(await world.send()).toMatchObject({ sent: 0 });
  });

  it('set an all-clear right only for the shops in which the second audit found something', async () => {
    const world = await setUp();
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
    const world = await setUp();
    await world.incident(opened);
    await Promise.all([world.send(), world.send()]);
    await world.send();
    expect(world.mails).toHaveLength(2);
  });
});

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
    const world = await setUp({ kado: ['import'], stockOnly: ['stock'] });
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
    const world = await setUp({ kado: ['import'] });
    const kado = world.store.shopsByKey.get('rms#kado');
    if (kado) world.store.shopsByKey.set('rms#kado', { ...kado, cursor: window.to + hourMs });
    await world.ports.pauses.plan({ ...window, endedAt: window.to + minuteMs });
    world.pass(20 * hourMs);
    expect(await world.send()).toMatchObject({ sent: 0 });
  });

  it('name a shop whose orders are not here an hour after', async () => {
    const world = await setUp({ kado: ['import'] });
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
