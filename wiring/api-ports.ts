import { dynamoApiKeys } from '../aws/dynamodb/api-keys.ts';
import { dynamoFeed } from '../aws/dynamodb/feed.ts';
import { dynamoOrderList } from '../aws/dynamodb/order-list.ts';
import type { ApiKeyStore, FeedStore, OrderList, Ports } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import { functionLog } from './function-log.ts';
import { openPorts, readPortSettings } from './ports.ts';

/** Opens what the API stands on. It calls no mall, opens no key and puts nothing on the bus, and may not. */
export function openApiPorts(name: string): {
  readonly ports: Ports & {
    readonly orderList: OrderList;
    readonly apiKeys: ApiKeyStore;
    readonly feed: FeedStore;
  };
  readonly importSettings: ImportSettings;
} {
  const settings = readPortSettings(process.env);
  const { ports, importSettings, table } = openPorts(settings, functionLog(name, settings));
  const orderList = dynamoOrderList(table(settings.ORDERS_TABLE));
  const control = table(settings.CONTROL_TABLE);
  return {
    ports: { ...ports, orderList, apiKeys: dynamoApiKeys(control), feed: dynamoFeed(control) },
    importSettings,
  };
}
