import { createDay, type Day } from './day.ts';
import { countDay, type DrillFigures } from './figures.ts';
import { playDay } from './play.ts';
import { createRecord, followHealth, keepCall } from './record.ts';
import type { Script } from './scripts.ts';
import { type Moment, storyOf } from './timeline.ts';

/** What came of a drill. */
export interface DrillResult {
  readonly figures: DrillFigures;
  readonly story: readonly Moment[];
  /** Errors no run may end with. */
  readonly unexpected: readonly string[];
}

/** Replays an incident with the real rules, in virtual time, and counts what came of it. */
export async function runDrill(options: {
  readonly script: Script;
  readonly shops: number;
  readonly seed: number;
  /** Whose rules decide; ours by default. */
  readonly design?: 'tsunagi' | 'naive';
  /** Called before the day begins. */
  readonly onDay?: (day: Day) => void;
}): Promise<DrillResult> {
  const record = createRecord();
  const day = await createDay({ ...options, onCall: (call) => keepCall(record, call) });
  followHealth(record, day.store, day.time.now);
  options.onDay?.(day);
  await playDay(day, options.design ?? 'tsunagi', (mail) => record.mails.push(mail));
  return { figures: countDay(day, record), story: storyOf(day, record), unexpected: day.unexpected };
}
