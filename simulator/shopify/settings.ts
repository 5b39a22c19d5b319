import { assumed, documented, observed, READING, type SettingsChange, type SettingsOf } from '../settings.ts';

const MINUTE_MS = 60_000;

/**
 * Everything about the mall that has no public proof, with its default, and what its pages give a number for.
 * `docs/malls/shopify-simulator.md` prints all of it.
 */
export const SETTINGS = {
  api: {
    newest: assumed('2026-10', 'the newest stable version; one comes every quarter'),
    supportedVersions: documented(4, 'how many stable versions are answered: each is supported for twelve months'),
    ended: documented<'oldest' | 'not-found'>(
      'oldest',
      'a version that has ended, and a path without one: answered by the `oldest` that is supported, or `not-found`',
    ),
    unknown: assumed<'not-found' | 'newest'>(
      'not-found',
      'a version that is no quarter, or lies beyond the release candidate: `not-found`, or answered by the `newest`',
    ),
  },
  access: {
    tokenSeconds: documented(86_399, 'how long a token of the client credentials grant works'),
    grantErrors: observed<'html' | 'json'>(
      'html',
      'a token that is refused: 400 with a page whose title has the reason (`html`), or with `json`',
    ),
    recentDays: documented(60, 'how old an order may be for an app without read_all_orders'),
    variantNeedsProducts: documented(true, 'the variant of a line asks for read_products'),
    fulfillmentOrders: observed<'denied' | 'none'>(
      'denied',
      'fulfillment orders without a scope for them: ACCESS_DENIED (`denied`), or an order seems to have `none`',
    ),
  },
  transport: {
    connection: assumed<'close' | 'keep-alive'>('keep-alive', '`close` or `keep-alive`'),
    latencyMinMs: assumed(0, 'the shortest time an answer takes, in ms of mall time'),
    latencyMaxMs: assumed(0, 'the longest time an answer takes; 0: answers take no time'),
  },
  reading: READING,
  throttle: {
    enforce: documented(true, 'whether points are counted; a call that the bucket does not hold is refused'),
    restoreRate: documented(
      100,
      'points that come back each second: Standard 100, Advanced 200, Plus 1,000, Enterprise 2,000',
    ),
    maximumAvailable: observed(
      2000,
      'what the bucket of an app and a shop holds; recorded as twenty seconds of the rate',
    ),
    singleQueryMax: documented(1000, 'the most points of one query, whatever the bucket holds'),
    plainLists: assumed<'as-asked' | 'one'>(
      'as-asked',
      'points of a list without pages (fulfillments): as many of its rows as `first` asks for, as of a list in pages (`as-asked`), or `one`',
    ),
    listFactor: assumed(1, 'how many times the points of the rows that a list is asked for count'),
    status: observed<200 | 429>(200, 'status of a call that is throttled: `200`, or `429` with Retry-After'),
    retryAfterSeconds: assumed(2, 'what Retry-After says on a 429'),
  },
  orders: {
    pageMax: documented(250, 'the most rows on a page, and the most ids or entries in one list'),
    indexDelayMinMs: assumed(0, 'the shortest time until a search finds a new order, or an order by its new updatedAt'),
    indexDelayMaxMs: assumed(0, 'the longest; 0: at once. An order that is asked for by its id is there before that'),
    sameNames: assumed(false, 'every fifth order has the name of the one before it'),
    nameWithoutHash: assumed(true, 'a search for `name:1001` finds #1001'),
    cancelledUnits: assumed<'none' | 'kept'>(
      'none',
      'currentQuantity of a line after a cancel: 0 (`none`), or what it was (`kept`)',
    ),
    posFulfillmentOrder: assumed<'closed' | 'none'>(
      'closed',
      'the fulfillment order of a sale at a till: `closed`, at the location of the till, or there is `none`',
    ),
    amounts: assumed<'point-zero' | 'plain'>(
      'point-zero',
      'an amount in yen: `3980.0` (`point-zero`), or `3980` (`plain`)',
    ),
  },
  flow: {
    pendingMs: assumed(30 * MINUTE_MS, 'how long an order that waits for its payment is PENDING'),
    buyerCancelShare: assumed(0.02, 'the share of arriving orders that are cancelled soon after'),
    expiredShare: assumed(
      0.05,
      'the share of arriving orders that wait for their payment and end EXPIRED: they stay UNFULFILLED, and are not to be sent',
    ),
    partlySentStatus: assumed<'IN_PROGRESS' | 'OPEN'>(
      'IN_PROGRESS',
      'status of a fulfillment order of which a part was sent',
    ),
    cancelledStatus: assumed<'CLOSED' | 'CANCELLED'>('CLOSED', 'status of the fulfillment orders of a cancelled order'),
    moveChangesOrder: assumed(true, 'an order of which another location sends a part from now on has a new updatedAt'),
    removedUnits: assumed<'kept' | 'none'>(
      'kept',
      'units that were refunded or removed in totalQuantity of a fulfillment order’s line: still there (`kept`), or not (`none`)',
    ),
  },
  stock: {
    initialQuantity: assumed(100, 'what a new shop has of everything at its first location; at the others nothing'),
    decrementAtOrder: documented(true, 'an order takes its units from `available` and puts them into `committed`'),
    restoreAtCancel: observed(true, 'a cancel gives the units back: the person who cancels says so'),
    soldOut: documented<'choose-another' | 'sell-anyway'>(
      'choose-another',
      'a buyer meets something sold out: `choose-another` (DENY), or `sell-anyway` (CONTINUE; `available` falls below 0)',
    ),
    negative: assumed<'refuse' | 'accept'>(
      'refuse',
      'a call that sets less than 0: `refuse` with INVALID_QUANTITY_NEGATIVE, or `accept`',
    ),
    oneWrong: assumed<'none' | 'others'>(
      'none',
      'a call with one wrong entry sets `none` of them, or the `others`; its userErrors name the wrong one in both',
    ),
    notStocked: documented<'refuse' | 'silent'>(
      'refuse',
      'up to 2026-07, an entry for a location that does not stock the item: ITEM_NOT_STOCKED_AT_LOCATION (`refuse`), or no error and nothing set (`silent`; seen once)',
    ),
    setElsewhere: assumed<'kept' | 'stocks'>(
      'kept',
      'from 2026-10 on such an entry is set: the level is `kept` and neither shown nor for sale until a person stocks the item there, or the location `stocks` it from then on',
    ),
    unchangedGroup: assumed<'null' | 'group'>('null', 'inventoryAdjustmentGroup of a call that changes nothing'),
    afterChange: observed<'null' | 'number'>('null', 'quantityAfterChange in the answer of the call itself'),
  },
  webhooks: {
    delayMinMs: assumed(1_000, 'the shortest time until a post is sent'),
    delayMaxMs: assumed(1_000, 'the longest; posts overtake each other where it is longer than the shortest'),
    lateShare: assumed(0.02, 'the share of posts that come `lateMs` later'),
    lateMs: observed(24 * 60 * MINUTE_MS, 'how much later; a day was seen'),
    lostShare: assumed(0.02, 'the share of posts that are never sent'),
    doubledShare: assumed(0, 'the share that is sent twice'),
    forgedShare: assumed(
      0,
      'the share beside which something is sent that Shopify never sent: unsigned, signed with another key, under the name of another shop, half a body, too large a one',
    ),
  },
  idempotency: {
    keyHours: documented(24, 'how long a key is remembered'),
    sameCall: documented<'replay' | 'again'>(
      'replay',
      'the same key and input again: the answer of the first (`replay`), or carried out `again` (seen once)',
    ),
    afterFailure: assumed<'refuse' | 'again' | 'replay'>(
      'refuse',
      'the same key and input after userErrors: IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED from 2026-10 on (`refuse`), carried out `again`, or `replay`',
    ),
  },
};

export type ShopifySettings = SettingsOf<typeof SETTINGS>;
export type ShopifySettingsChange = SettingsChange<ShopifySettings>;
