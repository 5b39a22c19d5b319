import { type GraphQLResolveInfo, getDirectiveValues, Kind } from 'graphql';
import type { StockCall } from '../simulator.ts';
import { fieldError, mustHave, tooManyInputs } from './errors.ts';
import { itemModel, locationModel, stamp } from './item-model.ts';
import type { Asked, Context } from './operation.ts';
import { skuOfItem } from './shops.ts';
import { gid, type KeyedCall, type Level, levelKey, readGid } from './state.ts';
import { newLevel, setAvailable } from './stock.ts';

interface Entry {
  inventoryItemId: string;
  locationId: string;
  quantity: number;
  changeFromQuantity?: number | null;
  compareQuantity?: number | null;
}

interface Input {
  name: string;
  reason: string;
  referenceDocumentUri?: string | null;
  quantities: readonly Entry[];
  ignoreCompareQuantity?: boolean;
}

interface UserError {
  code: string;
  field: readonly string[];
  message: string;
}

/** In the words of the reference, but where another text was recorded. */
const WORDS = {
  CHANGE_FROM_QUANTITY_STALE: 'The changeFromQuantity argument no longer matches the persisted quantity.',
  COMPARE_QUANTITY_REQUIRED:
    'The compareQuantity argument must be given to each quantity or ignored using ignoreCompareQuantity.',
  COMPARE_QUANTITY_STALE: 'The compareQuantity value does not match persisted value.',
  IDEMPOTENCY_CONCURRENT_REQUEST: 'This request is currently in progress, please try again.',
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 'The same idempotency key cannot be used with different operation parameters.',
  IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED:
    'A previous request with this idempotency key failed. Retry with a new idempotency key.',
  INVALID_INVENTORY_ITEM: 'The specified inventory item could not be found.',
  INVALID_LOCATION: 'The specified location could not be found.',
  INVALID_NAME: "The quantity name must be either 'available' or 'on_hand'.",
  INVALID_QUANTITY_NEGATIVE: "The quantity can't be negative.",
  INVALID_QUANTITY_TOO_HIGH: "The total quantity can't be higher than 1,000,000,000.",
  INVALID_QUANTITY_TOO_LOW: "The total quantity can't be lower than -1,000,000,000.",
  INVALID_REASON: 'The specified reason is invalid.',
  INVALID_REFERENCE_DOCUMENT: 'The specified reference document is invalid.',
  ITEM_NOT_STOCKED_AT_LOCATION: 'The specified inventory item is not stocked at the location.',
  NON_MUTABLE_INVENTORY_ITEM:
    'The specified inventory item is not allowed to be adjusted via API. Example: if the inventory item is a parent bundle.',
  NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR: 'The combination of inventoryItemId and locationId must be unique.',
} as const;
export type SetCode = keyof typeof WORDS;

const REASONS: ReadonlySet<string> = new Set([
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_canceled',
  'movement_created',
  'movement_received',
  'movement_updated',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
]);

const QUANTITY_LIMIT = 1_000_000_000;

const userError = (code: SetCode, ...field: readonly (string | number)[]): UserError => ({
  code,
  field: ['input', ...field.map(String)],
  message: WORDS[code],
});

/** An answer that refuses the call as a whole. */
export const refusedSet = (code: SetCode) => ({
  inventoryAdjustmentGroup: null,
  userErrors: [{ code, field: null, message: WORDS[code] }],
});

/** The mutation. It sets what it is asked to, where its level is what the caller takes it for. */
export function inventorySetQuantities(
  { input }: { input: Input },
  context: Context,
  info: GraphQLResolveInfo,
): object {
  mustHave(context, info, 'write_inventory');
  const { world, era } = context;
  const key = idempotencyKey(context, info);
  const { pageMax } = world.settings.orders;
  if (input.quantities.length > pageMax) throw tooManyInputs(input.quantities.length, pageMax);
  if (era === 'change' && input.quantities.some(({ changeFromQuantity }) => changeFromQuantity === undefined)) {
    throw fieldError(
      'InventoryQuantityInput must include the following argument: changeFromQuantity.',
      'INVALID_FIELD_ARGUMENTS',
    );
  }
  if (key === null) return carryOut(context, input).payload;
  const text = JSON.stringify(sorted(input));
  const known = knownCall(context, key);
  if (known) {
    if (known.input !== text) return refusedSet('IDEMPOTENCY_KEY_PARAMETER_MISMATCH');
    const { sameCall, afterFailure } = world.settings.idempotency;
    if (known.isDone && sameCall === 'replay') return known.payload;
    if (!known.isDone && afterFailure === 'replay') return known.payload;
    if (!known.isDone && afterFailure === 'refuse' && context.version >= '2026-10') {
      return refusedSet('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED');
    }
  }
  const { payload, isDone } = carryOut(context, input);
  context.changes.push(() => remember(context, key, { at: world.timeMs, input: text, isDone, payload }));
  return payload;
}

