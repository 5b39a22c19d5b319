import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { asOnlySender } from '../../../../core/mail/sending.ts';
import { opened, openNoticeWorld, start } from './world.ts';

describe('the rate at which mails go', () => {
  it('counts addresses, as the account does', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['import'] });
    const kado = await world.ports.merchants.get('kado');
    if (kado === null) throw new Error('there is a merchant');
    const contacts = [1, 2, 3].map((desk) => `desk-${desk}@example.jp`);
    await world.ports.merchants.put({ ...kado, contacts, version: kado.version + 1 });
    await world.incident(opened);
    await world.send();
    expect(world.asked.map((at) => at - (start + 6 * minuteMs))).toEqual([0, 300]);
  });

  it('is not gone beyond because the mail service wants fewer', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['import'] });
    await world.incident(opened);
    world.answers(() => {
      throw new TsunagiError('mail.failing', 'later', 'The mail service wants fewer mails.');
    });
    await world.send();
    expect(world.asked.map((at) => at - (start + 6 * minuteMs))).toEqual([0, 100]);
  });

  it('is that of one run: a run that finds another one sending leaves the mails to it', async () => {
    const world = await openNoticeWorld();
    const { ports } = world;
    const budget = { remainingMs: () => 4 * minuteMs };
    await world.incident(opened);
    await asOnlySender({ ports, runId: 'first', budget }, async (mayBegin) => {
      expect(await mayBegin()).toBe(true);
      await asOnlySender({ ports, runId: 'second', budget }, async (may) => {
        expect(await world.send(may)).toMatchObject({ sent: 0, left: 1 });
      });
      expect(await world.send(mayBegin)).toMatchObject({ sent: 2, left: 0 });
    });
    const failing = asOnlySender({ ports, runId: 'third', budget }, async (mayBegin) => {
      expect(await mayBegin()).toBe(true);
      throw new Error('The store fails.');
    });
    await expect(failing).rejects.toThrow('The store fails.');
    await asOnlySender({ ports, runId: 'fourth', budget }, async (mayBegin) => {
      expect(await mayBegin()).toBe(true);
    });
  });

  it('costs no write while there is nothing to send', async () => {
    const world = await openNoticeWorld();
    await world.incident(opened);
    await world.send();
    let taken = 0;
    const leases: typeof world.ports.leases = {
      ...world.ports.leases,
      take: async (...lease) => {
        taken++;
        return world.ports.leases.take(...lease);
      },
      release: async () => {
        throw new Error('Nothing was taken.');
      },
    };
    const budget = { remainingMs: () => minuteMs };
    await asOnlySender({ ports: { ...world.ports, leases }, runId: 'idle', budget }, async (mayBegin) => {
      expect(await world.send(mayBegin)).toEqual({ sent: 0, refused: 0, merged: 0, left: 0, stuck: 0 });
    });
    expect(taken).toBe(0);
  });

  it('is taken over from a run that died, once its time is over', async () => {
    const world = await openNoticeWorld();
    const now = world.ports.clock.now();
    await world.ports.leases.take('mails', 'dead', now, now + 4 * minuteMs);
    const mayBegin = async (): Promise<boolean> => {
      let answer = false;
      const budget = { remainingMs: () => minuteMs };
      await asOnlySender({ ports: world.ports, runId: 'next', budget }, async (may) => {
        answer = await may();
      });
      return answer;
    };
    expect(await mayBegin()).toBe(false);
    world.pass(4 * minuteMs);
    expect(await mayBegin()).toBe(true);
  });
});
