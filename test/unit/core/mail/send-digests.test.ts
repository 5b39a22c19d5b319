import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { defaultDigestSettings, sendDigests } from '../../../../core/mail/send-digests.ts';
import { type NoticeReport, noRefusals } from '../../../../core/mail/sending.ts';
import { newMerchant } from '../../../../core/model/merchant.ts';
import type { PushState } from '../../../../core/model/push.ts';
import type { ShopKey } from '../../../../core/model/shop.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { MailOutcome, OutgoingMail } from '../../../../core/ports/system.ts';
import { noteFailures } from '../../../../core/status/tell.ts';
import { newShop } from '../../../../core/tenants/add-shop.ts';
import { mallMails } from '../../../../malls/mall-mails.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';

/** 10:00 in Japan. */
const ten = Date.UTC(2026, 10, 24, 1);
const nextNine = ten + 23 * hourMs;

function createWorld() {
  const store = createMemoryStore();
  const log = memoryLog();
  let now = ten;
  let crashAt = Number.POSITIVE_INFINITY;
  let writes = 0;
  let runs = 0;
  const mails: OutgoingMail[] = [];
  let answer: () => MailOutcome = () => ({ kind: 'accepted', messageId: `m-${mails.length}` });
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const real = memoryPorts(store);
  const dying =
    <Arguments extends unknown[], Result>(write: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      if (++writes === crashAt) throw new Error('The process died.');
      return write(...given);
    };
  const ports = {
    ...real,
    mails: mallMails,
    log,
    clock,
    digests: { ...real.digests, put: dying(real.digests.put) },
    notices: { ...real.notices, put: dying(real.notices.put) },
  };
  return {
    ports,
    store,
    log,
    mails,
    pass: (ms: number) => {
      now += ms;
    },
    until: (at: number) => {
      now = at;
    },
    answers: (next: () => MailOutcome) => {
      answer = next;
    },
    crashAtWrite: (count: number) => {
      crashAt = writes + count;
    },
    send: (more: Partial<Ports> = {}): Promise<NoticeReport> =>
      sendDigests(
        {
          ports: { ...ports, ...more },
          mailer: {
            send: async (mail) => {
              const outcome = answer();
              if (outcome.kind === 'accepted') mails.push(mail);
              return outcome;
            },
          },
          identity: { fromName: '角田システム', signature: [] },
          runId: `run-${++runs}`,
          refusals: noRefusals(),
          budget: { remainingMs: () => minuteMs },
          mailsPerSecond: 10,
        },
        defaultDigestSettings,
      ),
  };
}

let world: ReturnType<typeof createWorld>;
beforeEach(async () => {
  world = createWorld();
  const { ports } = world;
  for (const id of ['kado', 'sumi']) {
    const facts = { name: `${id}商店`, contacts: [`${id}@example.jp`], features: ['import', 'status'] as const };
    await ports.merchants.put(newMerchant(id, facts, ten));
    const shop = { mall: 'rms', code: id, name: `${id}店`, merchant: id, shard: 0, importFrom: ten } as const;
    await ports.shops.add(newShop({ ...shop, callsPerSecond: 1 }, { version: 1, sealed: new Uint8Array() }));
  }
});

/** A push that has failed, in its row; as the worker writes it before it notes it. */
async function failed(
  number: number,
  more: Partial<Extract<PushState, { kind: 'failed' }>> = {},
  shop: ShopKey = 'rms#kado',
) {
  const at = world.ports.clock.now();
  const first: Push = {
    shop,
    orderNumber: `123456-20261124-${number}`,
    id: 'ship-1',
    content: {
      kind: 'ship',
      parcels: [{ carrier: '1001', trackingNumber: '1234-5678-9012', shippedOn: '2026-11-24' }],
    },
    requestedAt: at,
    by: 'warehouse-1',
    version: 1,
    writer: 'w',
    state: { kind: 'requested' },
    trail: [],
  };
  const push: Push = {
    ...first,
    state: { kind: 'failed', at, reason: 'order-cancelled', who: 'merchant', mallWords: '山田 太郎', ...more },
  };
  await putChanges(world.ports.targets, push);
  return push;
}

async function failAndNote(...numbers: number[]): Promise<Push[]> {
  const pushes = [];
  for (const number of numbers) pushes.push(await failed(number));
  await noteFailures(world.ports, pushes);
  return pushes;
}

const listed = (mail: OutgoingMail | undefined): string[] => mail?.text.match(/123456-20261124-\d+/g) ?? [];

