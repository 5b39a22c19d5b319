import { fingerprintOf } from '../../core/kernel/index.ts';
import type { StockApi, StockLevel, StockOutcome, StockReading } from '../../core/ports/index.ts';
import { isoMoment } from '../jst.ts';
import { checkedItems, checkedLevels } from '../stock-input.ts';
import { allNodes, type CallShopify } from './calls.ts';
import { quoted } from './queries.ts';
import { gid, numberIn } from './site.ts';
import { shopifyStock } from './stock-traits.ts';
import { changed, inventoryItem } from './wire.generated.js';
import type { InventoryItem } from './wire.ts';

export interface StockCalls {
  readonly call: CallShopify;
  readonly shop: string;
  /** The number of the location whose stock is linked. */
  readonly location: string;
  readonly now: () => number;
}

/** What a reading keeps for the change after it: the item and from which level, or why there can be none. */
type Kept =
  | readonly [inventoryItem: string, level: number, updatedAt: string]
  | 'SEVERAL_VARIANTS'
  | 'NOT_TRACKED'
  | 'NOT_STOCKED';

/** The level of an item at the location. */
export const levelIn = ({ inventoryLevel }: InventoryItem): number =>
  inventoryLevel?.quantities.find(({ name }) => name === 'available')?.quantity ?? 0;

/** A search for items, and where their levels are wanted. */
export const itemSearch = (location: string, query: string | null) => ({
  query,
  location: gid('Location', location),
});

/** inventoryItems and inventorySetQuantities; how each is known stands in `docs/malls/shopify.md#stock`. */
export function createStockApi(calls: StockCalls): StockApi {
  const { call, location } = calls;
  return {
    async read(items) {
      const asked = checkedItems(items, shopifyStock);
      if (asked.length === 0) return new Map();
      const query = asked.map((item) => `sku:${quoted(item)}`).join(' OR ');
      const nodes = await allNodes(call, 'inventoryItems', itemSearch(location, query));
      const bySku = Map.groupBy(nodes, (node) => String(Object(node).sku ?? '').trim());
      // One that cannot be read is left out of the answer.
      return new Map(
        asked.flatMap((item): [string, StockReading][] => {
          const reading = readingOf(bySku.get(item) ?? []);
          return reading === null ? [] : [[item, reading]];
        }),
      );
    },

    async set(levels) {
      checkedLevels(levels, shopifyStock);
      const items = new Map<string, StockOutcome>();
      const sent: Change[] = [];
      for (const level of levels) {
        const kept = JSON.parse(level.kept ?? 'null') as Kept;
        if (typeof kept === 'string') items.set(level.item, refusal(kept));
        else sent.push({ level, kept });
      }
      if (sent.length > 0) for (const [item, outcome] of await change(calls, sent)) items.set(item, outcome);
      return { requestId: null, items };
    },
  };
}

function readingOf(nodes: readonly unknown[]): StockReading | null {
  if (nodes.length === 0) return { kind: 'absent' };
  if (!nodes.every((node) => inventoryItem.matches(node))) return null;
  const [one, ...others] = nodes as readonly InventoryItem[];
  if (one === undefined) return null;
  const common = { kind: 'there', closed: false, published: true } as const;
  const none = (why: Kept): StockReading => ({ ...common, level: null, updatedAt: null, kept: JSON.stringify(why) });
  if (others.length > 0) return none('SEVERAL_VARIANTS');
  if (one.tracked === false) return none('NOT_TRACKED');
  if (one.inventoryLevel === null) return none('NOT_STOCKED');
  const level = levelIn(one);
  const { updatedAt } = one.inventoryLevel;
  const kept: Kept = [numberIn(one.id), level, updatedAt];
  // Sold beyond what was there, Shopify shows less than nothing: to buyers that is none, and it is set from what it is.
  return { ...common, level: Math.max(0, level), updatedAt: isoMoment(updatedAt), kept: JSON.stringify(kept) };
}

