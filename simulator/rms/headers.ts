import { httpDate, utcStamp } from '../jst.ts';
import { uuid } from '../prng.ts';
import type { World } from './world.ts';

/**
 * The headers the live API was seen answering with, the useless ones too (VCR cassettes of 2020-08).
 * `Timestamp` is UTC without a zone; `Transfer-Encoding: chunked` is left to the server.
 */
export function responseHeaders(
  world: World,
  method: string,
  status: number,
  contentType: string | null,
): Record<string, string> {
  const { exchange } = world.chance;
  const { connection, clockAheadMs } = world.settings.transport;
  const told = world.timeMs + clockAheadMs;
  const headers: Record<string, string> = {
    date: httpDate(told),
    server: 'openresty',
    connection,
    'cache-control': 'no-cache,no-store',
    pragma: 'no-cache',
    requestid: uuid(exchange),
    timestamp: utcStamp(told),
    vary: 'Accept-Encoding',
    'http.method': method,
    'http.status': String(status),
    'http.version': 'HTTP/1.1',
    'set-cookie': `WMONID=${exchange.hex(11)}; Domain=localhost; Path=/`,
  };
  if (contentType !== null) headers['content-type'] = contentType;
  return headers;
}
