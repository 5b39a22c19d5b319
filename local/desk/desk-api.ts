import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedApi } from '../../api/serve.ts';
import { requestLog } from '../../aws/log.ts';
import type { Clock } from '../../core/ports/index.ts';
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
  const { ports, orderList, apiKeys, importSettings, close } = await openDescribed(variables, 'api', log);
  const context = { ports: { ...ports, orderList, apiKeys }, importSettings };
  const served = await atKeptPort(
    join(folder, 'api-port'),
    (port) => serveApi(context, port),
    ({ url }) => url,
  );
  return {
    url: served.url,
    async close() {
      await served.close();
      await close();
    },
  };
}
