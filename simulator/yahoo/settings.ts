import type { SettingsChange } from '../change-settings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Everything about the mall that has no public proof, or that its own pages say in two ways.
 * What each means and how sure its default is: `setting-facts.ts`, printed in `docs/malls/yahoo-simulator.md`.
 */
export interface YahooSettings {
  auth: {
    accessTokenSeconds: number;
    codeSeconds: number;
    consentDays: number;
    unsignedHours: number;
    unsignedShortensConsent: boolean;
  };
  signature: {
    toleranceSeconds: number;
    keyDays: number;
    whenWrong: 'unsigned' | 'refused';
    wrongHeader: string;
  };
  transport: {
    connection: 'close' | 'keep-alive';
    latencyMinMs: number;
    latencyMaxMs: number;
  };
  throttle: {
    enforce: boolean;
    perSecond: number;
    perDay: number;
    countedBy: 'application' | 'shop';
    blockMs: number;
    body: 'xml' | 'html';
  };
  answers: {
    declaration: boolean;
    padding: 'none' | 'newlines';
    items: 'last' | 'first';
    times: 'rfc3339' | 'compact';
    zones: 'everywhere' | 'not-publication' | 'nowhere';
    repeats: boolean;
    orderError: 'error' | 'result';
  };
  list: {
    resultMax: number;
    overMax: 'cap' | 'error';
    fromInclusive: boolean;
    toInclusive: boolean;
    pageOrder: 'stable' | 'ties-shuffled';
    publication: 'order-time' | 'window-end' | 'empty';
    unknownField: 'ignore' | 'error';
    unknownCondition: 'ignore' | 'error';
    cancelledInWindow: 'listed' | 'hidden';
    visibilityDelayMinMs: number;
    visibilityDelayMaxMs: number;
  };
  flow: {
    cancelWindowMs: number;
    buyerCancelShare: number;
    fraudHoldMs: number;
    paymentDelayMs: number;
    reservationMs: number;
    authorisationDays: number;
    completeAfterShipMs: number;
    seenByChange: boolean;
  };
  split: {
    publication: 'now' | 'original';
    original: 'kept' | 'cancelled';
    childIds: 'parts' | 'source' | 'nowhere';
  };
  status: {
    detailPath: 'Oeder' | 'Order' | 'both';
    yamatoLength: number;
  };
  stock: {
    initialQuantity: number;
    overdraftDefault: boolean;
    decrementAtOrder: boolean;
    soldOut: 'choose-another' | 'sell-anyway';
    testOrdersTake: boolean;
    restoreAtCancel: boolean;
    closeOnShortage: boolean;
    partial: 'per-item' | 'rolled-back' | 'refused';
    quantityIn207: 'shown' | 'left-out';
    rawPlus: 'invalid' | 'absolute';
    underscores: 'accept' | 'refuse';
    unknownPublished: boolean;
  };
  items: {
    inCategory: 'own' | 'with-below';
    emptyCategory: 'empty' | 'refused';
  };
  /** Codes and statuses that no public source proves. */
  assumed: {
    gatewayMethodStatus: number;
    scopeStatus: number;
    orderParameter: string;
    listErrorStatus: number;
    transition: string;
    readOnly: string;
    tooSoon: string;
    foreignSellerOrder: string;
    foreignSellerStock: string;
    sellerMissing: string;
    stockClose: string;
    overflow: string;
    busy: string;
    getItemCode: string;
    getTooMany: string;
    itemParameter: string;
    maintenanceStatus: number;
    systemErrorStatus: number;
  };
}

export type YahooSettingsChange = SettingsChange<YahooSettings>;

export const DEFAULT_SETTINGS: YahooSettings = {
  auth: {
    accessTokenSeconds: 3600,
    codeSeconds: 600,
    consentDays: 28,
    unsignedHours: 12,
    unsignedShortensConsent: false,
  },
  signature: { toleranceSeconds: 300, keyDays: 365, whenWrong: 'unsigned', wrongHeader: 'unauthorized' },
  transport: { connection: 'keep-alive', latencyMinMs: 0, latencyMaxMs: 0 },
  throttle: { enforce: true, perSecond: 1, perDay: 50_000, countedBy: 'application', blockMs: 0, body: 'xml' },
  answers: {
    declaration: true,
    padding: 'none',
    items: 'last',
    times: 'rfc3339',
    zones: 'not-publication',
    repeats: true,
    orderError: 'error',
  },
  list: {
    resultMax: 2000,
    overMax: 'cap',
    fromInclusive: true,
    toInclusive: true,
    pageOrder: 'stable',
    publication: 'order-time',
    unknownField: 'error',
    unknownCondition: 'error',
    cancelledInWindow: 'listed',
    visibilityDelayMinMs: 0,
    visibilityDelayMaxMs: 0,
  },
  flow: {
    cancelWindowMs: 10 * MINUTE_MS,
    buyerCancelShare: 0.02,
    fraudHoldMs: 3 * HOUR_MS,
    paymentDelayMs: DAY_MS,
    reservationMs: 14 * DAY_MS,
    authorisationDays: 60,
    completeAfterShipMs: 10 * SECOND_MS,
    seenByChange: true,
  },
  split: { publication: 'now', original: 'kept', childIds: 'parts' },
  status: { detailPath: 'both', yamatoLength: 14 },
  stock: {
    initialQuantity: 100,
    overdraftDefault: false,
    decrementAtOrder: true,
    soldOut: 'choose-another',
    testOrdersTake: true,
    restoreAtCancel: true,
    closeOnShortage: true,
    partial: 'per-item',
    quantityIn207: 'shown',
    rawPlus: 'invalid',
    underscores: 'accept',
    unknownPublished: false,
  },
  items: { inCategory: 'own', emptyCategory: 'empty' },
  assumed: {
    gatewayMethodStatus: 400,
    scopeStatus: 401,
    orderParameter: 'od90101',
    listErrorStatus: 400,
    transition: 'od90101',
    readOnly: 'od90101',
    tooSoon: 'od91133',
    foreignSellerOrder: 'od90101',
    foreignSellerStock: 'ed-00005',
    sellerMissing: 'px-04001',
    stockClose: 'ed-00006',
    overflow: 'st-02104',
    busy: 'ed-00006',
    getItemCode: 'st-01101',
    getTooMany: 'st-01102',
    itemParameter: 'it-01001',
    maintenanceStatus: 503,
    systemErrorStatus: 500,
  },
};
