import { dynamoApiKeys } from '../aws/dynamodb/api-keys.ts';
import { dynamoMerchantRows } from '../aws/dynamodb/merchant-rows.ts';
import { dynamoOrderList } from '../aws/dynamodb/order-list.ts';
import type { ApiKeyStore, MerchantRows, OrderList, Ports } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import { functionLog } from './function-log.ts';
import { openPorts, readPortSettings } from './ports.ts';

/** Opens what the API stands on. It calls no mall, opens no key and puts nothing on the bus, and may not. */
export function openApiPorts(name: string): {
  readonly ports: Ports & Readonly<{ orderList: OrderList; apiKeys: ApiKeyStore; merchantRows: MerchantRows }>;
  readonly importSettings: ImportSettings;
} {
  const settings = readPortSettings(process.env);
  const { ports, importSettings, table } = openPorts(settings, functionLog(name, settings));
  const [orders, control] = [table(settings.ORDERS_TABLE), table(settings.CONTROL_TABLE)];
  const merchantRows = dynamoMerchantRows({ orders, control, shops: table(settings.SHOPS_TABLE) });
  const more = { orderList: dynamoOrderList(orders), apiKeys: dynamoApiKeys(control), merchantRows };
  return { ports: { ...ports, ...more }, importSettings };
}
