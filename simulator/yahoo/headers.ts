import { httpDate } from '../jst.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** The headers of an answer. XML comes as `application/xml;charset=UTF-8`, in the mall's own samples of setStock. */
export function responseHeaders(world: World, reply: Reply): Record<string, string> {
  return {
    date: httpDate(world.timeMs),
    connection: world.settings.transport.connection,
    'content-type': reply.contentType ?? 'application/xml;charset=UTF-8',
    ...reply.headers,
  };
}
