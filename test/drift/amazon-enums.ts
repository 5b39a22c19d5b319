import { gzipSync } from 'node:zlib';
import type { CallAmazon } from '../../malls/amazon/calls.ts';
import { progressNames } from '../../malls/amazon/columns.ts';
import { refusalOf } from '../../malls/amazon/faults.ts';
import { createFeeds } from '../../malls/amazon/feeds.ts';
import { amazonLabels } from '../../malls/amazon/labels.ts';
import { includedData } from '../../malls/amazon/listing-pages.ts';
import { mapOrder } from '../../malls/amazon/mapping.ts';
import type { AmazonOperation } from '../../malls/amazon/operations.ts';
import { stateOf } from '../../malls/amazon/status-states.ts';
import { createStockApi } from '../../malls/amazon/stock-api.ts';
import { type JudgedEnum, unmapped } from './kept.ts';
import type { ApiModel } from './typings.ts';

/** The models of Amazon's APIs that are called. */
export type AmazonApis = Readonly<Record<'orders' | 'v0' | 'listings' | 'feeds' | 'notifications', ApiModel>>;

/** Where the values of an enum stand: its constant, or the words that the description of a field lists. */
type Source = readonly [api: keyof AmazonApis, name: string, field?: string];

function valuesOf(apis: AmazonApis, ...sources: readonly Source[]): JudgedEnum['values'] {
  const values = new Map<string, string[]>();
  for (const [api, name, field] of sources) {
    const place = field === undefined ? name : `${name}.${field}`;
    const found = field === undefined ? apis[api].enums.get(name) : apis[api].objects.get(name)?.get(field)?.described;
    if (found === undefined || found.length === 0)
      throw new Error(`The model of ${api} has no values of ${place} any more.`);
    for (const value of found) values.set(value, [...(values.get(value) ?? []), place]);
  }
  return values;
}

const order = {
  orderId: '250-1234567-1234567',
  createdTime: '2026-11-24T00:00:00Z',
  lastUpdatedTime: '2026-11-24T00:00:00Z',
  fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
  orderItems: [{ orderItemId: '1', quantityOrdered: 1, product: { sellerSku: 'kome-0005' } }],
};

/** A client to whom Amazon answers these values. */
const answering =
  (answers: Readonly<Partial<Record<AmazonOperation, unknown>>>): CallAmazon =>
  async (operation) => ({
    call: { shop: 'amazon#A1', operation },
    status: 200,
    value: answers[operation],
    mallTime: null,
  });

const labelOf = (changed: object): string => {
  const { obstacle, collected } = amazonLabels.of({ ...order, ...changed });
  if (obstacle !== null) return 'no label';
  return collected.kind === 'nothing' ? 'a label' : 'a label, with money to collect';
};

const cancelOf = (cancellation: object): string => {
  const mapped = mapOrder({ ...order, orderItems: order.orderItems.map((item) => ({ ...item, cancellation })) });
  return mapped.kind === 'order' && mapped.order.cancelRequested ? 'a requested cancel' : 'no request';
};

/** What becomes of a level in a feed, whose report is compressed. */
async function feedOutcome(call: CallAmazon): Promise<string> {
  const report = gzipSync(JSON.stringify({ issues: [] }));
  const options = {
    shop: 'amazon#A1',
    baseUrl: 'https://mall.example',
    sellerId: 'A1',
    transport: async () => ({ status: 200, headers: {}, body: report }),
  } as unknown as Parameters<typeof createFeeds>[1];
  return (await createFeeds(call, options).outcomes(['1#1'], 0)).get('1#1')?.kind ?? '';
}

/** The enums of Amazon that our code makes something of. */
export function amazonEnums(apis: AmazonApis): readonly JudgedEnum[] {
  return [...ofOrders(apis), ...ofLabels(apis), ...ofStock(apis)];
}