describe('the mail of failed pushes', () => {
  it('names the function that the row names', async () => {
    const named = { reason: 'function-off', function: 'rpay.order.updateOrderShipping' } as const;
    await noteFailures(world.ports, [await failed(1, named)]);
    world.until(nextNine);
    await world.send();
    expect(world.mails[0]?.text).toContain(
      'ライセンスキーの再発行は不要です。そのうえで、もう一度ご依頼ください。\n・123456-20261124-1',
    );
  });

  it('goes at nine in the morning, once, to the merchant whose shop it is', async () => {
    await failAndNote(1, 2);
    await noteFailures(world.ports, [await failed(3, {}, 'rms#sumi')]);
    await world.send();
    expect(world.mails).toEqual([]);
    world.until(nextNine);
    for (let run = 0; run < 3; run++) await world.send();
    expect(world.mails.map(({ to, subject }) => [to[0], subject])).toEqual([
      ['kado@example.jp', '【要対応 2件】ステータス送信ができなかったご注文があります'],
      ['sumi@example.jp', '【要対応 1件】ステータス送信ができなかったご注文があります'],
    ]);
    expect(listed(world.mails[0])).toEqual(['123456-20261124-1', '123456-20261124-2']);
  });

  it('holds neither a tracking number nor the words of the mall, and nor does the row', async () => {
    await failAndNote(1);
    world.until(nextNine);
    await world.send();
    const rows = JSON.stringify([...world.store.digestsByMerchant.values()]);
    for (const text of [JSON.stringify(world.mails), rows, JSON.stringify(world.log.lines)]) {
      expect(text).not.toMatch(/1234-5678-9012|山田/);
    }
  });

  it('goes within minutes when ten have failed', async () => {
    await failAndNote(...Array.from({ length: 10 }, (_, number) => number));
    world.pass(3 * minuteMs);
    await world.send();
    expect(world.mails[0]?.subject).toContain('10件');
  });

  it('lists only those for which the merchant must act', async () => {
    await noteFailures(world.ports, [await failed(1, { reason: 'refused-otherwise', who: 'ops' })]);
    expect(world.store.digestsByMerchant.size).toBe(0);
  });

  it('leaves out what was requested again since, and is not sent when nothing is left', async () => {
    const [first, second] = await failAndNote(1, 2);
    const again = { ...first, state: { kind: 'requested' } } as Push;
    await putChanges(world.ports.targets, again);
    world.until(nextNine);
    await world.send();
    expect(world.mails.map(listed)).toEqual([['123456-20261124-2']]);
    await putChanges(world.ports.targets, { ...again, state: { kind: 'confirmed', at: nextNine } });
    await noteFailures(world.ports, [first as Push, second as Push]);
    world.pass(dayMs);
    await world.send();
    expect(world.mails).toHaveLength(1);
  });

  it('is one mail when its failures are noted again after a crash of the worker', async () => {
    const pushes = await failAndNote(1);
    await noteFailures(world.ports, pushes);
    world.until(nextNine);
    await world.send();
    await noteFailures(world.ports, pushes);
    world.pass(dayMs);
    await world.send();
    expect(world.mails).toHaveLength(1);
  });

  it('is about what failed since the last one', async () => {
    await failAndNote(1);
    world.until(nextNine);
    await world.send();
    await failAndNote(2);
    world.pass(dayMs);
    await world.send();
    expect(world.mails.map(listed)).toEqual([['123456-20261124-1'], ['123456-20261124-2']]);
  });

  it('waits while the mail service is down', async () => {
    await failAndNote(1);
    world.until(nextNine);
    world.answers(() => {
      throw new TsunagiError('mail.failing', 'later', 'The mail service does not answer.');
    });
    expect(await world.send()).toMatchObject({ sent: 0, left: 1 });
    world.answers(() => ({ kind: 'accepted', messageId: 'm' }));
    world.pass(6 * minuteMs);
    expect(await world.send()).toMatchObject({ sent: 1, left: 0 });
  });

  it('goes out once when two runs send at the same time', async () => {
    await failAndNote(1);
    world.until(nextNine);
    await Promise.all([world.send(), world.send()]);
    await world.send();
    expect(world.mails).toHaveLength(1);
  });

  it('logs that no mail was sent to a merchant without an address', async () => {
    const merchant = await world.ports.merchants.get('kado');
    if (merchant) await world.ports.merchants.put({ ...merchant, contacts: [], version: 2 });
    await failAndNote(1);
    world.until(nextNine);
    await world.send();
    await world.send();
    expect(world.log.lines.filter(({ event }) => event === 'digest.nobody')).toHaveLength(1);
  });

  // Taken in hand, claimed, marked as sent, lowered.
  it.each([1, 2, 3, 4])('is finished by the next run when one dies before its write %i', async (write) => {
    await failAndNote(1, 2);
    world.until(nextNine);
    world.crashAtWrite(write);
    await expect(world.send()).rejects.toThrow('died');
    // What fails in between is not lost, and belongs to the next mail.
    await failAndNote(3);
    world.pass(10 * minuteMs);
    for (let run = 0; run < 3; run++) await world.send();
    // Only a crash between the acceptance by the mail service and our mark may send it twice.
    const first =
      write === 1
        ? ['123456-20261124-1', '123456-20261124-2', '123456-20261124-3']
        : ['123456-20261124-1', '123456-20261124-2'];
    expect(world.mails.map(listed)).toEqual(write === 3 ? [first, first] : [first]);
    world.until(nextNine + dayMs);
    await world.send();
    expect(new Set(world.mails.flatMap(listed)).size).toBe(3);
  });

  it('loses no failure when the process that notes it dies before the write, and notes it again', async () => {
    const push = await failed(1);
    world.crashAtWrite(1);
    await expect(noteFailures(world.ports, [push])).rejects.toThrow('died');
    await noteFailures(world.ports, [push]);
    world.until(nextNine);
    await world.send();
    expect(world.mails.map(listed)).toEqual([['123456-20261124-1']]);
  });

  it('holds everything that several workers note at the same time', async () => {
    const pushes = await Promise.all(Array.from({ length: 6 }, (_, number) => failed(number)));
    await Promise.all(pushes.map((push) => noteFailures(world.ports, [push])));
    world.until(nextNine);
    await world.send();
    expect(listed(world.mails[0])).toHaveLength(6);
  });
});
