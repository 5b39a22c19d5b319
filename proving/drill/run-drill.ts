import { defaultHealthSettings, type HealthSettings } from '../../core/model/health-settings.ts';
import type { MallName } from '../../core/model/shop.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { countDay, type DrillDay, type DrillFigures, drillFigures, type Journal } from '../../journal/index.ts';
import { onSet } from '../worlds/outage-watch.ts';
import { createDay } from './create-day.ts';
import type { Day, DrillCall, WrittenHealth } from './day.ts';
import { journalOfDay } from './journal-of-day.ts';
import { mallsOf } from './malls-beside.ts';
import type { DrillMail } from './naive.ts';
import { bystandersFor } from './onboard.ts';
import type { Press } from './people.ts';
import { playDay, type ScheduledRun } from './play.ts';
import type { Script } from './scripts.ts';
import { incidentLines, type Story, storyOf } from './timeline.ts';

/** The result of a drill. */
export interface DrillResult {
  readonly script: Script;
  /** What the journal of the day says, and the figures that the recount makes of that. */
  readonly day: DrillDay;
  readonly figures: DrillFigures;
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
  /** The malls beside RMS; `usualMallsBeside` by default. */
  readonly malls?: readonly MallName[];
  /** Whether Amazon lets through its sustained rate alone, all day. */
  readonly throttled?: boolean;
  /** Of a hundred messages of Amazon and Shopify so many are lost, and the others come within five seconds; by default they send none. */
  readonly missingHints?: number | null;
  /** The share of shops that glances may look at, in percent; as a stage has it by default. */
  readonly warmPercent?: number;
  /** How many times as many orders come as on a usual day; as many by default. */
  readonly orders?: number;
  /** Whether a tenth of the shops has 80 % of the orders; by default each has about as many. */
  readonly isPareto?: boolean;
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
  /** Keeps the journal, from which the figures come in any case; it is closed when the day is over. */
  readonly journal?: Journal;
  readonly onCall?: (call: DrillCall) => void;
  readonly onMail?: (mail: DrillMail) => void;
  /** Called with every line that is logged, and with every scheduled run. */
  readonly onLine?: NonNullable<Parameters<typeof createDay>[0]['onLine']>;
  readonly onRun?: (run: ScheduledRun) => void;
}): Promise<DrillResult> {
  const { script, design = 'tsunagi' } = options;
  const counted = countDay();
  const journal = journalOfDay((entry) => {
    counted.take(entry);
    options.journal?.write(entry);
  });
  let hasBegun = false;
  const day = await createDay({
    ...options,
    malls: options.malls ?? mallsOf(script),
    throttled: options.throttled ?? false,
    missingHints: options.missingHints ?? null,
    warmPercent: options.warmPercent ?? defaultImportSettings.warmPercent,
    bystanders: options.bystanders ?? bystandersFor(options.shops),
    orders: options.orders ?? 1,
    isPareto: options.isPareto ?? false,
    skus: options.skus ?? skusAShop,
    pushes: options.pushes ?? options.shops * pushesAShop,
    onCall: (call) => {
      journal.call(call);
      options.onCall?.(call);
    },
    // What is set up before the day begins is in the levels that it begins with.
    onLevel: (level) => {
      if (hasBegun) journal.level(level);
    },
  });
  hasBegun = true;
  journal.begin(day, design);
  followHealth(day, journal.health);
  options.onDay?.(day);
  const presses = await playDay(day, {
    design,
    health: { ...defaultHealthSettings, ...options.health },
    onMail: (mail) => {
      journal.mail(mail);
      options.onMail?.(mail);
    },
    onAsked: journal.asked,
    onFailedMessage: journal.failedMessage,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    ...(options.onRun ? { onRun: options.onRun } : {}),
  });
  journal.end(day);
  await options.journal?.close();
  const { figures } = drillFigures(counted.day);
  const story = storyOf({ script, day: counted.day, presses, incidents: incidentLines(day) });
  return { script, day: counted.day, figures, presses, story, unexpected: day.unexpected };
}

/** Calls `onHealth` with every state of the mall's health at the moment it is written, and with when it is named as degraded and no longer. */
function followHealth({ script, store, time }: Day, onHealth: (written: WrittenHealth) => void): void {
  const { mall = 'rms' } = script;
  onSet(store.healthsById, (health) => {
    if (health.mall === mall) onHealth({ at: time.now(), health });
  });
  let isDegraded = false;
  onSet(store.shopsByKey, (row) => {
    const others = [...store.shopsByKey.values()].filter((shop) => shop.mall === mall && shop.key !== row.key);
    const isNow = [row, ...others].some((shop) => shop.mall === mall && shop.importTrouble?.kind === 'numbers-only');
    if (isNow === isDegraded) return;
    isDegraded = isNow;
    onHealth({ at: time.now(), health: { capability: 'import', state: { kind: isNow ? 'degraded' : 'healthy' } } });
  });
}
