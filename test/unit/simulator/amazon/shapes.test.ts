import { describe, expect, it } from 'vitest';
import { amazonDesk } from '../../../../malls/amazon/desk.ts';
import { amazonTraits } from '../../../../malls/amazon/traits.ts';
import { createAmazon } from '../../../../simulator/amazon/index.ts';
import { amazonInProcess, began, sellerId } from '../../malls/amazon/in-process.ts';

/*
 * An excerpt of an official example pair, shapes only: amzn/selling-partner-api-models, models/orders-api-model/orders_2026-01-01.json, the
 * example of searchOrders, at 3677bb9d96f4450e6843f1f8207005e925d5c867. Copyright Amazon.com, Apache License 2.0. Fields that the simulator
 * does not have are left out.
 */
const official = {
  orders: [
    {
      orderId: '123-4567890-1234567',
      orderAliases: [{ aliasId: 'SELLER-ORDER-2024-001', aliasType: 'SELLER_ORDER_ID' }],
      createdTime: '2024-12-25T10:30:00Z',
      lastUpdatedTime: '2024-12-25T14:45:00Z',
      programs: ['PRIME', 'AMAZON_BUSINESS'],
      salesChannel: { channelName: 'AMAZON', marketplaceId: 'ATVPDKIKX0DER', marketplaceName: 'Amazon.com' },
      buyer: {
        buyerName: 'John Smith',
        buyerEmail: 'buyer-email@marketplace.amazon.com',
        buyerCompanyName: 'Smith Industries LLC',
      },
      recipient: {
        deliveryAddress: {
          name: 'John Smith',
          addressLine1: '123 Main Street',
          addressLine2: 'Suite 456',
          city: 'Seattle',
          stateOrRegion: 'WA',
          postalCode: '98101',
          countryCode: 'US',
          phone: '555-123-4567',
          addressType: 'COMMERCIAL',
        },
      },
      proceeds: { grandTotal: { amount: '154.99', currencyCode: 'USD' } },
      fulfillment: {
        fulfillmentStatus: 'SHIPPED',
        fulfilledBy: 'MERCHANT',
        fulfillmentServiceLevel: 'STANDARD',
        shipByWindow: { earliestDateTime: '2024-12-26T00:00:00Z', latestDateTime: '2024-12-27T23:59:59Z' },
      },
      orderItems: [
        {
          orderItemId: '12345678901234',
          quantityOrdered: 2,
          product: {
            asin: 'B08N5WRWNW',
            title: 'Echo Dot (4th Gen) | Smart speaker with Alexa | Charcoal',
            sellerSku: 'ECHO-DOT-4-CHARCOAL',
            condition: { conditionType: 'NEW', conditionSubtype: 'NEW' },
            price: { unitPrice: { amount: '49.99', currencyCode: 'USD' } },
          },
          proceeds: { proceedsTotal: { amount: '100.00', currencyCode: 'USD' } },
          cancellation: {
            cancellationRequest: { requester: 'BUYER', cancelReason: 'Changed mind about purchase' },
          },
          fulfillment: {
            quantityFulfilled: 2,
            quantityUnfulfilled: 0,
            packing: { giftOption: { giftMessage: 'Happy Holidays!', giftWrapLevel: 'PREMIUM' } },
          },
        },
      ],
    },
  ],
  pagination: { nextToken: '2YgYW55IGNhcm5hbCBwbGVhc3VyZS4' },
  lastUpdatedBefore: '2024-12-25T15:00:00Z',
};

