import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { heldApart, holdOf } from '../../../../core/mail/write-letter.ts';
import type { Pause } from '../../../../core/model/pause.ts';
import { opened, openNoticeWorld, start } from './world.ts';

const shop = { key: 'rms#kado', mall: 'rms', credential: { version: 2, sealed: new Uint8Array() } } as const;
const pause = (facts: Partial<Pause>): Pause => ({
  ...{ cause: 'manual', scope: 'rms#kado', since: start, by: 'hanako', note: 'A sale.', ...facts },
});
const key = { cause: 'credentials', by: 'import', note: 'The key is refused.' } as const;

describe('what holds a shop beside an outage', () => {
  it.each<[string, Partial<Pause>, ReturnType<typeof holdOf>]>([
    ['a person who holds the shop', {}, 'person'],
    ['a person who holds the whole mall', { scope: 'rms' }, 'person'],
    ['nothing, where another shop is held', { scope: 'rms#sumi' }, null],
    ['nothing, where other work of it is held', { capability: 'stock' }, null],
    ['its key, also while that is tried again', { ...key, credentialVersion: 2, retryAt: start }, 'key'],
    [
      'a function that is off',
      { ...key, credentialVersion: 2, code: 'key.function-off', function: 'rpay.order.getOrder' },
      { functionOff: 'rpay.order.getOrder' },
    ],
    ['a function without a name', { ...key, credentialVersion: 2, code: 'key.function-off' }, { functionOff: null }],
    ['nothing, once it has another key', { ...key, credentialVersion: 1 }, null],
  ])('what holds a shop beside an outage is %s', (_, facts, hold) => {
    expect(holdOf(shop, 'import', [pause(facts)])).toEqual(hold);
  });

  it('what holds a shop beside an outage is found for each kind of work', () => {
    expect(heldApart(shop, ['import', 'status', 'stock'], [pause({ capability: 'status' })])).toEqual(['status']);
  });
});

describe('the opened mail', () => {
  it('the opened mail promises nothing for a shop that a person or a refused key holds, with one read of the pauses a run', async () => {
    const world = await openNoticeWorld({ kado: ['import'], sumi: ['import'], naka: ['import'] });
    await world.ports.pauses.set(pause({}));
    await world.ports.pauses.set(pause({ ...key, scope: 'rms#sumi', credentialVersion: 1, retryAt: start + minuteMs }));
    await world.incident(opened);
    const { standing } = world.ports.pauses;
    let reads = 0;
    world.ports.pauses.standing = () => {
      reads++;
      return standing();
    };
    await world.send();
    expect(reads).toBe(1);
    const to = (id: string) => world.mails.find((mail) => mail.to.includes(`${id}@example.jp`))?.text ?? '';
    for (const id of ['kado', 'sumi']) {
      expect(to(id)).toContain(`${id}店は、別の理由で停止中です。`);
      expect(to(id)).not.toContain('自動で再開');
    }
    expect(to('naka')).toContain('復旧後、自動で再開いたします。');
  });
});