const keyLifeMs = ({ settings }: Context['world']): number => settings.idempotency.keyHours * 3_600_000;

/** The oldest keys stand first, and those that have ended are forgotten. */
function remember({ world, shop }: Context, key: string, call: KeyedCall): void {
  for (const [known, { at }] of shop.keys) {
    if (world.timeMs < at + keyLifeMs(world)) break;
    shop.keys.delete(known);
  }
  shop.keys.set(key, call);
}

/** The key of the call. Asked for from 2026-04 on, unknown up to 2025-10. */
function idempotencyKey({ era }: Context, { schema, fieldNodes, variableValues }: GraphQLResolveInfo): string | null {
  const directive = schema.getDirective('idempotent');
  const [node] = fieldNodes;
  const given = directive && node && getDirectiveValues(directive, node, variableValues)?.key;
  if (typeof given === 'string' && given !== '') return era === 'compare' ? null : given;
  if (era !== 'change') return null;
  throw fieldError('The @idempotent directive is required for this mutation but was not provided.', 'BAD_REQUEST');
}

function knownCall({ world, shop }: Context, key: string): KeyedCall | null {
  const known = shop.keys.get(key);
  return known && world.timeMs < known.at + keyLifeMs(world) ? known : null;
}

/** With the fields of each object in one order: two inputs that mean the same are the same text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  );
}

interface Change {
  level: Level;
  to: number;
}

function carryOut(context: Context, input: Input): { payload: object; isDone: boolean } {
  const { world, shop, changes } = context;
  const wholly = errorsOfInput(input);
  const read = input.quantities.map((entry, index) => readEntry(context, input, entry, index));
  const userErrors = [...wholly, ...read.flatMap((one) => ('error' in one ? [one.error] : []))];
  const isRefused = wholly.length > 0 || (userErrors.length > 0 && world.settings.stock.oneWrong === 'none');
  const wanted = isRefused ? [] : read.flatMap((one) => ('change' in one ? [one.change] : []));
  for (const { level, to } of wanted) {
    if (level.available === to && level.isActive) continue;
    changes.push(() => {
      shop.levels.set(levelKey(level.variant.itemId, level.location.id), level);
      level.isActive ||= world.settings.stock.setElsewhere === 'stocks';
      setAvailable(world, shop, level, to, 'call');
    });
  }
  const moved = wanted.filter(({ level, to }) => level.available !== to);
  const hasGroup = !isRefused && (moved.length > 0 || world.settings.stock.unchangedGroup === 'group');
  return {
    payload: { inventoryAdjustmentGroup: hasGroup ? groupOf(context, input, moved) : null, userErrors },
    isDone: userErrors.length === 0,
  };
}

function errorsOfInput({ name, reason, referenceDocumentUri, quantities }: Input): UserError[] {
  const errors: UserError[] = [];
  if (name !== 'available' && name !== 'on_hand') errors.push(userError('INVALID_NAME', 'name'));
  if (!REASONS.has(reason)) errors.push(userError('INVALID_REASON', 'reason'));
  const isUri = (text: string): boolean =>
    /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) && !text.startsWith('gid://shopify/');
  if (typeof referenceDocumentUri === 'string' && !isUri(referenceDocumentUri)) {
    errors.push(userError('INVALID_REFERENCE_DOCUMENT', 'referenceDocumentUri'));
  }
  const seen = new Set<string>();
  for (const [index, { inventoryItemId, locationId }] of quantities.entries()) {
    const pair = `${inventoryItemId} ${locationId}`;
    if (seen.has(pair))
      errors.push(userError('NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', 'quantities', index, 'locationId'));
    seen.add(pair);
  }
  return errors;
}

/** What an entry changes, or why it cannot be; neither where it is passed over. */
function readEntry(
  { world, shop, era, version }: Context,
  { name, ignoreCompareQuantity = false }: Input,
  entry: Entry,
  index: number,
): { error: UserError } | { change: Change } | { passed: true } {
  const wrong = (code: SetCode, field: keyof Entry) => ({ error: userError(code, 'quantities', index, field) });
  const { negative, notStocked } = world.settings.stock;
  const { quantity } = entry;
  const item = readGid(entry.inventoryItemId);
  const place = readGid(entry.locationId);
  const variant = shop.variants.find(({ itemId }) => item?.type === 'InventoryItem' && String(itemId) === item.id);
  if (!variant) return wrong('INVALID_INVENTORY_ITEM', 'inventoryItemId');
  const location = shop.locations.find(({ id }) => place?.type === 'Location' && String(id) === place.id);
  if (!location) return wrong('INVALID_LOCATION', 'locationId');
  if (variant.isBundle) return wrong('NON_MUTABLE_INVENTORY_ITEM', 'inventoryItemId');
  if (quantity < 0 && negative === 'refuse') return wrong('INVALID_QUANTITY_NEGATIVE', 'quantity');
  if (quantity > QUANTITY_LIMIT) return wrong('INVALID_QUANTITY_TOO_HIGH', 'quantity');
  if (quantity < -QUANTITY_LIMIT) return wrong('INVALID_QUANTITY_TOO_LOW', 'quantity');
  const known = shop.levels.get(levelKey(variant.itemId, location.id)) ?? null;
  if (!known?.isActive && version < '2026-10') {
    return notStocked === 'silent' ? { passed: true } : wrong('ITEM_NOT_STOCKED_AT_LOCATION', 'locationId');
  }
  const level = known ?? { ...newLevel(world, variant, location), isActive: false };
  const isOnHand = name === 'on_hand';
  const present = level.available + (isOnHand ? level.committed : 0);
  if (era === 'compare' || (era === 'both' && entry.changeFromQuantity === undefined)) {
    const { compareQuantity } = entry;
    if (!ignoreCompareQuantity && typeof compareQuantity !== 'number')
      return wrong('COMPARE_QUANTITY_REQUIRED', 'compareQuantity');
    if (!ignoreCompareQuantity && compareQuantity !== present)
      return wrong('COMPARE_QUANTITY_STALE', 'compareQuantity');
  } else if (typeof entry.changeFromQuantity === 'number' && entry.changeFromQuantity !== present) {
    return wrong('CHANGE_FROM_QUANTITY_STALE', 'changeFromQuantity');
  }
  return { change: { level, to: isOnHand ? quantity - level.committed : quantity } };
}

