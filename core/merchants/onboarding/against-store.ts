import { jstText, secondMs } from '../../units.ts';
import type { RemovedShop } from '../removed-shop.ts';
import type { MallName, Shop, ShopKey } from '../shop.ts';
import { type DraftLine, type LineProblem, type MerchantColumn, shopOfDraft } from './line.ts';

/** What is stored, and what a new shop is held against. */
export interface Standing {
  readonly shops: ReadonlyMap<ShopKey, Shop>;
  readonly removed: ReadonlyMap<ShopKey, RemovedShop>;
  readonly now: number;
  lookBackMs(mall: MallName): number;
}

/** What is wrong with a line in view of what is stored. A line that says what is stored is sound: it was applied before. */
export function problemsAgainstStore(line: DraftLine, standing: Standing): LineProblem[] {
  const key = shopOfDraft(line);
  if (key === null) return tooFarBack(line, standing);
  const shop = standing.shops.get(key);
  if (shop) return differences(line, shop);
  const removed = standing.removed.get(key);
  return [...(removed ? [comesBack(line, removed)] : []), ...tooFarBack(line, standing)];
}

/** Where a line and its stored shop differ, and which command makes them agree: this one changes no shop that is there. */
function differences({ line, values }: DraftLine, shop: Shop): LineProblem[] {
  const problems: LineProblem[] = [];
  const differs = (column: MerchantColumn, got: string, is: string, toDo: string): void => {
    problems.push({ line, column, text: `got ${got}, but ${shop.key} ${is}. ${toDo}` });
  };
  const { merchant, shopName, importFrom, callsPerSecond } = values;
  const change = `To change it: ops shops change --shop ${shop.key}`;
  if (merchant !== undefined && merchant !== shop.merchant) {
    const toDo = 'No command changes it: its orders hold stock there.';
    differs('merchant', merchant, `is a shop of ${shop.merchant}`, toDo);
  }
  if (shopName !== undefined && shopName !== shop.name) {
    differs('shop_name', JSON.stringify(shopName), `is called ${JSON.stringify(shop.name)}`, `${change} --name …`);
  }
  const from = importFrom === undefined ? undefined : Math.floor(importFrom / secondMs) * secondMs;
  if (from !== undefined && !values.importFromCounted && from !== shop.importFrom) {
    const more =
      from < shop.importFrom
        ? ` To import more of the past: ops import --shop ${shop.key} --from … --to …`
        : ' What is imported stays.';
    const is = `is imported from ${jstText(shop.importFrom)} on`;
    differs('import_from', jstText(from), is, `Write that into the line.${more}`);
  }
  if (typeof callsPerSecond === 'number' && callsPerSecond !== shop.callsPerSecond) {
    differs('rate', String(callsPerSecond), `has ${shop.callsPerSecond}`, `${change} --rate …`);
  }
  return problems;
}

function comesBack({ line }: DraftLine, { key, removedAt, by }: RemovedShop): LineProblem {
  const text = `${key} was removed by ${by} at ${jstText(removedAt)}. To import it again: ops shops add`;
  return { line, column: 'shop_code', text };
}

function tooFarBack({ line, values }: DraftLine, { now, lookBackMs }: Standing): LineProblem[] {
  const { mall, importFrom } = values;
  if (mall === undefined || importFrom === undefined) return [];
  const earliest = now - lookBackMs(mall);
  if (importFrom >= earliest) return [];
  const text = `got ${jstText(importFrom)}, which is further back than the mall answers; use ${jstText(earliest + secondMs)} or later.`;
  return [{ line, column: 'import_from', text }];
}
