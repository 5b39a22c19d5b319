import { createApi } from '../../../api/app.ts';
import type { Rate } from '../../../api/keys.ts';
import { dayMs } from '../../../core/kernel/time.ts';
import type { ApiScope } from '../../../core/model/api-key.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { issueApiKey } from '../../../core/tenants/api-keys.ts';
import type { MemoryLog } from '../../../proving/memory/index.ts';
import { openTown } from '../ops/scenes/town.ts';
import type { OpsWorld } from '../ops/world.ts';

export interface ApiWorld extends OpsWorld {
  /** Makes a key, and gives its text. */
  key(scopes: readonly ApiScope[], merchant?: string | null): Promise<string>;
  /** What the API answers to a request with this key. */
  call(key: string, path: string, request?: RequestInit): Promise<Response>;
  /** The body of an answer that is a success. */
  read(key: string, path: string): Promise<ReturnType<typeof JSON.parse>>;
  readonly log: MemoryLog;
}

/** What the API of a world stands on. */
export const apiPortsOf = ({ ports, orderList, apiKeys, merchantRows, feed }: OpsWorld) => ({
  ...ports,
  ...{ orderList, apiKeys, merchantRows, feed },
});

/** A town of three merchants and six shops, with an API; requests in this process. */
export async function openApiWorld(rate?: Rate): Promise<ApiWorld> {
  const world = await openTown();
  const ports = apiPortsOf(world);
  const app = createApi({ ports, importSettings: defaultImportSettings, ...(rate && { rate }) });
  let made = 0;
  const call: ApiWorld['call'] = async (key, path, request = {}) =>
    app.fetch(
      new Request(`http://api${path}`, { ...request, headers: { authorization: `Bearer ${key}`, ...request.headers } }),
    );
  return {
    ...world,
    log: ports.log as MemoryLog,
    async key(scopes, merchant = 'kado') {
      const now = world.now();
      const facts = { merchant, scopes, name: 'test', createdAt: now, by: 'sakura', endsAt: now + dayMs };
      return (await issueApiKey(ports, facts, new Uint8Array(26).fill(++made))).text;
    },
    call,
    async read(key, path) {
      const answer = await call(key, path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
  };
}