function groupOf({ world, shop }: Context, { reason, referenceDocumentUri = null }: Input, moved: readonly Change[]) {
  const isNumber = world.settings.stock.afterChange === 'number';
  const rows = moved.flatMap(({ level, to }) =>
    ['available', 'on_hand'].map((name) => ({
      name,
      delta: to - level.available,
      quantityAfterChange: isNumber ? (name === 'available' ? to : to + level.committed) : null,
      level,
    })),
  );
  return {
    __typename: 'InventoryAdjustmentGroup',
    id: gid('InventoryAdjustmentGroup', `${world.timeMs}${shop.keys.size}`),
    createdAt: stamp(world.timeMs),
    reason,
    referenceDocumentUri,
    // Made when it is read: an answer is kept for as long as its key.
    changes: ({ quantityNames }: { quantityNames?: readonly string[] | null }) =>
      rows
        .filter(({ name }) => quantityNames?.includes(name) ?? true)
        .map(({ level, ...row }) => ({
          ...row,
          item: itemModel(world, shop, level.variant),
          location: locationModel(level.location),
        })),
  };
}

/** What a call asks of stock, by SKU; null for one that asks nothing of it. */
export function stockCallIn(asked: Asked, shop: string | null): StockCall | null {
  if ('problem' in asked) return null;
  const { document, variables } = asked;
  const names = document.definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION
      ? one.selectionSet.selections.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : []))
      : [],
  );
  if (names.includes('inventorySetQuantities')) {
    const input = Object.values(variables).find((value) => Array.isArray(Object(value).quantities)) as
      | Partial<Input>
      | undefined;
    const levels = (input?.quantities ?? []).flatMap(({ inventoryItemId, quantity }): [string, number | null][] => {
      const sku = skuOfItem(readGid(String(inventoryItemId))?.id ?? '');
      return sku === undefined ? [] : [[sku, typeof quantity === 'number' ? quantity : null]];
    });
    return { kind: 'set', shop, levels: new Map(levels) };
  }
  const isReading = names.some((name) => /^(productVariant|inventoryItem|inventoryLevel)s?$/.test(name));
  return isReading ? { kind: 'read', shop, levels: new Map(skusNamed(variables).map((sku) => [sku, null])) } : null;
}

/** The SKUs of a search as `sku:"a" OR sku:b`. */
function skusNamed({ query }: Readonly<Record<string, unknown>>): string[] {
  const found = typeof query === 'string' ? query.matchAll(/\bsku:(?:"([^"]*)"|'([^']*)'|(\S+))/g) : [];
  return [...found].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}
