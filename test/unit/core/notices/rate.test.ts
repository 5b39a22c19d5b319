import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/errors.ts';
import { asOnlySender } from '../../../../core/notices/only-sender.ts';
import { minuteMs } from '../../../../core/units.ts';
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

  it('is that of one run: who finds another one sending leaves it to that', async () => {
    const { ports } = await openNoticeWorld();
    const budget = { remainingMs: () => 4 * minuteMs };
    const order: string[] = [];
    const run = (writer: string, send: () => Promise<void> = async () => undefined) =>
      asOnlySender({ ports, writer, budget }, async () => {
        order.push(writer);
        await send();
      });
    const first = run('first', async () => {
      expect(await run('second')).toBe('busy');
    });
    expect(await first).toBe('sent');
    expect(await run('third')).toBe('sent');
    await expect(
      run('fourth', async () => {
        throw new Error('The store fails.');
      }),
    ).rejects.toThrow('The store fails.');
    expect(await run('fifth')).toBe('sent');
    expect(order).toEqual(['first', 'third', 'fourth', 'fifth']);
  });

  it('is taken over from a run that died, once its time is over', async () => {
    const world = await openNoticeWorld();
    const now = world.ports.clock.now();
    await world.ports.leases.take('mails', 'dead', now, now + 4 * minuteMs);
    const run = () =>
      asOnlySender(
        { ports: world.ports, writer: 'next', budget: { remainingMs: () => minuteMs } },
        async () => undefined,
      );
    expect(await run()).toBe('busy');
    world.pass(4 * minuteMs);
    expect(await run()).toBe('sent');
  });
});
