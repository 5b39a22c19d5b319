import { assumed, documented, observed, READING, type SettingsChange, type SettingsOf } from '../settings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Everything about the mall that has no public proof, with its default, and what its pages give a number for.
 * `docs/malls/amazon-simulator.md` prints all of it.
 */
export const SETTINGS = {
  auth: {
    accessTokenSeconds: documented(3600, 'how long an access token works'),
    secretDays: documented(180, 'how long a client secret works after its rotation'),
    oldSecretDays: documented(7, 'how long the secret before the last rotation still works'),
    endedSecret: assumed('invalid_client', 'the error of the token end point for a client secret that has ended'),
    endedSecretAt: assumed<'token' | 'call'>(
      'token',
      'where a client secret that has ended is refused: by the `token` end point, or, as was reported, by each `call`, with 403 and the reason in `details`',
    ),
    endedTokenStatus: assumed(403, 'status of a call with an access token that has ended'),
  },
  transport: {
    connection: assumed<'close' | 'keep-alive'>('keep-alive', '`close` or `keep-alive`'),
    latencyMinMs: assumed(0, 'the shortest time an answer takes, in ms of mall time'),
    latencyMaxMs: assumed(0, 'the longest time an answer takes; 0: answers take no time'),
  },
  reading: READING,
  throttle: {
    enforce: documented(true, 'whether calls beyond the usage plans are refused'),
    searchOrdersEveryMs: documented(180 * SECOND_MS, 'searchOrders: the time in which one call more may be made'),
    searchOrdersBurst: documented(20, 'searchOrders: the most calls in a row'),
    getOrderEveryMs: documented(2 * SECOND_MS, 'the same of getOrder'),
    getOrderBurst: documented(30, 'getOrder: the most calls in a row'),
    confirmEveryMs: documented(SECOND_MS / 2, 'confirmShipment: the time in which one call more may be made'),
    confirmBurst: documented(10, 'confirmShipment: the most calls in a row'),
    listingsEveryMs: documented(
      SECOND_MS / 5,
      'patchListingsItem, getListingsItem and searchListingsItems, each: the time in which one call more may be made',
    ),
    patchBurst: documented(5, 'patchListingsItem: the most calls in a row'),
    readBurst: documented(10, 'getListingsItem: the most calls in a row'),
    searchBurst: documented(5, 'searchListingsItems: the most calls in a row'),
    createFeedEveryMs: documented(120 * SECOND_MS, 'createFeed: the time in which one call more may be made'),
    createFeedBurst: documented(15, 'createFeed and createFeedDocument: the most calls in a row'),
    createDocumentEveryMs: documented(2 * SECOND_MS, 'createFeedDocument: the time in which one call more may be made'),
    getFeedEveryMs: documented(SECOND_MS / 2, 'the same of getFeed'),
    getFeedBurst: documented(15, 'getFeed: the most calls in a row'),
    getFeedsEveryMs: documented(45 * SECOND_MS, 'the same of getFeeds and getFeedDocument'),
    getFeedsBurst: documented(10, 'getFeeds and getFeedDocument: the most calls in a row'),
    notificationsEveryMs: documented(
      SECOND_MS,
      'each operation of the Notifications API: the time in which one call more may be made',
    ),
    notificationsBurst: documented(5, 'each of them: the most calls in a row'),
    rateHeader: assumed(false, 'a 429 names the rate; the models and the one recording say that it does not'),
  },
  orders: {
    beforeAgeMs: documented(2 * MINUTE_MS, 'a `…Before` must be at least this old'),
    usualBefore: assumed<'age' | 'now'>(
      'age',
      'where a listing without a `…Before` ends: as old as one must be (`age`), or `now`',
    ),
    resultMax: documented(100, 'the most orders on a page'),
    tokenHours: documented(24, 'how long a page token works'),
    changedParameters: documented<'refuse' | 'ignore'>(
      'refuse',
      'a page token beside other parameters, but `maxResultsPerPage` and `includedData`: `refuse` with InvalidInput, or `ignore` them',
    ),
    sortedBy: assumed<'lastUpdatedTime' | 'createdTime' | 'orderId'>(
      'lastUpdatedTime',
      'the order of a listing by lastUpdatedAfter; of one by createdAfter it is createdTime, or `orderId`',
    ),
    fractions: assumed(false, 'times have milliseconds'),
    visibilityDelayMinMs: assumed(0, 'the shortest time until searchOrders lists a new order or a change'),
    visibilityDelayMaxMs: assumed(0, 'the longest; 0: at once. getOrder knows it before that'),
    fulfillment: assumed<'always' | 'asked'>(
      'always',
      'the part `fulfillment` of an order, which the model has as optional: `always` there, or only where FULFILLMENT is `asked` for',
    ),
    pendingPersonalData: documented(false, 'buyer, address and prices of a pending order are shown'),
  },
  flow: {
    pendingMs: assumed(30 * MINUTE_MS, 'how long an order that waits for its payment is PENDING'),
    buyerCancelShare: assumed(0.02, 'the share of arriving orders that are cancelled while they are pending'),
    cancelRequestShare: assumed(0.02, 'the share of arriving orders whose buyer asks the seller for a cancel'),
    cancelRequestAfterMs: assumed(
      45 * MINUTE_MS,
      'how long after the order; of what is shipped by then nobody asks it',
    ),
  },
  shipping: {
    applyAfterMs: assumed(0, 'how long after the answer of confirmShipment getOrder shows the package'),
    sameReference: documented<'edit' | 'refuse'>(
      'edit',
      'confirmShipment with a packageReferenceId that the order has: `edit` the package, or `refuse` it',
    ),
    numberless: documented<'refuse' | 'take'>('refuse', 'a package without a trackingNumber'),
    unknownCarrier: assumed<'refuse' | 'take'>('refuse', 'a carrierCode that is not on the list of the feeds’ schema'),
    surplusUnits: assumed<'refuse' | 'take'>(
      'refuse',
      'more units of a line than are left to be shipped; of an order that is shipped altogether `refuse` is what clients report',
    ),
    dates: assumed<'any' | 'within'>(
      'any',
      'the days of shipDate: `any`, or `within` the moment of the order and the present',
    ),
    reference: assumed<'given' | 'own'>(
      'given',
      'the packageReferenceId that getOrder shows: the one that the seller has `given`, or the mall’s `own`',
    ),
    carrier: assumed<'code' | 'name'>('code', 'the carrier that getOrder shows: carrierCode, or carrierName'),
    refusalCode: documented<'Invalid Input' | 'InvalidInput'>(
      'Invalid Input',
      'the code of a refusal: with a space, as in the model’s example, or `InvalidInput`, as it was recorded once',
    ),
    successStatus: documented<200 | 204>(204, 'the status of an answer of success'),
  },
  feeds: {
    queueMs: assumed(2 * MINUTE_MS, 'how long a feed waits (IN_QUEUE)'),
    runMs: assumed(MINUTE_MS, 'how long it is worked through (IN_PROGRESS)'),
    landMs: assumed(5 * SECOND_MS, 'how long after DONE its levels take effect'),
    laterPatchWins: assumed(false, 'a PATCH that came after the feed was made keeps its level'),
    messagesMax: documented(25_000, 'the most messages of a feed'),
    perFiveMinutes: documented(5, 'feeds of a seller in five minutes; more are a 429'),
    urlSeconds: documented(300, 'how long the address of a document works'),
    zipped: assumed(true, 'reports are compressed (GZIP)'),
  },
  notifications: {
    delayMinMs: assumed(SECOND_MS, 'the shortest time until a message is where it goes'),
    delayMaxMs: assumed(SECOND_MS, 'the longest; messages overtake each other where it is longer than the shortest'),
    silentNewShare: assumed(0.1, 'the share of new orders of which no message comes; support answered that none may'),
    lateShare: assumed(0.02, 'the share of messages that come `lateMs` later'),
    lateMs: observed(24 * HOUR_MS, 'how much later; a day was seen'),
    lostShare: assumed(0.02, 'the share of messages that never arrive'),
    doubledShare: assumed(0, 'the share that arrives twice'),
    forgedShare: assumed(
      0,
      'the share beside which something arrives that Amazon never sent: an order or a SKU that is not there, a level far below, another seller, half a message, too large a one',
    ),
  },
  stock: {
    initialQuantity: assumed(100, 'the level of everything in a new shop'),
    decrementAtOrder: assumed(true, 'the mall takes the units of an order that the merchant ships from its own level'),
    restoreAtCancel: assumed(false, 'a cancel gives the units back'),
    soldOut: assumed<'choose-another' | 'sell-anyway'>(
      'choose-another',
      'a buyer meets something sold out: `choose-another`, or `sell-anyway` (the level stays 0)',
    ),
    applyAfterMs: assumed(5 * SECOND_MS, 'how long after ACCEPTED a PATCH takes effect'),
    highest: assumed(999_999, 'the highest quantity; more is INVALID'),
    unknownSku: assumed<'invalid' | 'not-found'>(
      'invalid',
      'a PATCH of a SKU that the seller has not: 200 with INVALID (`invalid`), since its model has no 404, or 404 (`not-found`)',
    ),
  },
};

export type AmazonSettings = SettingsOf<typeof SETTINGS>;
export type AmazonSettingsChange = SettingsChange<AmazonSettings>;