/** Every place of a value with the kind of what is there: `orders[].orderId string`. */
function shapeOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => shapeOf(one, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path} ${typeof value}`];
  return Object.entries(value).flatMap(([name, one]) => shapeOf(one, path === '' ? name : `${path}.${name}`));
}

describe('an answer of searchOrders', () => {
  const sellerId = 'A3KADONOMISE';
  const began = Date.parse('2026-11-24T06:45:07Z');
  const amazon = createAmazon({ now: () => began, seed: 1 });
  const { clientId, clientSecret, refreshToken } = amazon.control.addShop({ sellerId });
  const asked = (method: string, path: string, headers: Record<string, string>, body = ''): unknown => {
    const outcome = amazon.handle({ method, path, headers, body });
    if (outcome.ending !== 'answer') throw new Error(outcome.ending);
    return JSON.parse(outcome.body);
  };
  const form = {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  };
  const { access_token: token } = asked('POST', '/auth/o2/token', {}, new URLSearchParams(form).toString()) as {
    access_token: string;
  };
  for (const kind of ['plain', 'gift', 'business', 'fba'] as const) {
    amazon.control.addOrders(sellerId, { count: 3, at: began - 3_600_000, kind });
  }
  const [first = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - 7_200_000 });
  amazon.control.editOrder(sellerId, first, { sellerNote: 'JP-1' });
  amazon.control.requestCancel(sellerId, first);
  const [last = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - 3_600_000 });
  amazon.control.moveOrder(sellerId, last, 'SHIPPED');
  amazon.control.advance(10 * 60_000);

  it('has the places of the official example, and the same kinds in them', () => {
    const query = new URLSearchParams({
      lastUpdatedAfter: new Date(began - 86_400_000).toISOString(),
      includedData: 'BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT',
      maxResultsPerPage: '13',
    });
    const answer = asked('GET', `/orders/2026-01-01/orders?${query}`, { 'x-amz-access-token': token });
    expect([...new Set(shapeOf(answer))].sort()).toEqual([...new Set(shapeOf(official))].sort());
  });
});

/*
 * The example of schemas/notifications/OrderChangeNotification.json, and of getSubscription and getDestinations, shapes only: the same
 * repository, at e56ecc2c3a1b75d37bb390e38453642308d785fe. Fields that the simulator does not have are left out.
 */
const officialMessage = {
  NotificationVersion: '1.0',
  NotificationType: 'ORDER_CHANGE',
  PayloadVersion: '1.0',
  EventTime: '2020-01-11T00:09:53.109Z',
  Payload: {
    OrderChangeNotification: {
      NotificationLevel: 'OrderLevel',
      SellerId: 'A3TH9S8BH6GOGM',
      AmazonOrderId: '903-8868176-2219830',
      OrderChangeType: 'BuyerRequestedChange',
      OrderChangeTrigger: { TimeOfOrderChange: '2022-11-29T19:42:04.284Z', ChangeReason: 'Buyer Requested Cancel' },
      Summary: {
        MarketplaceId: 'ATVPDKIKX0DER',
        OrderStatus: 'Unshipped',
        PurchaseDate: '2022-07-13T19:42:04.284Z',
        DestinationPostalCode: '48110',
        FulfillmentType: 'MFN',
        OrderType: 'StandardOrder',
        OrderItems: [
          {
            OrderItemId: 'OIID34853450',
            SellerSKU: 'SellerSKUID1',
            SupplySourceId: 'd7679e14-031b-4ab3-a81b-ec4fc7a460b3',
            Quantity: 10,
          },
        ],
      },
    },
  },
  NotificationMetadata: {
    ApplicationId: 'app-id-d0e9e693-c3ad-4373-979f-ed4ec98dd746',
    SubscriptionId: 'subscription-id-d0e9e693-c3ad-4373-979f-ed4ec98dd746',
    PublishTime: '2020-07-13T19:42:04.284Z',
    NotificationId: 'd0e9e693-c3ad-4373-979f-ed4ec98dd746',
  },
};

/** The example of schemas/notifications/ListingsItemMfnQuantityChange.json, at 68e596c1a76447184c8c13394364091f05037d78. */
const officialLevel = {
  NotificationVersion: '1.0',
  NotificationType: 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
  PayloadVersion: '1.0',
  EventTime: '2021-02-03T18:59:30.194Z',
  Payload: { SellerId: 'AXXXXXXXXXXXXX', FulfillmentChannelCode: 'DEFAULT', Sku: 'NLS-SHOES-03', Quantity: 99 },
  NotificationMetadata: {
    ApplicationId: 'amzn1.sellerapps.app.f108f511-eeac-46a6-b125-bcb752069ed0',
    SubscriptionId: '93b098e1-c42-2f45-93a1-78910a6a8369',
    PublishTime: '2021-02-03T18:59:30.194Z',
    NotificationId: '8e009934-da2c-4f9c-9bc7-93f23b7e1f60',
  },
};

describe('a message about a changed order', () => {
  it('has the fields of the official example, and is read by the client; so is that example', async () => {
    const { amazon, clock, shop } = amazonInProcess({
      notifications: { silentNewShare: 0, lateShare: 0, lostShare: 0 },
    });
    const queueArn = 'arn:aws:sqs:ap-northeast-1:111122223333:hints';
    const subscribed = await shop(undefined, false, amazonDesk).subscribeHints?.(queueArn);
    expect(subscribed?.orders).toEqual({ kind: 'subscribed', isNew: true });
    const [orderId] = amazon.control.addOrders(sellerId, { count: 1 });
    clock.at += 1_000;
    const [{ body: level = '' } = {}, { body = '' } = {}] = amazon.control.takeNotifications();
    const keysIn = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(keysIn)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, keysIn(one)]))
          : null;
    const sent = JSON.parse(body);
    sent.Payload.OrderChangeNotification.Summary.OrderItems.length = 1;
    expect(keysIn(sent)).toEqual(keysIn(officialMessage));
    const named = { kind: 'order', code: sellerId, orderNumber: orderId, changedAt: began };
    expect(amazonTraits.hintIn?.(sent)).toEqual(named);
    expect(keysIn(JSON.parse(level))).toEqual(keysIn(officialLevel));
    expect(amazonTraits.hintIn?.(JSON.parse(level))).toMatchObject({ kind: 'level', code: sellerId, changedAt: began });
    expect(amazonTraits.hintIn?.(officialLevel)).toMatchObject({ kind: 'level', item: 'NLS-SHOES-03', level: 99 });
    // It is of another marketplace.
    expect(amazonTraits.hintIn?.(officialMessage)).toBe('not-imported');
  });
});
