import { describe, expect, it } from 'vitest';
import { type Announcement, announcementOf } from '../../core/model/revision.ts';
import type { Bus } from '../../core/ports/bus.ts';

/** A bus and the events that it delivered. */
export interface BusSubject {
  readonly bus: Bus;
  /** Everything that was accepted, repeats included, in order. */
  arrived(): Announcement[];
}

/** What every bus must do. */
export function busContract(make: () => BusSubject): void {
  describe('the bus', () => {
    it('the bus accepts 23 announcements and says which', async () => {
      const { bus, arrived } = make();
      const announcements = announcementsOf(23);
      expect(await bus.announce(announcements)).toEqual(new Set(announcements.map(({ id }) => id)));
      expect(arrived()).toEqual(announcements);
    });

    it('the bus accepts a repeat under the same id', async () => {
      const { bus, arrived } = make();
      const [announcement] = announcementsOf(1) as [Announcement];
      await bus.announce([announcement]);
      expect(await bus.announce([announcement])).toEqual(new Set([announcement.id]));
      expect(arrived()).toEqual([announcement, announcement]);
    });

    it('the bus accepts nothing when there is nothing to announce', async () => {
      const { bus, arrived } = make();
      expect(await bus.announce([])).toEqual(new Set());
      expect(arrived()).toEqual([]);
    });
  });
}

/** Announcements with characters that some transports refuse unless they are escaped. */
export function announcementsOf(count: number): Announcement[] {
  const kinds = ['OrderImported', 'OrderChanged', 'OrderCancelled'] as const;
  return Array.from({ length: count }, (_, index) =>
    announcementOf('rms#hanamori', `受注-𠮷🎁-${index}`, {
      revision: index + 1,
      kind: kinds[index % 3] ?? 'OrderImported',
    }),
  );
}
