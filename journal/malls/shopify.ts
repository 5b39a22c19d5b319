import { type AnsweredOrder, type JournalMall, type Lines, objectIn } from './mall.ts';

/** Where a cancelled order stands among the states in which its books are numbered (`docs/malls/shopify.md`). */
const cancelled = 5;

type Fields = Readonly<Record<string, unknown>>;

/** Shopify (`docs/malls/shopify.md`): one address for every call, and what it does is in the document and its variables. */
export const shopify: JournalMall = {
  title: 'Shopify',
  isOptional: true,
  numbersByShop: true,
  shopIn: (_, path) => /^\/([^/]+)\/admin\//.exec(path)?.[1] ?? null,
  storedWithinMinutes: 2,
  cancelled,
  levelMax: 1_000_000_000,
  takesLevels: ({ status, body }) =>
    status === 200 && objectIn(body).errors === undefined && !/"userErrors":\[\{/.test(body),
  ordersIn: (_, body) =>
    objectsIn(objectIn(body).data).flatMap((order): AnsweredOrder[] => {
      const lines = linesOf(order);
      return lines === null || typeof order.name !== 'string' ? [] : [{ orderNumber: order.name, lines }];
    }),
  levelsIn(_, body) {
    const { query, variables } = objectIn(body);
    if (typeof query !== 'string' || !query.includes('inventorySetQuantities')) return [];
    return objectsIn(variables).flatMap(({ inventoryItemId, quantity }) =>
      typeof inventoryItemId === 'string' && typeof quantity === 'number'
        ? [{ item: inventoryItemId, level: quantity }]
        : [],
    );
  },
  itemsIn: (body) =>
    new Map(
      objectsIn(objectIn(body).data).flatMap(({ id, sku }) =>
        typeof id === 'string' && id.includes('/InventoryItem/') && typeof sku === 'string' ? [[id, sku] as const] : [],
      ),
    ),
};

/** Every object in an answer, whatever the document calls the field that it stands in. */
function objectsIn(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Fields, ...Object.values(value).flatMap(objectsIn)];
}

/** The pieces that each line still has; none in a cancelled order. Null for what is no order with all its lines. */
function linesOf({ lineItems, cancelledAt }: Fields): Lines | null {
  const { nodes, pageInfo } = (lineItems ?? {}) as { readonly nodes?: unknown; readonly pageInfo?: Fields | null };
  if (!Array.isArray(nodes) || pageInfo?.hasNextPage !== false || cancelledAt === undefined) return null;
  const lines = new Map<string, number>();
  for (const { id, currentQuantity } of nodes as Fields[]) {
    const lineId = typeof id === 'string' ? id.split('/').at(-1) : undefined;
    if (lineId === undefined || typeof currentQuantity !== 'number') return null;
    lines.set(lineId, cancelledAt === null ? currentQuantity : 0);
  }
  return lines;
}
