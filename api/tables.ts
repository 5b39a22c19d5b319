import type { ApiKey, ShopKey } from '../core/model/index.ts';
import type { ApiPorts, ApiSessions } from '../core/ports/index.ts';
import { notFound } from './problem.ts';

/** The tables of one request. */
export interface Tables {
  /** Under the credentials of the process. */
  readonly ofProcess: ApiPorts;
  /** For what belongs to no shop. */
  readonly own: ApiPorts;
  of(shop: ShopKey): ApiPorts;
  /** The shops that the request touches; null for a key of all merchants, which touches any. */
  readonly shops: readonly ShopKey[] | null;
}

/** Keys of all merchants, and installations without sessions, work under the credentials of the process. */
export async function openTables(
  ports: ApiPorts,
  sessions: ApiSessions | undefined,
  { merchant, id: key }: Pick<ApiKey, 'merchant' | 'id'>,
  shops: readonly ShopKey[],
): Promise<Tables> {
  if (merchant === null) return { ofProcess: ports, own: ports, of: () => ports, shops: null };
  if (sessions === undefined) return { ofProcess: ports, own: ports, of: () => ports, shops };
  const parts = sessions.partsOf({ merchant, key, shops });
  const opened = await Promise.all(parts.map((part) => sessions.open({ merchant, key, shops: part })));
  const [own = await sessions.open({ merchant, key, shops: [] })] = opened;
  const byShop = new Map(
    parts.flatMap((part, index) => part.map((shop) => [shop, opened[index] as ApiPorts] as const)),
  );
  return {
    ...{ ofProcess: ports, own, shops },
    of(shop) {
      const found = byShop.get(shop);
      if (found === undefined) throw notFound('shop');
      return found;
    },
  };
}
