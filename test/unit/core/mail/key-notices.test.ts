import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { sendKeyNotices } from '../../../../core/mail/key-notices.ts';
import { freshNoticeMemory, noRefusals } from '../../../../core/mail/sending.ts';
import { newMerchant } from '../../../../core/model/merchant.ts';
import type { MallMails } from '../../../../core/ports/mall-mail.ts';
import type { MailOutcome, OutgoingMail } from '../../../../core/ports/system.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { keyFigures } from '../../../../core/tenants/keys.ts';
import { mallMails } from '../../../../malls/mall-mails.ts';
import { rmsMail } from '../../../../malls/rms/mail.ts';
import { yahooMail } from '../../../../malls/yahoo/mail.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';

const end = Date.parse('2026-12-08T23:59:59+09:00');
const key = 'rms#kado';
const sealed = new Uint8Array();

/** A mall whose keys have every part that ends at any of them. */
const withEveryWay: MallMails = {
  ...mallMails,
  of: () => ({ ...rmsMail, keyWays: { ...rmsMail.keyWays, ...yahooMail.keyWays } }),
};

/** A merchant with one shop whose key ends, and runs every quarter of an hour. Every process remembers what it saw. */
async function openWorld(contacts: readonly string[] = ['kado@example.jp']) {
  const store = createMemoryStore();
  const real = memoryPorts(store);
  const mails: { readonly at: number; readonly mail: OutgoingMail }[] = [];
  let now = Date.parse('2026-11-20T00:00:00+09:00');
  let crashAt = Number.POSITIVE_INFINITY;
  let steps = 0;
  let runs = 0;
  let memory = freshNoticeMemory();
  let answer: () => MailOutcome = () => ({ kind: 'accepted', messageId: `m-${mails.length}` });
  await real.merchants.put(newMerchant('kado', { name: '角田商店', contacts, features: ['import'] }, now));
  const facts = { mall: 'rms', code: 'kado', name: '角の店', merchant: 'kado', shard: 9, importFrom: now } as const;
  await real.shops.add(newShop({ ...facts, callsPerSecond: 1 }, { version: 1, sealed, expiresAt: end }));
  const dies = () => {
    if (++steps === crashAt) throw new Error('The process died.');
  };
  const clock = { now: () => now, sleep: async () => undefined };
  const put: typeof real.notices.put = async (notice) => {
    dies();
    return real.notices.put(notice);
  };
  const world = {
    ports: { ...real, mails: withEveryWay, clock, notices: { ...real.notices, put } },
    store,
    mails,
    answers: (next: () => MailOutcome) => {
      answer = next;
    },
    /** The write at which the process dies; the next run is another process. */
    crashAt: (step: number) => {
      crashAt = steps + step;
    },
    forget: () => {
      memory = freshNoticeMemory();
    },
    until: (text: string) => {
      now = Date.parse(`${text}+09:00`);
    },
    async run() {
      const work = {
        ports: world.ports,
        mailer: {
          send: async (mail: OutgoingMail) => {
            const outcome = answer();
            mails.push({ at: now, mail });
            return outcome;
          },
        },
        identity: { fromName: '窓口', signature: [] },
        runId: `run-${++runs}`,
        refusals: noRefusals(),
        budget: { remainingMs: () => hourMs },
        mailsPerSecond: 14,
      };
      try {
        return await sendKeyNotices(work, memory);
      } catch {
        world.forget();
        return null;
      }
    },
    async runUntil(text: string) {
      for (const last = Date.parse(`${text}+09:00`); now < last; now += 15 * minuteMs) await world.run();
    },
  };
  return world;
}
const subjects = ({ mails }: Awaited<ReturnType<typeof openWorld>>) =>
  mails.map(({ at, mail }) => `${new Date(at + 9 * hourMs).toISOString().slice(0, 16)} ${mail.subject}`);

