import type { Operation } from '../operation.ts';
import { bulkGet, bulkGetRange } from './bulk-get.ts';
import { bulkUpsert } from './bulk-upsert.ts';
import type { InventoryVersion } from './show-row.ts';
import { variantDelete, variantGet, variantListsGet, variantUpsert } from './variants.ts';

/** One pattern with the operation of each method. `since21`: not there in 2.0. */
interface Entry {
  pattern: RegExp;
  methods: Readonly<Record<string, (version: InventoryVersion) => Operation>>;
  since21?: boolean;
}

const ENTRIES: readonly Entry[] = [
  {
    pattern: /^\/manage-numbers\/([^/]+)\/variants\/([^/]+)$/,
    methods: { GET: variantGet, PUT: variantUpsert, DELETE: variantDelete },
  },
  { pattern: /^\/bulk-get$/, methods: { POST: bulkGet } },
  { pattern: /^\/bulk-get\/range$/, methods: { GET: bulkGetRange } },
  { pattern: /^\/bulk-upsert$/, methods: { POST: bulkUpsert } },
  { pattern: /^\/variant-lists\/manage-numbers\/([^/]+)$/, methods: { GET: variantListsGet }, since21: true },
];

const OPENING = /^\/es\/(2\.0|2\.1)\/inventories(\/.*)$/;

/** What each operation of the inventory API is called. */
export const INVENTORY_NAMES: readonly string[] = ENTRIES.flatMap(({ methods }) =>
  Object.values(methods).map((operation) => operation('2.1').name),
);

/** The inventory operation of a path (without a slash at its end), or what is wrong with the path or the method. */
export function inventoryRoute(
  method: string,
  path: string,
): { operation: Operation; names: readonly string[] } | 'nowhere' | 'method' {
  const [, version, rest] = OPENING.exec(path) ?? [];
  if (version === undefined || rest === undefined) return 'nowhere';
  for (const { pattern, methods, since21 } of ENTRIES) {
    const match = pattern.exec(rest);
    if (!match || (since21 && version === '2.0')) continue;
    const operation = methods[method];
    if (!operation) return 'method';
    const names = decoded(match.slice(1));
    return names === null ? 'nowhere' : { operation: operation(version as InventoryVersion), names };
  }
  return 'nowhere';
}

function decoded(parts: readonly string[]): string[] | null {
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch {
    return null;
  }
}
