import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { closed, opened, openNoticeWorld, start, subjectsTo } from './world.ts';

describe('mails that were left behind', () => {
  it('mails that could not be sent before the incident closed are merged into the all-clear', async () => {
    const world = await openNoticeWorld();
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

  it('mails of a run that died while it sent them, shortly before the incident closed, are merged after the all-clear went', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
    await world.incident(opened);
    world.crashAtWrite(2);
    await expect(world.send()).rejects.toThrow('died');
    await world.incident(closed);
    await world.send();
    expect(world.mails.at(-1)?.subject).toContain('復旧');
    world.pass(6 * minuteMs);
    expect(await world.send()).toMatchObject({ merged: 1, sent: 0 });
    expect([...world.store.noticesById.values()].filter(({ state }) => state.kind === 'sending')).toEqual([]);
    expect(await world.send()).toEqual({ sent: 0, refused: 0, merged: 0, left: 0, stuck: 0 });
  });

  it('mails left behind before a relapse are merged into the all-clear after it', async () => {
    const world = await openNoticeWorld({ kado: ['import'] });
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

  it('mails left behind with some merchants still go to them, even when the next incident has opened', async () => {
    const world = await openNoticeWorld();
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
});
