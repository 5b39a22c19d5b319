import type { SettingsChange } from '../change-settings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Everything about the mall that has no public proof, or that differs between its shops and its years.
 * What each means and how sure its default is: `setting-facts.ts`, printed in `docs/malls/rms-simulator.md`.
 */
export interface RmsSettings {
  auth: {
    envelope: 'GA0001' | 'ES01-01';
    keyLifeDays: number;
    newKeyRefusedMs: number;
    oldKeyWorks: 'until-issued' | 'until-new-works';
  };
  transport: {
    connection: 'close' | 'keep-alive';
    clockAheadMs: number;
    latencyMinMs: number;
    latencyMaxMs: number;
  };
  throttle: {
    enforce: boolean;
    perSecond: number;
    inventoryReadsPerSecond: number;
    status: 503 | 429;
  };
  search: {
    startInclusive: boolean;
    endInclusive: boolean;
    pageOrder: 'stable' | 'ties-shuffled';
    overLimit: 'truncate' | 'report' | 'error';
    pageBeyondLast: 'empty' | 'error';
    resultsMax: number;
    totalTooHigh: number;
    visibilityDelayMinMs: number;
    visibilityDelayMaxMs: number;
  };
  orders: {
    mix: 'varied' | 'as-seen';
  };
  getOrder: {
    newestVersion: number;
    oldestVersion: number;
  };
  flow: {
    autoConfirmDelayMs: number;
    cardDelayMs: number;
    prepaidDelayMs: number;
    shopChosenDelayMs: number;
    nightBatchAtMs: number;
    paymentStartDelayMs: number;
    paymentDoneDelayMs: number;
    cancelFinalDelayMs: number;
    autoCancelDays: number;
    socialGiftInputDelayMs: number;
  };
  edit: {
    removedLines: 'flagged' | 'gone';
  };
  shipping: {
    datesWithoutHyphens: 'accept' | 'refuse';
    rowsPerBasketMax: number;
    asyncDelayMs: number;
    asyncResultDays: number;
  };
  inventory: {
    initialQuantity: number;
    decrementAtOrder: boolean;
    soldOut: 'choose-another' | 'sell-anyway';
    restoreByProductSetting: boolean;
    bulkOnError: 'nothing' | 'up-to-the-error';
    orphanLifeMs: number;
  };
  /** Message suffixes and statuses that no public source proves. */
  assumed: {
    spanTooLong: string;
    tooFarBack: string;
    endBeforeStart: string;
    tooManyEntries: string;
    outOfRange: string;
    foreignOrder: string;
    wrongProgress: string;
    unknownBasket: string;
    unknownShippingRow: string;
    shippingDateRegistered: string;
    systemError: string;
    businessErrorStatus: number;
    functionOffStatus: number;
  };
}

/** Some groups, and of each group some settings. */
export type RmsSettingsChange = SettingsChange<RmsSettings>;

export const DEFAULT_SETTINGS: RmsSettings = {
  auth: { envelope: 'GA0001', keyLifeDays: 90, newKeyRefusedMs: 0, oldKeyWorks: 'until-issued' },
  transport: { connection: 'close', clockAheadMs: 0, latencyMinMs: 0, latencyMaxMs: 0 },
  throttle: { enforce: false, perSecond: 1, inventoryReadsPerSecond: 5, status: 503 },
  search: {
    startInclusive: true,
    endInclusive: true,
    pageOrder: 'stable',
    overLimit: 'truncate',
    pageBeyondLast: 'empty',
    resultsMax: 15_000,
    totalTooHigh: 0,
    visibilityDelayMinMs: 0,
    visibilityDelayMaxMs: 0,
  },
  orders: { mix: 'varied' },
  getOrder: { newestVersion: 10, oldestVersion: 3 },
  flow: {
    autoConfirmDelayMs: MINUTE_MS,
    cardDelayMs: 5 * MINUTE_MS,
    prepaidDelayMs: 2 * DAY_MS,
    shopChosenDelayMs: MINUTE_MS,
    nightBatchAtMs: 5 * MINUTE_MS,
    paymentStartDelayMs: 29 * DAY_MS,
    paymentDoneDelayMs: 22 * DAY_MS,
    cancelFinalDelayMs: 10 * MINUTE_MS,
    autoCancelDays: 14,
    socialGiftInputDelayMs: DAY_MS,
  },
  edit: { removedLines: 'gone' },
  shipping: { datesWithoutHyphens: 'accept', rowsPerBasketMax: 20, asyncDelayMs: 10_000, asyncResultDays: 30 },
  inventory: {
    initialQuantity: 100,
    decrementAtOrder: true,
    soldOut: 'choose-another',
    restoreByProductSetting: true,
    bulkOnError: 'nothing',
    orphanLifeMs: DAY_MS,
  },
  assumed: {
    spanTooLong: '023',
    tooFarBack: '023',
    endBeforeStart: '011',
    tooManyEntries: '011',
    outOfRange: '011',
    foreignOrder: '016',
    wrongProgress: '101',
    unknownBasket: '011',
    unknownShippingRow: '011',
    shippingDateRegistered: '101',
    systemError: '900',
    businessErrorStatus: 400,
    functionOffStatus: 401,
  },
};
