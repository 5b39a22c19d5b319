import type { Counts } from './counts.ts';
import { assumptions, type CostLine } from './reckon.ts';

/** What requests to the API take, its keys and shops known to the process. `test/contract/apart/request-units.test.ts` counts the units on an emulator. */
export const apiRequests = {
  /** An order with its changes and revisions. */
  order: { readUnits: 5, bytesOut: 3_000 },
  /** A change of an order's status. The row of the change itself is reckoned with the changes, whoever requests them. */
  change: { readUnits: 4, writeUnits: 1, bytesOut: 1_200 },
  /** A look at a merchant's feed, where little has come since the one before. */
  feed: { readUnits: 0.5, bytesOut: 600 },
} as const;

/** Memory of the functions; a test holds them to their settings. */
export const apiMemoryMiB = { api: 512, 'receive-hooks': 256, 'sync-stock': 512 } as const;

/** What is assumed of the programs, and of Shopify. */
export const apiAssumptions = {
  shopsAMerchant: 4,
  looksAtFeedAMinute: 1,
  /** A run of the function, in seconds. */
  seconds: { api: 0.03, post: 0.05, hint: 1 },
  /** One shop in so many is of Shopify. */
  shopifyShare: 1 / 4,
  /** Its posts about an order: placed, paid, sent. */
  postsAnOrder: 3,
  /** A hint reads its shop and what is known of its order. */
  hintReadUnits: 3,
} as const;

/** Metrics that alarms watch of a stage with `api`, beside those of one without: `test/infra/standing-parts.test.ts` counts them. */
export const apiAlarmMetrics = 10;

const [million, gigabyte] = [1e6, 1e9];

/** A month of programs that read every order and request its changes, line by line. */
export function apiLines({ call }: Counts, shops: number, ordersAShopADay: number): CostLine[] {
  const minutes = assumptions.daysAMonth * 24 * 60;
  const orders = shops * ordersAShopADay * assumptions.daysAMonth;
  const changes = orders * assumptions.changesAnOrder;
  const looks = Math.ceil(shops / apiAssumptions.shopsAMerchant) * apiAssumptions.looksAtFeedAMinute * minutes;
  const requests = orders + changes + looks;
  const { order: one, change, feed } = apiRequests;
  const posts = orders * apiAssumptions.shopifyShare * apiAssumptions.postsAnOrder;
  const { seconds } = apiAssumptions;
  const gigabyteSeconds = (runs: number, lasting: number, memoryMiB: number): number =>
    (runs * lasting * memoryMiB) / 1_024 / million;
  const bytesOut = orders * one.bytesOut + changes * change.bytesOut + looks * feed.bytesOut;
  const bytesOfACall = call.bytesOut + assumptions.bytesAround + assumptions.bytesOfAHandshake;
  return [
    { what: 'Requests for orders and changes', price: 'httpApi', amount: (orders + changes) / million },
    { what: 'Looks at feeds', price: 'httpApi', amount: looks / million },
    { what: 'Starts of its function', price: 'invocation', amount: requests / million },
    { what: 'Its runs', price: 'compute', amount: gigabyteSeconds(requests, seconds.api, apiMemoryMiB.api) },
    {
      what: 'Reads for its answers',
      price: 'readUnit',
      amount: (orders * one.readUnits + changes * change.readUnits + looks * feed.readUnits) / million,
    },
    { what: 'Names of requests', price: 'writeUnit', amount: (changes * change.writeUnits) / million },
    { what: 'Answers', price: 'dataOut', amount: bytesOut / gigabyte },
    { what: 'Log of who read buyers', price: 'logs', amount: (orders * assumptions.bytesALogLine) / gigabyte },
    { what: 'Posts of Shopify', price: 'httpApi', amount: posts / million },
    {
      what: 'Runs for posts and hints',
      price: 'compute',
      amount:
        gigabyteSeconds(posts, seconds.post, apiMemoryMiB['receive-hooks']) +
        gigabyteSeconds(posts, seconds.hint, apiMemoryMiB['sync-stock']),
    },
    { what: 'Starts for posts and hints', price: 'invocation', amount: (2 * posts) / million },
    { what: 'Messages of hints', price: 'queueRequest', amount: (3 * posts) / million },
    { what: 'Reads for hints', price: 'readUnit', amount: (posts * apiAssumptions.hintReadUnits) / million },
    { what: 'Calls for hints', price: 'dataOut', amount: (posts * bytesOfACall) / gigabyte },
    { what: 'Alarms', price: 'alarm', amount: apiAlarmMetrics },
  ];
}
