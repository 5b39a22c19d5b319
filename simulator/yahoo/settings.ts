import { DAY_MS } from '../jst.ts';
import { assumed, documented, observed, READING, type SettingsChange, type SettingsOf } from '../settings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Everything about the mall that has no public proof, or that its own pages say in two ways, with its default.
 * `docs/malls/yahoo-simulator.md` prints all of it.
 */
export const SETTINGS = {
  auth: {
    accessTokenSeconds: documented(3600, 'how long an access token works'),
    codeSeconds: documented(600, 'how long an authorization code can be redeemed, once'),
    consentDays: documented(28, 'how long a consent lasts, and with it the refresh token'),
    unsignedHours: documented(
      12,
      'how long after the consent order calls without a signature are answered; then px-04102',
    ),
    unsignedShortensConsent: assumed(
      false,
      'one order call without a signature shortens the whole consent to `unsignedHours`; a single source says so',
    ),
  },
  signature: {
    toleranceSeconds: assumed(300, 'how far the seconds in a signature may be from now, either way'),
    keyDays: observed(365, 'how long a 公開鍵 works'),
    whenWrong: assumed<'unsigned' | 'refused'>(
      'unsigned',
      'a wrong signature: like none (`unsigned`), with `wrongHeader` in the answer, or `refused` with px-04102',
    ),
    wrongHeader: assumed('unauthorized', 'X-SWS-Authorize-Status of a wrong signature; only `authorized` is known'),
  },
  transport: {
    connection: assumed<'close' | 'keep-alive'>('keep-alive', '`close` or `keep-alive`'),
    latencyMinMs: assumed(0, 'the shortest time an answer takes, in ms of mall time'),
    latencyMaxMs: assumed(0, 'the longest time an answer takes; 0: answers take no time'),
  },
  reading: READING,
  throttle: {
    enforce: documented(true, 'whether calls beyond the rates are refused'),
    perSecond: documented(1, 'queries per second to the same address'),
    perDay: documented(50_000, 'requests per day of an application, without an agreement on more'),
    countedBy: assumed<'application' | 'shop'>(
      'application',
      'whose queries per second are counted together: those of an `application`, or of a `shop` of it',
    ),
    blockMs: assumed(0, 'how long an address answers 403 after too many; 0: only the calls too many'),
    body: assumed<'xml' | 'html'>('xml', 'what stands around the words of the 403: `xml` or `html`'),
  },
  answers: {
    declaration: observed(true, 'whether XML begins with its declaration; the samples show both'),
    padding: observed<'none' | 'newlines'>(
      'none',
      '`newlines`: texts have line breaks and blanks around them, as in a sample of getStock; or `none`',
    ),
    items: observed<'last' | 'first'>(
      'last',
      'whether the Items of orderInfo come `last` or `first`, before the people; the samples show both',
    ),
    times: observed<'rfc3339' | 'compact'>(
      'rfc3339',
      '`rfc3339`, or `compact` (20121221231350) as in an old sample of orderInfo',
    ),
    zones: documented<'everywhere' | 'not-publication' | 'nowhere'>(
      'not-publication',
      'which times say `+09:00`: not 公開日時 (`not-publication`: the page gives it none, and its samples give 注文日時 one), `everywhere`, or `nowhere`',
    ),
    repeats: observed(true, 'IsRoyaltyFix (true, then false) and NeedBillSlip come twice, as in a sample'),
    noSatellite: assumed<'zero' | 'empty'>(
      'zero',
      'ReceiveSatelliteType of an order that goes to its buyer’s address: `zero`, or `empty`',
    ),
    orderError: assumed<'error' | 'result'>(
      'error',
      'what a refusal of orderInfo and of the writing calls stands in: `error` alone, or a `result` set',
    ),
  },
  list: {
    resultMax: documented(2000, 'the most orders that one answer of orderList holds'),
    overMax: assumed<'cap' | 'error'>('cap', 'a Result above it: as many as allowed (`cap`), or `error`'),
    fromInclusive: assumed(true, 'an order of the very second of a From is found'),
    toInclusive: assumed(true, 'an order of the very second of a To is found'),
    pageOrder: assumed<'stable' | 'ties-shuffled'>(
      'stable',
      'orders of the same second: `stable`, or `ties-shuffled` from call to call',
    ),
    publication: assumed<'order-time' | 'window-end' | 'empty'>(
      'order-time',
      '公開日時 of an order that nothing held back: the `order-time` (before orderList shows it), the `window-end`, or `empty`',
    ),
    unknownField: observed<'ignore' | 'error'>(
      'error',
      'a name in Field that the function does not have: `error` for every order, as a merchant met in production, or `ignore`',
    ),
    unknownCondition: assumed<'ignore' | 'error'>('error', 'a condition this mall does not know: `ignore` or `error`'),
    cancelledInWindow: assumed<'listed' | 'hidden'>(
      'listed',
      'an order its buyer took back in the window is `listed` afterwards, or `hidden` for ever',
    ),
    visibilityDelayMinMs: assumed(0, 'the shortest time until orderList can list a new order'),
    visibilityDelayMaxMs: assumed(0, 'the longest; 0: at once. orderInfo knows it before that'),
  },
  flow: {
    cancelWindowMs: documented(
      10 * MINUTE_MS,
      'how long a buyer can cancel; other texts speak only of the first minutes',
    ),
    buyerCancelShare: assumed(0.02, 'the share of arriving orders that their buyers take back'),
    cancelRequest: assumed<'unseen' | 'reason'>(
      'unseen',
      'what shows that a buyer asks the store for a cancel once the window is over: nothing, since they write or call (`unseen`), or a CancelReason at an order that is not キャンセル (`reason`)',
    ),
    fraudHoldMs: assumed(3 * HOUR_MS, 'how long the fraud check holds an order'),
    paymentDelayMs: assumed(DAY_MS, 'how long a buyer takes to pay what is paid before'),
    reservationMs: assumed(14 * DAY_MS, '1 予約中 to 2 処理中'),
    authorisationDays: assumed(60, 'how long after the order the money of a card can be taken (od91115 after that)'),
    completeAfterShipMs: assumed(
      10 * SECOND_MS,
      'how long after a change of ShipStatus 完了 is refused; a single source says 10 seconds',
    ),
    seenByChange: observed(true, 'a change of an order makes it IsSeen'),
  },
  split: {
    publication: assumed<'now' | 'original'>(
      'now',
      '公開日時 of the parts of a split order: `now`, or that of the `original`',
    ),
    original: assumed<'kept' | 'cancelled'>(
      'kept',
      'the order that was split keeps its status (`kept`), or is `cancelled`',
    ),
    childIds: documented<'parts' | 'source' | 'nowhere'>(
      'parts',
      'where ChildOrderId names the two parts: at the `parts`, as the page says (未設定 at the order that was split), at the `source`, or `nowhere`',
    ),
  },
  status: {
    detailPath: documented<'Oeder' | 'Order' | 'both'>(
      'both',
      'where CancelReasonDetail is read: below `Oeder`, as the page spells it, `Order`, or `both`',
    ),
    shipUnable: assumed<'accepted' | 'refused'>(
      'accepted',
      '出荷済み of an order that is 出荷不可: `accepted` or `refused`',
    ),
    payUnasked: assumed<'accepted' | 'refused'>(
      'accepted',
      '入金済み of an order whose way to pay is not paid before: `accepted` or `refused`',
    ),
    emptied: assumed<'cleared' | 'kept'>(
      'cleared',
      'a number that is sent as an empty element: it is `cleared`, or `kept` like one that is not sent',
    ),
    numberless: assumed<'accepted' | 'refused'>(
      'accepted',
      '出荷済み without a number and without a reason for that (ShipInvoiceNumberEmptyReason): `accepted` or `refused`',
    ),
    exclusive: documented<'refused' | 'together' | 'accepted'>(
      'refused',
      'a number while a 伝票番号なし理由 stands, or the other way round, or both at once: `refused`; `together`: not where the same call empties the one that stands; or `accepted`',
    ),
    yamatoLength: documented(14, 'characters of a number of ヤマト運輸; a sample on the same page has 17'),
  },
  stock: {
    initialQuantity: assumed(100, 'the level of everything in a new shop'),
    overdraftDefault: assumed(false, '超過購入設定 of a new shop'),
    decrementAtOrder: assumed(
      true,
      'the mall takes the units of an order from its own level, in the second it is placed',
    ),
    soldOut: assumed<'choose-another' | 'sell-anyway'>(
      'choose-another',
      'a buyer meets something sold out: `choose-another`, or `sell-anyway` (the level stays 0)',
    ),
    testOrdersTake: assumed(true, 'whether test orders take from the level, too'),
    restoreAtCancel: assumed(true, 'a cancel gives the units back'),
    closeOnShortage: observed(true, 'a cancel for 欠品 closes the stock of what was ordered'),
    partial: observed<'per-item' | 'rolled-back' | 'refused'>(
      'per-item',
      'one bad entry in setStock: the others are written (`per-item`, watched), nothing is and 207 all the same (`rolled-back`, the page’s words), or 400 (`refused`)',
    ),
    quantityIn207: observed<'shown' | 'left-out'>(
      'shown',
      'Quantity of what was written in a 207: `shown` (the sample) or `left-out` (the page’s table)',
    ),
    rawPlus: assumed<'invalid' | 'absolute'>(
      'invalid',
      'a `+` that was not sent as `%2B`: `invalid`, or taken for a number to set (`absolute`)',
    ),
    underscores: observed<'accept' | 'refuse'>(
      'accept',
      '`_` in item codes: `accept`, as samples have it, or `refuse`, as the page says',
    ),
    unknownPublished: assumed(false, 'IsPublished of a row that setStock made for an unregistered item'),
  },
  items: {
    inCategory: assumed<'own' | 'with-below'>(
      'own',
      'what myItemList has of a store category: its `own` items, or those `with-below`',
    ),
    emptyCategory: assumed<'empty' | 'refused'>(
      'empty',
      'a store category with nothing in it, or nothing below it: an `empty` list, or `refused`',
    ),
  },
  assumed: {
    gatewayMethodStatus: assumed(400, 'status of a call by another method than its function has'),
    scopeStatus: assumed(401, 'status of insufficient_scope'),
    orderParameter: observed('od90101', 'code of a wrong parameter of an order function'),
    volumeCap: assumed(
      'od90166',
      'code of an order function for too much in a time; one source has `d91151` beside it',
    ),
    listErrorStatus: assumed(400, 'status of an NG of orderList'),
    transition: assumed('od90101', 'code of a change that the order’s status does not allow; only the words are known'),
    readOnly: assumed('od90101', 'code of a change while the buyer can still cancel'),
    tooSoon: assumed('od91133', 'code of 完了 too soon after a change of ShipStatus'),
    foreignSellerOrder: assumed('od90101', 'code of a SellerId that the token is not for, in an order function'),
    foreignSellerStock: assumed('ed-00005', 'the same in a stock function'),
    sellerMissing: observed('px-04001', 'code of a stock function without seller_id'),
    newCode: assumed(
      'st-02108',
      'code of an item that the fault new-code leaves as it is: one of st-02108, st-02109, st-02110, which came on 2025-12-17; what they mean is not known',
    ),
    stockClose: assumed('ed-00006', 'code of a wrong stock_close, or of another number of them than items'),
    overflow: assumed('st-02104', 'code of a sum beyond the limit; that nothing is written then is documented'),
    busy: assumed('ed-00006', 'code of 反映またはアップロード中'),
    getItemCode: assumed('st-01101', 'code of a wrong item code in getStock'),
    getTooMany: assumed('st-01102', 'code of more than 1,000 item codes in getStock'),
    itemParameter: assumed(
      'it-01001',
      'code of a wrong or missing field of a function of the item API, and of an item that is not there',
    ),
    maintenanceStatus: documented(503, 'status of ed-00002 メンテナンス中'),
    systemErrorStatus: documented(500, 'status of a system error'),
  },
};

export type YahooSettings = SettingsOf<typeof SETTINGS>;
export type YahooSettingsChange = SettingsChange<YahooSettings>;
