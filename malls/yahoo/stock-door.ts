import { InputError } from '../../core/kernel/index.ts';
import type { StockApi } from '../../core/ports/index.ts';
import { checkedItems, checkedLevels } from '../stock-input.ts';
import type { CallYahoo } from './calls.ts';
import { refusalAlone } from './stock-refusals.ts';
import { levelsIn, readingsIn } from './stock-replies.ts';
import { getStockForm, isKept, setStockForm } from './stock-requests.ts';
import { yahooStock } from './stock-traits.ts';

/** getStock and setStock; how each is known stands in `docs/malls/yahoo.md#setstock`. */
export function createStockDoor(callYahoo: CallYahoo, sellerId: string): StockApi {
  return {
    async read(items) {
      const asked = checkedItems(items, yahooStock);
      if (asked.length === 0) return new Map();
      return readingsIn(await callYahoo('getStock', getStockForm(sellerId, asked)), asked);
    },

    async set(levels) {
      checkedLevels(levels, yahooStock);
      const wrong = levels.filter(({ kept }) => !isKept(kept));
      if (wrong.length > 0) {
        const problems = wrong.map(({ item }) => `${item}: expected the AllowOverdraft that getStock shows, 0 or 1`);
        throw new InputError('These levels of stock cannot be set in one call', problems);
      }
      const [only, another] = levels;
      if (only === undefined) return { requestId: null, items: new Map() };
      try {
        return levelsIn(await callYahoo('setStock', setStockForm(sellerId, levels)), levels);
      } catch (error) {
        const refused = another === undefined ? refusalAlone(error) : null;
        if (refused === null) throw error;
        return { requestId: null, items: new Map([[only.item, refused]]) };
      }
    },
  };
}
