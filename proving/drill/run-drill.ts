import { defaultHealthSettings, type HealthSettings } from '../../core/model/ramp.ts';
import { createDay } from './create-day.ts';
import type { Day } from './day.ts';
import type { DayFacts } from './facts.ts';
import { factsOf } from './facts-of-day.ts';
import { countDay, type DrillFigures } from './figures/figures.ts';
import { type DayJournal, noJournal } from './journal-of-day.ts';
import { bystandersFor } from './onboard.ts';
import type { Press } from './people.ts';
import { playDay, type ScheduledRun } from './play.ts';
import { createRecord, followHealth, keepCall } from './record.ts';
import type { Script } from './scripts.ts';
import { firstLevels } from './stock/facts-of-stock.ts';
import { incidentLines, type Story, storyOf } from './timeline.ts';

/** The result of a drill. */
export interface DrillResult {
  readonly figures: DrillFigures;
  readonly facts: DayFacts;
  readonly presses: readonly Press[];
  readonly story: Story;
  /** Errors no run may end with. */
  readonly unexpected: readonly string[];
}

/** So many changes are asked for, a shop of the day: those that push statuses ask for all of them. */
export const pushesAShop = 25;

/** So many SKUs a shop sells. */
export const skusAShop = 50;

/** Replays an incident with the real rules, in virtual time, and counts the results. */
export async function runDrill(options: {
  readonly script: Script;
  readonly shops: number;
  /** Shops at RMS beyond these, whose merchants keep no stock; one for each five by default. */
  readonly bystanders?: number;
  /** Health settings that differ from the defaults. */
  readonly health?: Partial<HealthSettings>;
  /** SKUs that each shop sells; `skusAShop` by default. */
  readonly skus?: number;
  readonly seed: number;
  /** Changes of statuses that merchants ask for; `pushesAShop` for each shop by default. */
  readonly pushes?: number;
  /** Whose rules decide; ours by default. */
  readonly design?: 'tsunagi' | 'naive';
  /** Called before the day begins. */
  readonly onDay?: (day: Day) => void;
  /** Called every quarter of an hour of the day. */
  readonly onProgress?: (now: number) => void;
  readonly journal?: DayJournal;
  /** Called with every line that is logged, and with every scheduled run. */
  readonly onLine?: NonNullable<Parameters<typeof createDay>[0]['onLine']>;
  readonly onRun?: (run: ScheduledRun) => void;
}): Promise<DrillResult> {
  const { journal = noJournal, design = 'tsunagi' } = options;
  const record = createRecord();
  let hasBegun = false;
  const day = await createDay({
    ...options,
    bystanders: options.bystanders ?? bystandersFor(options.shops),
    skus: options.skus ?? skusAShop,
    pushes: options.pushes ?? options.shops * pushesAShop,
    onCall: (call) => {
      keepCall(record, call);
      journal.call(call);
    },
    onLevel: (level) => {
      // What is set up before the day begins is in the levels that it begins with.
      if (!hasBegun) return;
      record.levels.push(level);
      journal.level(level);
    },
  });
  hasBegun = true;
  record.levels.push(...firstLevels(day));
  journal.begin(day, design, record.levels);
  followHealth(day.store, day.time.now, (written) => {
    record.healths.push(written);
    journal.health(written);
  });
  options.onDay?.(day);
  const presses = await playDay(day, {
    design,
    health: { ...defaultHealthSettings, ...options.health },
    onMail: (mail) => {
      record.mails.push(mail);
      journal.mail(mail);
    },
    onAsked: (asked) => {
      record.asked.push(asked);
      journal.asked(asked);
    },
    onMoved: (moved) => void record.movements.push(moved),
    onFailedMessage: (failed) => {
      record.failedMessages++;
      journal.failedMessage(failed);
    },
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    ...(options.onRun ? { onRun: options.onRun } : {}),
  });
  await journal.end(day);
  const facts = factsOf(day, record);
  const story = storyOf(facts, { presses, incidents: incidentLines(day) });
  return { figures: countDay(facts), facts, presses, story, unexpected: day.unexpected };
}
