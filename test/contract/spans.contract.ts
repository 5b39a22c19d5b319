import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { QueuedSpan } from '../../core/model/windows.ts';
import { freshShop, noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of queued spans must do. */
export function spansContract(factory: StoreFactory): void {
  describe('queued spans', () => {
    let subject: StoreSubject;
    let span: QueuedSpan;
    beforeEach(async () => {
      subject = await factory();
      span = { shop: freshShop(), from: noon - 3 * hourMs, to: noon, by: '花子', at: noon };
    });

    it('are none at first, and come back the one asked for first first', async () => {
      expect(await subject.spans.list()).toEqual([]);
      const early = { ...span, from: noon - hourMs, at: noon - minuteMs };
      await subject.withLostAnswer(() => subject.spans.queue(span));
      await subject.spans.queue(early);
      await subject.spans.queue({ ...span, shop: 'rms#another', at: noon + 1 });
      expect((await subject.spans.list()).map(({ at }) => at)).toEqual([noon - minuteMs, noon, noon + 1]);
      expect((await subject.spans.list())[1]).toEqual(span);
    });

    it('are one when they are asked for twice, and are then imported from their beginning', async () => {
      expect(await subject.withLostAnswer(() => subject.spans.queue(span))).toBe('queued');
      await subject.spans.advance(span, noon - hourMs);
      const again = { ...span, by: 'taro', at: noon + minuteMs };
      expect(await subject.spans.queue(again)).toBe('renewed');
      expect(await subject.spans.list()).toEqual([again]);
      expect(await subject.spans.queue(span)).toBe('renewed');
      expect(await subject.spans.list()).toEqual([again]);
    });

    it('are one when ten people ask at once', async () => {
      const tries = Array.from({ length: 10 }, (_, index) => ({ ...span, by: `p-${index}`, at: noon + index }));
      await Promise.all(tries.map((each) => subject.spans.queue(each)));
      expect(await subject.spans.list()).toEqual([tries[9]]);
    });

    it('know up to where they are imported', async () => {
      await subject.spans.queue(span);
      await subject.withLostAnswer(() => subject.spans.advance(span, noon - hourMs));
      expect(await subject.spans.list()).toEqual([{ ...span, doneTo: noon - hourMs }]);
    });

    it('are gone once they are taken out, unless they were asked for again', async () => {
      await subject.spans.queue(span);
      const again = { ...span, at: noon + minuteMs };
      await subject.spans.queue(again);
      await subject.spans.advance(span, noon - hourMs);
      await subject.spans.remove(span);
      expect(await subject.spans.list()).toEqual([again]);
      await subject.withLostAnswer(() => subject.spans.remove(again));
      await subject.spans.advance(again, noon);
      expect(await subject.spans.list()).toEqual([]);
    });
  });
}
