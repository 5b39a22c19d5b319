import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { sendMornings } from '../../../../core/mail/morning-digest.ts';
import { freshNoticeMemory, noRefusals } from '../../../../core/mail/sending.ts';
import { changedMerchant, newMerchant } from '../../../../core/model/merchant.ts';
import { type MorningReport, occasionOfMorning } from '../../../../core/model/notice.ts';
import type { MailOutcome, OutgoingMail } from '../../../../core/ports/system.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { changeMerchant } from '../../../../core/tenants/change-merchant.ts';
import { mallMails } from '../../../../malls/mall-mails.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import { eight, identity, jst, midnight, some } from './mornings.ts';

function never(): never {
  throw new Error('There is a letter.');
}

describe('sending morning digests', () => {
  let world: ReturnType<typeof createWorld>;
  beforeEach(async () => {
    world = createWorld();
    await world.add('kado', '08:00');
  });

  function createWorld() {
    const store = createMemoryStore();
    const real = memoryPorts(store);
    let now = eight;
    let writes = 0;
    let crashAt = Number.POSITIVE_INFINITY;
    let runs = 0;
    const mails: OutgoingMail[] = [];
    const count = { merchants: 0 };
    let answer = (): MailOutcome => ({ kind: 'accepted', messageId: `m-${mails.length}` });
    const notices: typeof real.notices = {
      ...real.notices,
      put: async (notice) => {
        if (++writes === crashAt) throw new Error('The process died.');
        return real.notices.put(notice);
      },
    };
    const list = async () => {
      count.merchants++;
      return real.merchants.list();
    };
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const ports = {
      ...real,
      merchants: { ...real.merchants, list },
      notices,
      clock,
      log: memoryLog(),
      mails: mallMails,
    };
    let memory = freshNoticeMemory();
    return {
      real,
      mails,
      count,
      async add(id: string, digestAt: string | null, codes: readonly string[] = [id]) {
        const facts = { name: `${id}商店`, contacts: [`${id}@example.jp`], features: ['import'] as const, digestAt };
        await real.merchants.put(newMerchant(id, facts, midnight));
        for (const code of codes) await this.addShop(id, code, midnight - dayMs);
      },
      async addShop(merchant: string, code: string, addedAt: number) {
        const shop = {
          mall: 'rms',
          code,
          name: `${code}店`,
          merchant,
          shard: 0,
          importFrom: midnight - dayMs,
          addedAt,
        };
        await real.shops.add(newShop({ ...shop, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() }));
      },
      async report(code: string, due: number, more: Partial<MorningReport> = {}) {
        const day = new Date(now + 9 * hourMs).toISOString().slice(0, 10);
        const facts = { merchant: code, shop: `rms#${code}`, shopName: `${code}店`, day, at: now } as const;
        const groups = due === 0 ? {} : { today: some(due, day) };
        await real.digests.putMorning({ ...facts, knowsShipDays: true, groups, ...more });
      },
      at: (time: string, day = '2026-11-24') => {
        now = jst(`${day}T${time}`);
      },
      restart: () => {
        memory = freshNoticeMemory();
      },
      answers: (next: () => MailOutcome) => {
        answer = next;
      },
      crashAtWrite: (index: number) => {
        crashAt = writes + index;
      },
      send: () =>
        sendMornings(
          {
            ports,
            mailer: {
              send: async (mail) => {
                const outcome = answer();
                if (outcome.kind === 'accepted') mails.push(mail);
                return outcome;
              },
            },
            identity,
            runId: `run-${++runs}`,
            refusals: noRefusals(),
            budget: { remainingMs: () => minuteMs },
            mailsPerSecond: 10,
          },
          memory,
        ),
    };
  }

  it('goes once a day at its time, whichever process sends it', async () => {
    await world.report('kado', 1);
    world.at('07:59:59');
    await world.send();
    expect(world.mails).toHaveLength(0);
    for (const time of ['08:00:00', '08:01:00', '08:06:00', '09:59:00']) {
      world.at(time);
      world.restart();
      await world.send();
    }
    expect(world.mails.map(({ subject }) => subject)).toEqual(['【本日のご確認】本日が出荷期限 1件(11月24日(火))']);
    world.at('08:00:00', '2026-11-25');
    await world.report('kado', 2);
    await world.send();
    expect(world.mails).toHaveLength(2);
  });

  it('is not sent where nothing is due, nor to a merchant without a digest or an address', async () => {
    await world.add('sumi', null);
    await world.add('hana', '08:00');
    const hana = await world.real.merchants.get('hana');
    await world.real.merchants.put(changedMerchant(hana ?? never(), { contacts: [] }));
    await world.report('kado', 0);
    await world.report('sumi', 3);
    await world.report('hana', 3);
    world.at('08:30:00');
    expect(await world.send()).toMatchObject({ sent: 0, left: 0 });
    expect(world.mails).toEqual([]);
  });

  it('waits twenty minutes for a shop that was not looked through, and then says so', async () => {
    await world.add('sumi', '08:00', ['sumi', 'naka']);
    await world.report('kado', 0);
    await world.report('sumi', 2);
    for (const time of ['08:00:00', '08:19:00']) {
      world.at(time);
      await world.send();
    }
    expect(world.mails).toEqual([]);
    world.at('08:20:00');
    await world.send();
    expect(world.mails.map(({ text }) => /・(.*): ご注文の状況を確認できませんでした。/.exec(text)?.[1])).toEqual([
      'naka店',
    ]);
    // What is looked through later is not sent a second time.
    await world.report('sumi', 2, { shop: 'rms#naka', shopName: 'naka店' });
    world.at('08:26:00');
    world.restart();
    await world.send();
    expect(world.mails).toHaveLength(1);
  });

  it('is not sent on the day on which it was switched on after its time: no shop was looked through, and none is called unverified', async () => {
    await world.report('kado', 0);
    await world.add('sumi', null);
    world.at('08:45:00');
    await changeMerchant({ ...world.real, clock: { now: () => jst('2026-11-24T08:45:00') } as never }, 'sumi', {
      digestAt: '08:00',
    });
    await world.send();
    expect(world.mails).toEqual([]);
    world.at('08:00:00', '2026-11-25');
    await world.report('kado', 0);
    await world.report('sumi', 1);
    await world.send();
    expect(world.mails).toHaveLength(1);
  });

  it('names no shop that was added after its time as one that could not be verified: the merchant was written about it alone', async () => {
    await world.report('kado', 0);
    await world.send();
    await world.addShop('kado', 'naka', jst('2026-11-24T08:01:00'));
    world.at('08:40:00');
    world.restart();
    await world.send();
    expect(world.mails).toEqual([]);
    // One that was there is named, and so is a shop of the day before, whose row may lack the moment.
    await world.addShop('kado', 'mae', jst('2026-11-24T07:30:00'));
    world.restart();
    await world.send();
    expect(world.mails.map(({ text }) => /・(.*): ご注文の状況を確認できませんでした。/.exec(text)?.[1])).toEqual([
      'mae店',
    ]);
  });

  it('leaves out a shop that was removed since it was looked through', async () => {
    await world.report('kado', 1);
    await world.real.shops.remove('rms#kado', 1);
    await world.send();
    expect(world.mails).toEqual([]);
  });

  it('is sent once through a crash at each write; only one between acceptance and mark sends it twice', async () => {
    for (const [index, most] of [
      [1, 1],
      [2, 2],
    ] as const) {
      world = createWorld();
      await world.add('kado', '08:00');
      await world.report('kado', 1);
      world.crashAtWrite(index);
      await expect(world.send()).rejects.toThrow('The process died.');
      for (const time of ['08:01:00', '08:06:30', '08:12:00']) {
        world.at(time);
        world.restart();
        await world.send();
      }
      expect(world.mails).toHaveLength(most);
      const key = {
        occasion: occasionOfMorning('kado', '2026-11-24'),
        kind: 'morning-digest',
        merchant: 'kado',
      } as const;
      expect((await world.real.notices.get(key))?.state.kind).toBe('sent');
    }
  });

  it('is sent the next morning, too, though the one before was refused, or bounced', async () => {
    await world.report('kado', 1);
    world.answers(() => ({ kind: 'refused', reason: 'MessageRejected' }));
    await world.send();
    const before = {
      occasion: occasionOfMorning('kado', '2026-11-24'),
      kind: 'morning-digest',
      merchant: 'kado',
    } as const;
    await world.real.notices.addReports(`${eight}-kado-morning-digest`, [
      { kind: 'bounced', at: eight, to: 'k***@example.jp', detail: 'Permanent General' },
    ]);
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    world.at('08:00:00', '2026-11-25');
    await world.report('kado', 1);
    await world.send();
    expect(world.mails).toHaveLength(1);
    expect((await world.real.notices.get(before))?.state.kind).not.toBe('sent');
  });

  it('is tried again while the mail service fails, for two hours', async () => {
    await world.report('kado', 1);
    world.answers(() => {
      throw new TsunagiError('mail.failing', 'later', 'The mail service does not answer.');
    });
    expect(await world.send()).toMatchObject({ sent: 0, left: 1 });
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    world.at('08:06:00');
    await world.send();
    expect(world.mails).toHaveLength(1);
    const late = createWorld();
    await late.add('kado', '08:00');
    await late.report('kado', 1);
    late.at('10:00:00');
    await late.send();
    expect(late.mails).toEqual([]);
  });

  it('costs a read of the merchants every five minutes of the morning, and nothing at other times', async () => {
    await world.report('kado', 0);
    for (const time of ['00:00:00', '04:59:00', '13:00:00', '23:59:00']) {
      world.at(time);
      expect(await world.send()).toBeNull();
    }
    expect(world.count.merchants).toBe(0);
    for (let minute = 0; minute < 10; minute++) {
      world.at(`09:0${minute}:00`);
      await world.send();
    }
    expect(world.count.merchants).toBe(2);
  });
});
