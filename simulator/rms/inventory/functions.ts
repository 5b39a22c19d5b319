import { addressOf, type SimRequest } from '../../http.ts';
import { jstDatetimeColon } from '../../jst.ts';
import type { StockCall } from '../../simulator.ts';
import { type Call, errors, json, noContent, type Operation, type Reply } from '../operation.ts';
import { type Fields, isFields } from '../orders/request.ts';
import { stockKey } from '../state.ts';
import {
  applyUpsert,
  gatherProblems,
  inventoryFunction,
  type Problems,
  type RowUpsert,
  readName,
  readUpsert,
  rowOf,
  type StockName,
  shownRow,
  showRow,
} from './rows.ts';

const ENTRIES_MAX = 1000;
const UPSERTS_MAX = 400;

/** bulk.get: rows that are not there are left out of the answer. */
const bulkGet = inventoryFunction(
  'bulk.get',
  { takesBody: true },
  ({ body }, problems) =>
    readEntries(body.inventories, ENTRIES_MAX, problems).map((entry, index) => ({
      manageNumber: readName(entry.manageNumber, 'manageNumber', `inventories[${index}].manageNumber`, problems),
      variantId: readName(entry.variantId, 'variantId', `inventories[${index}].variantId`, problems),
    })),
  (call, names) => {
    const rows = names.map((name) => shownRow(call, name)).filter((row) => row !== undefined);
    return json(200, { inventories: [...new Set(rows)].map((row) => showRow(call, row)) });
  },
);

/** The `inventories` of a bulk body: 1 to `max` objects. */
function readEntries(value: unknown, max: number, problems: Problems): Fields[] {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    problems.add('IE0001', 'inventories is mandatory.', 'inventories');
    return [];
  }
  if (!Array.isArray(value) || !value.every(isFields)) {
    problems.add('IE0002', `inventories has an invalid value : ${String(value)}.`, 'inventories');
    return [];
  }
  if (value.length > max) {
    problems.add('IE1101', 'inventories exceeds the maximum number of entries allowed.', 'inventories');
    return [];
  }
  return value;
}

/** bulk.get.range: newest first, at most 1,000. */
const bulkGetRange = inventoryFunction(
  'bulk.get.range',
  {},
  (call, problems) => {
    const min = readBound(call, 'minQuantity', problems);
    const max = readBound(call, 'maxQuantity', problems);
    if (min === null && max === null && problems.list.length === 0) {
      problems.add('IE0105', 'One or both of minQuantity and maxQuantity query parameters is/are required.');
    }
    if (min !== null && max !== null && min >= max) {
      problems.add('IE0113', 'minQuantity value, must be smaller than maxQuantity.');
    }
    return { min: min ?? 0, max: max ?? Number.POSITIVE_INFINITY };
  },
  (call, { min, max }) => {
    const rows = [...call.shop.inventory.values()].filter(({ quantity }) => quantity >= min && quantity <= max);
    if (rows.length > ENTRIES_MAX) {
      return errors(400, { code: 'IE0116', message: 'Too many search results, please change the query of search.' });
    }
    rows.sort((a, b) => b.updatedAt - a.updatedAt);
    return json(200, { inventories: rows.map((row) => showRow(call, row)) });
  },
);

function readBound({ query }: Call, name: string, problems: Problems): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (/^\d+$/.test(text)) return Number(text);
  problems.add('IE0002', `${name} has an invalid value : ${text}.`);
  return null;
}

/** bulk.upsert: 204 with an empty body. Whether an error leaves the entries before it written is a setting. */
const bulkUpsert = inventoryFunction(
  'bulk.upsert',
  { write: true, takesBody: true },
  () => null,
  (call) => {
    const { world, shop, body } = call;
    const problems = gatherProblems();
    const good: RowUpsert[] = [];
    const seen = new Set<string>();
    for (const [index, entry] of readEntries(body.inventories, UPSERTS_MAX, problems).entries()) {
      const upsert = readUpsert(shop, entry, `inventories[${index}]`, problems);
      const { manageNumber, variantId } = upsert;
      const key = stockKey(manageNumber, variantId);
      if (seen.has(key)) {
        const names = `${manageNumber}, ${variantId}`;
        const message = `There are multiple occurrences of the same manageNumber and variantId : ${names}`;
        problems.add('IE1102', message, `inventories[${index}]`);
      }
      seen.add(key);
      if (problems.list.length === 0) good.push(upsert);
    }
    const apply = (): void => {
      for (const upsert of good) applyUpsert(call, upsert);
    };
    if (problems.list.length === 0) return noContent(apply);
    const refused = errors(400, ...problems.list);
    return world.settings.inventory.bulkOnError === 'up-to-the-error' ? { ...refused, apply } : refused;
  },
);