const ofOrders = (apis: AmazonApis): JudgedEnum[] => [
  {
    name: 'FulfillmentStatus',
    values: valuesOf(apis, ['orders', 'FulfillmentStatus'], ['orders', 'SearchOrdersFulfillmentStatusesEnum']),
    known: {
      PENDING_AVAILABILITY: 'buyer-may-cancel, with a name',
      PENDING: 'buyer-may-cancel, with a name',
      UNSHIPPED: 'to-ship, with a name',
      PARTIALLY_SHIPPED: 'to-ship, with a name',
      SHIPPED: 'shipped, with a name',
      CANCELLED: 'cancelled, with a name',
      // Multi-channel orders of FBA alone have it: nothing can be done for one, and nothing is refused for good.
      UNFULFILLABLE: 'unknown, with a name',
    },
    means(value) {
      const stage = stateOf({ ...order, fulfillment: { fulfillmentStatus: value } })?.stage;
      const isNamed = [value, `FBA-${value}`].every((one) => progressNames[one] !== undefined);
      return `${stage}, ${isNamed ? 'with a name' : 'without a name'}`;
    },
    mappedIn: 'malls/amazon/status-states.ts, progress.ts and columns.ts',
  },
  {
    name: 'fulfilledBy',
    values: valuesOf(apis, ['orders', 'OrderFulfillment', 'fulfilledBy'], ['orders', 'SearchOrdersFulfilledByEnum']),
    known: { MERCHANT: 'UNSHIPPED', AMAZON: 'FBA-UNSHIPPED' },
    means(value) {
      const mapped = mapOrder({ ...order, fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: value } });
      return mapped.kind === 'order' ? mapped.order.progress : mapped.reason;
    },
    mappedIn: 'malls/amazon/progress.ts and mapping.ts',
  },
  {
    name: 'cancellationRequest.requester',
    values: valuesOf(apis, ['orders', 'ItemCancellationRequest', 'requester']),
    known: { BUYER: 'a requested cancel' },
    means: (requester) => cancelOf({ cancellationRequest: { requester } }),
    mappedIn: 'malls/amazon/mapping.ts',
  },
  {
    name: 'cancellationExecution.cancelledBy',
    values: valuesOf(apis, ['orders', 'ItemCancellationExecution', 'cancelledBy']),
    known: { BUYER: 'no request', MERCHANT: 'no request', AMAZON: 'no request' },
    means: (cancelledBy) =>
      cancelOf({ cancellationRequest: { requester: 'BUYER' }, cancellationExecution: { cancelledBy } }),
    mappedIn: 'malls/amazon/mapping.ts',
  },
  {
    name: 'includedData',
    values: valuesOf(apis, ['orders', 'SearchOrdersIncludedDataEnum'], ['orders', 'GetOrderIncludedDataEnum']),
    known: {
      ...Object.fromEntries(
        ['BUYER', 'RECIPIENT', 'PROCEEDS', 'PAYMENT', 'CANCELLATION', 'FULFILLMENT', 'PACKAGES'].map((one) => [
          one,
          'asked for',
        ]),
      ),
      EXPENSE: unmapped('points that the seller grants: no column and no label has them'),
      PROMOTION: unmapped('ids of promotions: what a line comes to is in PROCEEDS'),
      TAX: unmapped('tax registrations of buyers: no column and no label has them'),
      FULFILLMENT_ORDERS: unmapped('only orders of Easy Ship have them, as the model says'),
    },
    means: (value) => (includedData.split(',').includes(value) ? 'asked for' : 'not asked for'),
    mappedIn: 'malls/amazon/listing-pages.ts',
  },
  {
    name: 'PackageStatus',
    values: valuesOf(apis, ['orders', 'PackageStatusStatusEnum']),
    known: {
      PENDING: 'a parcel',
      IN_TRANSIT: 'a parcel',
      SHIPPED: 'a parcel',
      DELIVERED: 'a parcel',
      UNDELIVERABLE: 'a parcel',
      CANCELLED: 'no parcel',
    },
    means(value) {
      const packages = [{ packageReferenceId: '1', trackingNumber: '123456789012', packageStatus: { status: value } }];
      const rows = stateOf({ ...order, packages })?.baskets[0]?.rows ?? [];
      return rows.length === 0 ? 'no parcel' : 'a parcel';
    },
    mappedIn: 'malls/amazon/status-states.ts',
  },
  {
    name: 'OrderChangeType',
    values: valuesOf(apis, ['notifications', 'OrderChangeTypeEnum']),
    known: {
      OrderStatusChange: 'read',
      BuyerRequestedChange: 'read',
      DeliveryTipChange: unmapped('a message of any type says only where to look; Amazon.co.jp has no tips'),
    },
    means: () => 'read',
    mappedIn: 'malls/amazon/mapping.ts (hintIn)',
  },
  {
    name: 'codCollectionMethod',
    values: valuesOf(apis, ['v0', 'ConfirmShipmentRequestCodCollectionMethodEnum']),
    known: {
      DirectPayment: unmapped('optional: confirmShipment takes a package of 代金引換 without it, by its model'),
    },
    means: () => 'not sent',
    mappedIn: 'malls/amazon/order-status-api.ts',
  },
];

