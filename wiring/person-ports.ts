import { dynamoApiKeys } from '../aws/dynamodb/api-keys.ts';
import { dynamoFeed } from '../aws/dynamodb/feed.ts';
import { dynamoMerchantRows } from '../aws/dynamodb/merchant-rows.ts';
import { dynamoOrderList } from '../aws/dynamodb/order-list.ts';
import { type CountReads, countingReads } from '../aws/read-units.ts';
import type { ApiKeyStore, FeedStore, Log, MerchantRows, OrderList } from '../core/ports/index.ts';
import * as desks from '../malls/desks.ts';
import { personAccess } from './person-access.ts';
import { type OpenPorts, openPorts, type Settings } from './ports.ts';

/** What a person's tools have beside the ports. */
export interface PersonPorts extends OpenPorts {
  readonly apiKeys: ApiKeyStore;
  readonly feed: FeedStore;
  readonly orderList: OrderList;
  readonly merchantRows: MerchantRows;
  readonly countReads: CountReads;
}

/** The ports of a command: with the person's AWS credentials, and with the call that lists a shop's items. */
export function openPersonPorts(settings: Settings, log: Log): PersonPorts {
  const opened = openPorts(settings, log, personAccess(), desks);
  const orders = opened.table(settings.ORDERS_TABLE);
  const control = opened.table(settings.CONTROL_TABLE);
  return {
    ...opened,
    apiKeys: dynamoApiKeys(control),
    feed: dynamoFeed(control),
    merchantRows: dynamoMerchantRows({ orders, control, shops: opened.table(settings.SHOPS_TABLE) }),
    orderList: dynamoOrderList(orders),
    countReads: countingReads(orders.client),
  };
}