const readNames = ({ names }: Call, problems: Problems): StockName => ({
  manageNumber: readName(names[0], 'manageNumber', 'manageNumber', problems),
  variantId: readName(names[1], 'variantId', 'variantId', problems),
});

const notFound = (names: string): Reply => errors(404, { code: 'GE0014', message: `Not found for inputs; ${names}` });

const namesText = ({ manageNumber, variantId }: StockName): string =>
  `manageNumber=${manageNumber}, variantId=${variantId}`;

const variantGet = inventoryFunction('variants.get', {}, readNames, (call, name) => {
  const row = shownRow(call, name);
  return row ? json(200, showRow(call, row)) : notFound(namesText(name));
});

/** variants.upsert: 204 also for a product that does not exist. */
const variantUpsert = inventoryFunction(
  'variants.upsert',
  { write: true, takesBody: true },
  ({ shop, body, names: [manageNumber, variantId] }, problems) =>
    readUpsert(shop, { ...body, manageNumber, variantId }, '', problems),
  (call, upsert) => noContent(() => applyUpsert(call, upsert)),
);

const variantDelete = inventoryFunction('variants.delete', { write: true }, readNames, ({ shop }, name) =>
  rowOf(shop, name)
    ? noContent(() => void shop.inventory.delete(stockKey(name.manageNumber, name.variantId)))
    : notFound(namesText(name)),
);

/** variant-lists.get, 2.1 only. */
const variantListsGet = inventoryFunction(
  'variant-lists.get',
  {},
  ({ names }, problems) => readName(names[0], 'manageNumber', 'manageNumber', problems),
  ({ shop }, manageNumber) => {
    const rows = [...shop.inventory.values()].filter((row) => row.manageNumber === manageNumber);
    if (rows.length === 0) return notFound(`manageNumber=${manageNumber}`);
    return json(200, {
      manageNumber,
      variantList: rows.map((row) => row.variantId),
      created: jstDatetimeColon(Math.min(...rows.map((row) => row.createdAt))),
      updated: jstDatetimeColon(Math.max(...rows.map((row) => row.updatedAt))),
    });
  },
);

/** One pattern with the operation of each method. `since21`: not there in 2.0. */
interface Entry {
  pattern: RegExp;
  methods: Readonly<Record<string, Operation>>;
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
  Object.values(methods).map(({ name }) => name),
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
    return names === null ? 'nowhere' : { operation, names };
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

interface AskedRow {
  readonly manageNumber?: unknown;
  readonly variantId?: unknown;
  readonly mode?: unknown;
  readonly quantity?: unknown;
}

/** What a request asks of stock, by `<manageNumber>/<variantId>`; null for one that asks nothing of it, or that cannot be read. */
export function stockCallOf(request: Pick<SimRequest, 'path' | 'body'>): StockCall | null {
  const name = /\/inventories\/(bulk-upsert|bulk-get)$/.exec(addressOf(request).path)?.[1];
  if (name === undefined) return null;
  const kind = name === 'bulk-upsert' ? 'set' : 'read';
  let rows: unknown;
  try {
    rows = (JSON.parse(request.body) as { readonly inventories?: unknown } | null)?.inventories;
  } catch {
    return null;
  }
  if (!Array.isArray(rows)) return null;
  const levels = (rows as (AskedRow | null)[]).map((row): [string, number | null] => {
    const level = kind === 'set' && row?.mode === 'ABSOLUTE' && typeof row.quantity === 'number' ? row.quantity : null;
    // RMS does not tell capital letters of a manageNumber from small ones; of a variantId it does.
    return [`${String(row?.manageNumber).toLowerCase()}/${String(row?.variantId)}`, level];
  });
  return { kind, shop: null, levels: new Map(levels) };
}