const ofLabels = (apis: AmazonApis): JudgedEnum[] => [
  {
    name: 'addressType',
    values: valuesOf(apis, ['orders', 'CustomerAddress', 'addressType']),
    known: { RESIDENTIAL: 'a label', COMMERCIAL: 'a label', PICKUP_POINT: 'no label' },
    means: (value) => labelOf({ recipient: { deliveryAddress: { addressType: value } } }),
    mappedIn: 'malls/amazon/labels.ts',
  },
  {
    name: 'programs',
    values: valuesOf(apis, ['orders', 'Order', 'programs']),
    known: {
      IN_STORE_PICK_UP: 'no label',
      ...Object.fromEntries(
        ['AMAZON_BUSINESS', 'PREMIUM', 'PREORDER', 'PRIME', 'FBM_SHIP_PLUS'].map((one) => [one, 'a label']),
      ),
      ...Object.fromEntries(
        ['AMAZON_BAZAAR', 'AMAZON_EASY_SHIP', 'AMAZON_HAUL', 'DELIVERY_BY_AMAZON', 'INVOICE_BY_AMAZON'].map((one) => [
          one,
          unmapped('no source has it at Amazon.co.jp: an order of it gets a label like any other'),
        ]),
      ),
    },
    means: (value) => labelOf({ programs: [value] }),
    mappedIn: 'malls/amazon/labels.ts',
  },
  {
    name: 'cashOnDelivery',
    values: valuesOf(apis, ['orders', 'ConstraintType']),
    known: { MANDATORY: 'a label, with money to collect' },
    means(value) {
      const fulfillment = { shipping: { shippingConstraints: { cashOnDelivery: value } } };
      const proceeds = { grandTotal: { amount: '3980', currencyCode: 'JPY' } };
      return labelOf({ proceeds, orderItems: order.orderItems.map((item) => ({ ...item, fulfillment })) });
    },
    mappedIn: 'malls/amazon/labels.ts',
  },
];

const ofStock = (apis: AmazonApis): JudgedEnum[] => [
  {
    name: 'ListingsItemSubmissionResponse.status',
    values: valuesOf(apis, ['listings', 'ListingsItemSubmissionResponseStatusEnum']),
    known: {
      ACCEPTED: 'unproven',
      INVALID: 'refused',
      VALID: unmapped('of VALIDATION_PREVIEW alone, as the probe asks for it'),
    },
    async means(status) {
      const call = answering({ patchListingsItem: { sku: 'kome-0005', status, submissionId: '1' } });
      return (
        (await createStockApi(call, 'A1').set([{ item: 'kome-0005', level: 1 }])).items.get('kome-0005')?.kind ?? ''
      );
    },
    mappedIn: 'malls/amazon/stock-api.ts',
  },
  {
    name: 'Issue.severity',
    values: valuesOf(apis, ['listings', 'IssueSeverityEnum']),
    known: { ERROR: 'refused', WARNING: 'let pass', INFO: 'let pass' },
    means: (severity) => refusalOf([{ code: '1', severity, message: 'words' }])?.kind ?? 'let pass',
    mappedIn: 'malls/amazon/faults.ts',
  },
  {
    name: 'Item.summaries.status',
    values: valuesOf(apis, ['listings', 'ItemSummaryByMarketplaceStatusEnum']),
    known: { BUYABLE: 'on sale', DISCOVERABLE: 'on sale' },
    async means(status) {
      const call = answering({ getListingsItem: { sku: 'kome-0005', summaries: [{ status: [status] }] } });
      const reading = (await createStockApi(call, 'A1').read(['kome-0005'])).get('kome-0005');
      return reading?.kind === 'there' && reading.published ? 'on sale' : 'not on sale';
    },
    mappedIn: 'malls/amazon/stock-api.ts',
  },
  {
    name: 'Feed.processingStatus',
    values: valuesOf(apis, ['feeds', 'FeedProcessingStatusEnum'], ['feeds', 'GetFeedsProcessingStatusesEnum']),
    known: { CANCELLED: 'not-tried', DONE: 'unproven', FATAL: 'unproven', IN_PROGRESS: 'running', IN_QUEUE: 'running' },
    means(processingStatus) {
      return feedOutcome(answering({ getFeed: { feedId: '1', processingStatus } }));
    },
    mappedIn: 'malls/amazon/feeds.ts',
  },
  {
    name: 'FeedDocument.compressionAlgorithm',
    values: valuesOf(apis, ['feeds', 'FeedDocumentCompressionAlgorithmEnum']),
    known: { GZIP: 'unproven' },
    means(compressionAlgorithm) {
      const getFeed = { feedId: '1', processingStatus: 'DONE', resultFeedDocumentId: '2' };
      const getFeedDocument = { feedDocumentId: '2', url: 'https://document.example', compressionAlgorithm };
      return feedOutcome(answering({ getFeed, getFeedDocument })).catch(() => 'a report that cannot be read');
    },
    mappedIn: 'malls/amazon/feeds.ts',
  },
];