interface Change {
  readonly level: StockLevel;
  readonly kept: Exclude<Kept, string>;
}

/** The input of a change: absolute levels, each from the level that was read. */
const inputOf = (location: string, sent: readonly Change[]) => ({
  name: 'available',
  reason: 'correction',
  quantities: sent.map(({ level, kept: [item, from] }) => ({
    inventoryItemId: gid('InventoryItem', item),
    locationId: gid('Location', location),
    quantity: level.level,
    changeFromQuantity: from,
  })),
});

async function change(calls: StockCalls, sent: readonly Change[]): Promise<Map<string, StockOutcome>> {
  const input = inputOf(calls.location, sent);
  // The same change of the same state has the same key, so that a call that comes late or twice is carried out once. The moment of the state
  // is in it, because the same levels come again, and would be taken for carried out.
  const key = fingerprintOf(JSON.stringify([calls.shop, input, sent.map(({ kept }) => kept[2])]));
  const errors = await send(calls, input, key);
  const failedBefore = errors.some(({ code }) => code === 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED');
  return outcomesOf(sent, failedBefore ? await send(calls, input, `${key}-${calls.now()}`) : errors);
}

async function send({ call }: StockCalls, input: object, key: string) {
  return (await call('inventorySetQuantities', { input, key })).part(changed, 'inventorySetQuantities').userErrors;
}

type UserErrors = Awaited<ReturnType<typeof send>>;

/** A call is carried out as a whole, or not at all. */
function outcomesOf(sent: readonly Change[], errors: UserErrors): Map<string, StockOutcome> {
  if (errors.some(({ code }) => code === 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH')) {
    throw new Error('Shopify says that a key of a change was used for another change before: a defect of ours.');
  }
  const named = new Map(errors.map((error) => [indexIn(error.field), error]));
  const ofAll = named.get(-1);
  return new Map(
    sent.map(({ level }, index): [string, StockOutcome] => {
      const error = named.get(index) ?? ofAll;
      if (error === undefined) return [level.item, { kind: errors.length === 0 ? 'set' : 'not-tried' }];
      const code = /^\w{2,60}$/.test(error.code ?? '') ? (error.code as string) : 'userError';
      return [level.item, refusal(code, error.message.slice(0, 200))];
    }),
  );
}

/** Which of the quantities an error is about, as in `["input","quantities","3","quantity"]`; -1: all of them. */
function indexIn(field: readonly string[] | null | undefined): number {
  const at = field?.indexOf('quantities') ?? -1;
  const index = at === -1 ? '' : (field?.[at + 1] ?? '');
  return /^\d{1,3}$/.test(index) ? Number(index) : -1;
}

/** Not carried out, and no refusal: something was sold in between, or the same call is on its way. What is there now, a reading tells. */
const lookAgain: ReadonlySet<string> = new Set([
  'CHANGE_FROM_QUANTITY_STALE',
  'IDEMPOTENCY_CONCURRENT_REQUEST',
  'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
]);

const words: Readonly<Record<string, string>> = {
  SEVERAL_VARIANTS: 'このSKUのバリエーションが複数あります。SKUを1つのバリエーションだけに付けてください',
  NOT_TRACKED: 'この商品は在庫を追跡しない設定です。「在庫数を追跡する」をオンにしてください',
  NOT_STOCKED: 'この商品は設定されたロケーションで在庫を管理していません。商品の在庫のロケーションを編集してください',
  INVALID_LOCATION: '設定されたロケーションがありません。ロケーションの番号をご確認ください',
  INVALID_INVENTORY_ITEM: 'この商品は見つかりません。削除されていないかご確認ください',
  NON_MUTABLE_INVENTORY_ITEM: 'セット商品の在庫は構成品から決まるため、変更できません',
};

const refusal = (code: string, message = ''): StockOutcome =>
  lookAgain.has(code) ? { kind: 'unproven', code } : { kind: 'refused', code, words: words[code] ?? message };
