import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedApi } from '../../api/serve.ts';
import { requestLog } from '../../aws/log.ts';
import type { Clock } from '../../core/ports/index.ts';
import { fromHere, type Guard, guardServer, newSecret } from '../wire/guard.ts';
import { atKeptPort } from './kept-port.ts';

/** Serves the API of a running local installation; its log, with each read of buyers, is `logs/api.log` of the folder. */
export async function openDeskApi(
  folder: string,
  variables: Readonly<Record<string, string>>,
  clock: Pick<Clock, 'now'>,
): Promise<ServedApi> {
  const [{ serveApi }, { openDescribed }, { openRecordFile }] = await Promise.all([
    import('../../api/serve.ts'),
    import('../../ops/frame/instance.ts'),
    import('../../ops/console/record-file.ts'),
  ]);
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const { add } = await openRecordFile(join(folder, 'logs', 'api.log'));
  const write = (line: string): void => add(line.trimEnd());
  const log = requestLog({ functionName: 'api', clock, stage: variables.STAGE ?? 'local', write });
  const { ports, orderList, apiKeys, merchantRows, feed, importSettings, close } = await openDescribed(
    variables,
    'api',
    log,
  );
  const pagePath = `/${newSecret()}`;
  const context = { ports: { ...ports, orderList, apiKeys, merchantRows, feed }, importSettings };
  const served = await atKeptPort(
    join(folder, 'api-port'),
    (port) => serveApi(context, { port, pagePath, guard: (server) => guardServer(server, guardOf(pagePath)) }),
    ({ url }) => url,
  );
  return {
    url: served.url,
    page: served.page,
    async close() {
      await served.close();
      await close();
    },
  };
}

/** Lets in who asks for the API, which takes its own keys, or knows the address of the page. */
const guardOf =
  (pagePath: string): Guard =>
  (request) =>
    fromHere(request) ??
    (/^\/v1\//.test(request.url ?? '') || request.url === pagePath ? null : 'The API is under /v1/ here.');
