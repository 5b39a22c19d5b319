import type { EpochMs } from '../units.ts';
import type { Shop } from './shop.ts';

/**
 * What stays of a shop that was removed: everything that adding it again needs, so that no order is lost or doubled then,
 * and no key. Its orders and their history stay in their own tables.
 */
export interface RemovedShop
  extends Pick<
    Shop,
    'key' | 'mall' | 'code' | 'name' | 'merchant' | 'importFrom' | 'cursor' | 'callsPerSecond' | 'lostSpan' | 'rewound'
  > {
  /** The version its last credential had: versions never come twice, or an old pause could hold a new key. */
  readonly credentialVersion: number;
  readonly removedAt: EpochMs;
  readonly by: string;
}

/** What is kept of a shop that somebody removes now. */
export function removedShop(shop: Shop, by: string, now: EpochMs): RemovedShop {
  const { key, mall, code, name, merchant, importFrom, cursor, callsPerSecond, credential } = shop;
  return {
    ...{ key, mall, code, name, merchant, importFrom, cursor, callsPerSecond },
    ...(shop.lostSpan === undefined ? {} : { lostSpan: shop.lostSpan }),
    ...(shop.rewound === undefined ? {} : { rewound: shop.rewound }),
    credentialVersion: credential.version,
    removedAt: now,
    by,
  };
}

/**
 * Where the import of a shop begins that is added again. It goes on at the cursor it had, whatever `importFrom` says, unless
 * that lies before everything imported so far: then it begins there, and the orders that have a row are known by it.
 */
export function resumedImport(
  importFrom: EpochMs,
  before: Pick<RemovedShop, 'importFrom' | 'cursor'>,
): { readonly importFrom: EpochMs; readonly cursor: EpochMs } {
  if (importFrom < before.importFrom) return { importFrom, cursor: importFrom };
  return { importFrom: before.importFrom, cursor: before.cursor };
}
