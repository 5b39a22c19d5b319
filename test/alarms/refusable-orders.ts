import { refusalOf } from '../../aws/clients.ts';
import { storeFailure } from '../../aws/failures.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Clock, Log } from '../../core/ports/system.ts';
import { sdkException } from '../../proving/sdk-client.ts';
import { tellRefusals } from '../../wiring/table-refusals.ts';
import { type Board, physicalName } from './board.ts';

/** What is wrong with the table of orders. */
export interface OrdersFault {
  /** What DynamoDB answers every call with; null while it does what it is asked for. */
  ordersError: { readonly name: string; readonly status: number } | null;
  /** How long it takes for each call. */
  ordersTakeMs: number;
}

/** The store of orders, which fails as its adapter does where DynamoDB refuses, and counts that as the client counts it. */
export function refusable(
  orders: Ports['orders'],
  board: Board,
  { clock, log }: { readonly clock: Pick<Clock, 'sleep' | 'now'>; readonly log: Log },
  faultOf: () => OrdersFault,
): Ports['orders'] {
  const table = physicalName(board, 'Orders');
  const onRefused = tellRefusals(log, clock);
  return new Proxy(orders, {
    get(target, method: keyof Ports['orders']) {
      const { ordersError: refusal, ordersTakeMs } = faultOf();
      if (refusal === null && ordersTakeMs === 0) return target[method];
      const operation = method === 'put' ? 'PutItem' : 'Query';
      return async (...given: unknown[]) => {
        if (ordersTakeMs > 0) await clock.sleep(ordersTakeMs);
        if (refusal === null) return Reflect.apply(target[method], target, given);
        const error = sdkException(refusal.name, '', refusal.status);
        const kind = refusalOf(error);
        if (kind !== null) onRefused({ table, kind, error: refusal.name });
        throw storeFailure('DynamoDB', operation, error);
      };
    },
  });
}
