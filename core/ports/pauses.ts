import type { Pause } from '../pause/pause.ts';

/** The pauses that stand. */
export interface Pauses {
  list(): Promise<Pause[]>;
  /** Sets or renews a pause; `since` of a pause that stands already is kept by the caller. */
  set(pause: Pause): Promise<void>;
  lift(pause: Pick<Pause, 'cause' | 'scope'>): Promise<void>;
}
