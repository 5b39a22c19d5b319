import { createServer, type IncomingMessage } from 'node:http';
import { parseJstStamp } from '../../malls/jst.ts';
import type { OrderModel } from '../../simulator/rms/index.ts';
import { close, listen } from '../cloud/services.ts';

/** A mall that shows given orders and nothing else. */
export interface StaticMall {
  readonly url: string;
  /** Calls of each function, and bytes of all requests, since they were last taken. */
  takeCalls(): { readonly calls: Readonly<Record<string, number>>; readonly bytes: number };
  /** The mall's clock. */
  now(): number;
  /** Lets the mall's clock run ahead by so many milliseconds more. */
  advance(ms: number): void;
  /** From now on the mall shows this order, too. */
  show(model: OrderModel): void;
  stop(): Promise<void>;
}

interface Search {
  readonly startDatetime: string;
  readonly endDatetime: string;
  readonly PaginationRequestModel: { readonly requestRecordsAmount: number; readonly requestPage: number };
}

/** Serves orders as searchOrder and getOrder do, to any key: for orders that the simulated mall does not have. `present` is its clock before it is advanced. */
export async function startStaticMall(present: () => number): Promise<StaticMall> {
  const shown = new Map<string, OrderModel>();
  let calls: Record<string, number> = {};
  let bytes = 0;
  let aheadMs = 0;
  const now = (): number => present() + aheadMs;

  const searchOrder = (asked: Search): object => {
    const [from, to] = [parseJstStamp(asked.startDatetime) ?? 0, parseJstStamp(asked.endDatetime) ?? 0];
    const placed = [...shown.values()].map((model) => ({ model, at: parseJstStamp(model.orderDatetime) ?? 0 }));
    const found = placed.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at);
    const { requestRecordsAmount: size, requestPage: page } = asked.PaginationRequestModel;
    return {
      MessageModelList: [
        messageOf(found.length === 0 ? 'ORDER_EXT_API_SEARCH_ORDER_INFO_102' : 'ORDER_EXT_API_SEARCH_ORDER_INFO_101'),
      ],
      orderNumberList: found.slice((page - 1) * size, page * size).map(({ model }) => model.orderNumber),
      PaginationResponseModel: {
        totalRecordsAmount: found.length,
        totalPages: Math.ceil(found.length / size),
        requestPage: page,
      },
    };
  };
  const getOrder = ({ orderNumberList }: { readonly orderNumberList: readonly string[] }): object => ({
    MessageModelList: [messageOf('ORDER_EXT_API_GET_ORDER_INFO_101')],
    OrderModelList: orderNumberList.flatMap((orderNumber) => shown.get(orderNumber) ?? []),
  });

  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const asked = JSON.parse(Buffer.concat(parts).toString('utf8'));
    const name = request.url?.includes('searchOrder') ? 'searchOrder' : 'getOrder';
    calls[name] = (calls[name] ?? 0) + 1;
    bytes += requestBytes(request, parts);
    response.writeHead(200, {
      'content-type': 'application/json;charset=utf-8',
      date: new Date(now()).toUTCString(),
    });
    response.end(JSON.stringify(name === 'searchOrder' ? searchOrder(asked) : getOrder(asked)));
  });
  const url = await listen(server);
  return {
    url,
    takeCalls() {
      const taken = { calls, bytes };
      [calls, bytes] = [{}, 0];
      return taken;
    },
    now,
    advance: (ms) => {
      aheadMs += ms;
    },
    show: (model) => {
      shown.set(model.orderNumber, model);
    },
    stop: () => close(server),
  };
}

/** What goes over the wire, of HTTP. */
function requestBytes({ method = '', url = '', rawHeaders }: IncomingMessage, parts: readonly Buffer[]): number {
  const headers = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
  const line = `${method} ${url} HTTP/1.1`.length + 4;
  return line + headers + parts.reduce((sum, { length }) => sum + length, 0);
}

function messageOf(messageCode: string) {
  return { messageType: 'INFO', messageCode, message: '正常に処理されました。' };
}
