import type { Route } from './route.ts';
import { eventRoutes } from './routes/events.ts';
import { merchantRoutes } from './routes/merchants.ts';
import { orderRoutes } from './routes/orders.ts';
import { outageRoutes } from './routes/outages.ts';
import { shopRoutes } from './routes/shops.ts';
import { stockRoutes } from './routes/stock.ts';
import { writeRoutes } from './routes/writes.ts';

/** Every address of the API, in the order of its document. */
export const routes: readonly Route[] = [
  ...merchantRoutes,
  ...shopRoutes,
  ...orderRoutes,
  ...stockRoutes,
  ...outageRoutes,
  ...eventRoutes,
  ...writeRoutes,
];
