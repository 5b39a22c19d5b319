import type { Maintenance } from '../pause/maintenance.ts';
import type { Pause } from '../pause/pause.ts';
import type { Standing } from '../pause/standing.ts';

/** The rows that hold work back. Those of the `outage` cause are written through `HealthStore`. */
export interface Pauses {
  /** The pauses that people and refused keys have set. */
  list(): Promise<Pause[]>;
  /** Every row that can hold work, by one strongly consistent read. */
  standing(): Promise<Standing>;
  /** Sets or renews a pause; `since` of a pause that stands already is kept by the caller. */
  set(pause: Pause): Promise<void>;
  /**
   * Sets a pause if the one that stands under its key is still the one that was seen, by its `since` (null: none stands).
   * A repeat of our own write is `stored`.
   */
  setOver(pause: Pause, seen: Pick<Pause, 'since'> | null): Promise<'stored' | 'changed'>;
  lift(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): Promise<void>;
  /** Writes a maintenance window down; the same id again replaces it. */
  plan(maintenance: Maintenance): Promise<void>;
  /** Takes a window out of the calendar. */
  unplan(maintenance: Pick<Maintenance, 'mall' | 'id'>): Promise<void>;
}
