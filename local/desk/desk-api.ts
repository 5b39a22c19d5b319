import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedApi } from '../../api/serve.ts';
import { requestLog } from '../../aws/log.ts';
import type { Clock } from '../../core/ports/index.ts';
import type { Cloud } from '../cloud.ts';
import { fromHere, type Guard, guardServer, newSecret } from '../wire/guard.ts';
import { atKeptPort } from './kept-port.ts';

export interface DeskApi extends Pick<ServedApi, 'url' | 'page' | 'close'> {
  /** Where malls post; absent where there is no queue for what they say. */
  readonly hooksUrl: string | undefined;
}

/**
 * Serves the API of a running local installation, and takes the posts of malls; its log, with each read of buyers, is `logs/api.log` of the
 * folder.
 */
export async function openDeskApi(
  folder: string,
  { env: variables }: Pick<Cloud, 'env'>,
  clock: Pick<Clock, 'now'>,
): Promise<DeskApi> {
  const [{ serveApi }, { hookPorts, readHookSettings }, { openDescribed }, { openRecordFile }] = await Promise.all([
    import('../../api/serve.ts'),
    import('../../wiring/hook-ports.ts'),
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
  const queue = variables.ORDER_HINTS_QUEUE_ARN?.split(':').at(-1);
  // Beside the other queues: what the emulator calls an address itself is none on this machine.
  const ORDER_HINTS_QUEUE_URL = variables.STATUS_QUEUE_URL?.replace(/[^/]+$/, queue ?? '');
  const hooks =
    queue === undefined ? undefined : hookPorts(readHookSettings({ ...variables, ORDER_HINTS_QUEUE_URL }), log);
  const pagePath = `/${newSecret()}`;
  const context = { ports: { ...ports, orderList, apiKeys, merchantRows, feed }, importSettings, hooks };
  const served = await atKeptPort(
    join(folder, 'api-port'),
    (port) => serveApi(context, { port, pagePath, guard: (server) => guardServer(server, guardOf(pagePath)) }),
    ({ url }) => url,
  );
  return {
    url: served.url,
    page: served.page,
    hooksUrl: hooks && served.hooksUrl,
    async close() {
      await served.close();
      await hooks?.close();
      await close();
    },
  };
}

/** Lets in who asks for the API, which takes its own keys, or knows the address of the page. */
const guardOf =
  (pagePath: string): Guard =>
  (request) =>
    fromHere(request) ??
    (/^\/(?:v1|hooks)\//.test(request.url ?? '') || request.url === pagePath ? null : 'The API is under /v1/ here.');
