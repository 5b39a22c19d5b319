import { beforeAll, describe, expect, it } from 'vitest';
import { sentence } from '../../core/kernel/text.ts';
import { hourMs } from '../../core/kernel/time.ts';
import { type Maintenance, type Pause, pauseId } from '../../core/model/pause.ts';
import { freshShop, noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of pauses must do. */
export function pausesContract(factory: StoreFactory): void {
  describe('pauses', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('there are no pauses at first', async () => {
      expect(await subject.pauses.list()).toEqual([]);
    });

    it('pauses stand until they are lifted, one for each cause and scope', async () => {
      const shop = freshShop();
      const pauses: Pause[] = [
        { cause: 'manual', scope: shop, since: noon, by: 'ops', note: '棚卸しのため🎁' },
        {
          cause: 'credentials',
          scope: shop,
          since: noon,
          by: 'poll-orders',
          note: '',
          words: sentence`${'rpay.order.getOrder'} is switched off ${sentence`${2} times`}: ${'棚卸し🎁'}`,
          code: 'key.function-off',
          function: 'rpay.order.getOrder',
          credentialVersion: 3,
          retryAt: noon,
        },
        { cause: 'outage', scope: 'rms', since: noon, by: 'health-probe', note: 'RMS does not answer.' },
        { cause: 'manual', scope: freshShop(), since: noon, by: 'ops', note: 'x' },
      ];
      for (const pause of pauses) await subject.withLostAnswer(() => subject.pauses.set(pause));
      expect(await listed()).toEqual(sorted(pauses));

      await subject.withLostAnswer(() => subject.pauses.lift({ cause: 'manual', scope: shop }));
      await subject.pauses.lift({ cause: 'manual', scope: shop });
      expect(await listed()).toEqual(sorted(pauses.slice(1)));
    });

    it('a pause is renewed in place', async () => {
      const pause: Pause = { cause: 'credentials', scope: freshShop(), since: noon, by: 'a', note: 'n', retryAt: noon };
      await subject.pauses.set(pause);
      const { retryAt: _, ...renewed } = { ...pause, since: noon + hourMs };
      await subject.pauses.set(renewed);
      expect((await listed()).filter(({ scope }) => scope === pause.scope)).toEqual([renewed]);
    });

    it('pauses are read together with the calendar of maintenance windows', async () => {
      const pause: Pause = {
        cause: 'manual',
        scope: freshShop(),
        capability: 'stock',
        since: noon,
        by: 'ops',
        note: 'n',
      };
      await subject.pauses.set(pause);
      const window: Maintenance = {
        id: '20240616-0200',
        mall: 'rms',
        capabilities: ['import', 'stock'],
        from: noon,
        to: noon + 6 * hourMs,
        note: '定期メンテナンス',
        by: 'ops',
      };
      await subject.withLostAnswer(() => subject.pauses.plan(window));
      expect((await subject.pauses.standing()).maintenances).toEqual([window]);
      const at = noon + 7 * hourMs;
      const ended = {
        ...window,
        ended: { stock: at },
        rampFrom: { stock: 2 },
        rampSince: { stock: at },
        plannedAt: at,
        endedAt: at,
      };
      await subject.pauses.plan(ended);
      const standing = await subject.pauses.standing();
      expect(standing.maintenances).toEqual([ended]);
      expect(standing.pauses).toContainEqual(pause);
      expect(await subject.pauses.list()).toContainEqual(pause);

      await subject.pauses.unplan(window);
      await subject.withLostAnswer(() => subject.pauses.lift(pause));
      expect((await subject.pauses.standing()).maintenances).toEqual([]);
      expect(await subject.pauses.list()).not.toContainEqual(pause);
    });

    it('a pause that people set is set over the one they saw, and over no other', async () => {
      const scope = freshShop();
      const pause: Pause = { cause: 'manual', scope, since: noon, by: 'sakura', note: '棚卸し' };
      const standing = async () => (await listed()).filter((each) => each.scope === scope);
      expect(await subject.withLostAnswer(() => subject.pauses.setOver(pause, null))).toBe('stored');
      expect(await subject.pauses.setOver({ ...pause, since: noon + 1, by: 'kado' }, null)).toBe('changed');
      expect(await standing()).toEqual([pause]);
      const renewed = { ...pause, by: 'kado', note: '棚卸しの続き' };
      expect(await subject.withLostAnswer(() => subject.pauses.setOver(renewed, pause))).toBe('stored');
      expect(await subject.pauses.setOver({ ...pause, note: 'x' }, { since: noon - 1 })).toBe('changed');
      expect(await standing()).toEqual([renewed]);
      await subject.pauses.lift(pause);
      expect(await subject.pauses.setOver(renewed, pause)).toBe('changed');
      expect(await standing()).toEqual([]);
    });

    async function listed(): Promise<Pause[]> {
      return sorted(await subject.pauses.list());
    }
  });
}

function sorted(pauses: readonly Pause[]): Pause[] {
  return [...pauses].sort((a, b) => (pauseId(a) < pauseId(b) ? -1 : 1));
}