describe('mails about a key that ends', () => {
  it('mails about a key that ends go 14, 7, 3 and 1 days before, and once it has ended, each once and at nine in the morning', async () => {
    const world = await openWorld();
    await world.runUntil('2027-01-20T00:00:00');
    expect(subjects(world)).toEqual([
      '2026-11-24T09:00 【要対応】楽天市場 ライセンスキーの期限のお知らせ(あと14日、12/8 23:59まで)',
      '2026-12-01T09:00 【要対応】楽天市場 ライセンスキーの期限のお知らせ(あと7日、12/8 23:59まで)',
      '2026-12-05T09:00 【要対応】楽天市場 ライセンスキーの期限のお知らせ(あと3日、12/8 23:59まで)',
      '2026-12-07T09:00 【要対応】楽天市場 ライセンスキーの期限のお知らせ(あと1日、12/8 23:59まで)',
      '2026-12-09T09:00 【至急】楽天市場 ライセンスキーの期限が切れました(12/8 23:59)',
    ]);
  });

  it('mails about a key go for each part that ends, however long before the other one', async () => {
    const world = await openWorld();
    // A consent that is renewed every other week, and a 公開鍵 that ends in December all the same.
    const consent = (version: number) => ({
      version,
      sealed,
      expiresAt: Date.parse('2026-12-01T12:00:00+09:00') + (version - 2) * 14 * dayMs,
      expiringPart: 'consent' as const,
      laterEnd: { part: 'public-key', at: end } as const,
    });
    await world.ports.shops.replaceCredential(key, consent(2));
    await world.runUntil('2026-11-27T18:00:00');
    await world.ports.shops.replaceCredential(key, consent(3));
    await world.runUntil('2026-12-05T12:00:00');
    const told = subjects(world).map((each) => each.replace(/ 【.*ショッピング |楽天市場 /, ' '));
    expect(told.filter((each) => each.includes('公開鍵')).map((each) => each.slice(0, 16))).toEqual([
      '2026-11-24T09:00',
      '2026-12-01T09:00',
      '2026-12-05T09:00',
    ]);
    expect(told.filter((each) => !each.includes('公開鍵')).map((each) => each.slice(0, 16))).toEqual([
      '2026-11-20T09:00',
      '2026-11-24T09:00',
      '2026-12-01T09:00',
    ]);
  });

  it('mails about a key go once whatever processes there are, since the row of a mail says that it was sent', async () => {
    const world = await openWorld();
    world.until('2026-11-24T10:00:00');
    for (let process = 0; process < 5; process++) {
      world.forget();
      await world.run();
    }
    expect(world.mails).toHaveLength(1);
  });

  it('mails about a key go although nine in the evening comes while they are written', async () => {
    const world = await openWorld();
    world.until('2026-11-24T20:59:59');
    const { get } = world.ports.shops;
    world.ports.shops.get = async (shop) => {
      world.until('2026-11-24T21:00:01');
      return get(shop);
    };
    await world.run();
    expect(world.mails).toHaveLength(1);
  });

  it.each([1, 2])(
    'mails about a key go once through a death at write %i, and twice only between acceptance and mark',
    async (step) => {
      const world = await openWorld();
      world.until('2026-11-24T10:00:00');
      world.crashAt(step);
      await world.run();
      expect(world.mails).toHaveLength(step - 1);
      await world.runUntil('2026-11-24T20:00:00');
      expect(world.mails).toHaveLength(step);
    },
  );

  it('mails about a key do not go once it was renewed, even if another look had found it due', async () => {
    const world = await openWorld();
    world.until('2026-11-24T10:00:00');
    await world.run();
    await world.ports.shops.replaceCredential(key, { version: 2, sealed, expiresAt: end + 90 * dayMs });
    await world.runUntil('2026-12-30T00:00:00');
    expect(world.mails).toHaveLength(1);
    const renewed = { version: 3, sealed, expiresAt: end + 90 * dayMs };
    const stale = await openWorld();
    stale.until('2026-11-24T10:00:00');
    const { inShard } = stale.ports.shops;
    Object.assign(stale.ports, { shops: { ...stale.ports.shops, inShard } });
    const seen = await stale.ports.shops.inShard(9);
    await stale.ports.shops.replaceCredential(key, { ...renewed, version: 2 });
    Object.assign(stale.ports, {
      shops: { ...stale.ports.shops, inShard: async (shard: number) => (shard === 9 ? seen : []) },
    });
    await stale.run();
    expect(stale.mails).toHaveLength(0);
  });

  it('mails about a key begin again for the next one, when its own days come', async () => {
    const world = await openWorld();
    await world.runUntil('2026-12-01T12:00:00');
    await world.ports.shops.replaceCredential(key, { version: 2, sealed, expiresAt: end + 30 * dayMs });
    await world.runUntil('2026-12-25T12:00:00');
    expect(world.mails).toHaveLength(3);
    expect(world.mails[2]?.mail.subject).toContain('あと14日、1/7');
  });

  it('mails about a key are not sent while the next one waits for the mall to take it, and are once it does not', async () => {
    const world = await openWorld();
    world.until('2026-12-09T09:00:00');
    await world.ports.shops.putPending(key, { version: 2, sealed, since: Date.parse('2026-12-09T08:50:00+09:00') });
    await world.runUntil('2026-12-09T09:45:00');
    expect(world.mails).toHaveLength(0);
    await world.runUntil('2026-12-09T12:00:00');
    expect(world.mails).toHaveLength(1);
  });

  it('mails about a key say the last thing only where the end was read late', async () => {
    const world = await openWorld();
    world.until('2026-12-06T00:00:00');
    await world.runUntil('2026-12-06T20:00:00');
    expect(subjects(world)).toEqual([expect.stringContaining('2026-12-06T09:00 【要対応】')]);
    expect(world.mails[0]?.mail.subject).toContain('あと2日');
  });

  it('mails about a key wait for an address, and go once one is there', async () => {
    const world = await openWorld([]);
    await world.runUntil('2026-11-24T12:00:00');
    expect(world.mails).toHaveLength(0);
    const merchant = await world.ports.merchants.get('kado');
    if (merchant) await world.ports.merchants.put({ ...merchant, contacts: ['kado@example.jp'], version: 2 });
    await world.runUntil('2026-11-24T20:00:00');
    expect(world.mails).toHaveLength(1);
  });

  it('mails about a key are tried again while the mail service takes none of ours', async () => {
    const world = await openWorld();
    world.answers(() => ({ kind: 'refused', reason: 'MessageRejected' }));
    await world.runUntil('2026-11-24T12:00:00');
    expect(world.mails.length).toBeGreaterThan(1);
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    const refused = world.mails.length;
    await world.runUntil('2026-11-24T20:00:00');
    expect(world.mails).toHaveLength(refused + 1);
  });

  it('mails about a key cost no read between two looks, and say how all keys stand', async () => {
    const world = await openWorld();
    world.until('2026-12-02T10:00:00');
    expect(await world.run()).not.toBeNull();
    const shops = await world.ports.shops.all();
    const at = Date.parse('2026-12-02T10:00:00+09:00');
    expect(keyFigures(shops, at)).toEqual({ ending: 1, ended: 0, unknown: 0, pending: 0, firstAt: end });
    expect(await world.run()).toBeNull();
    world.until('2026-12-02T10:15:00');
    expect(await world.run()).toMatchObject({ sent: 0 });
  });
});
