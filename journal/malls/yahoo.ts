import type { AnsweredOrder, JournalMall } from './mall.ts';

/** キャンセル of Yahoo's OrderStatus (`docs/malls/yahoo.md`). */
const cancelled = 4;

/** Yahoo!ショッピング (`docs/malls/yahoo.md`): an order by orderInfo, levels by setStock. Each request names its ストアアカウント. */
export const yahoo: JournalMall = {
  title: 'Yahoo',
  shopIn: (body) => new URLSearchParams(body).get('seller_id') ?? textOf(body, 'SellerId'),
  storedWithinMinutes: 2,
  cancelled,
  levelMax: 999_999_999,
  takesLevels: ({ status }) => status === 200,
  ordersIn(path, body) {
    const read = /\/orderInfo(\?|$)/.test(path) ? orderIn(body) : null;
    return read === null ? [] : [read];
  },
  levelsIn(path, body) {
    if (!/\/setStock(\?|$)/.test(path)) return [];
    const asked = new URLSearchParams(body);
    const levels = (asked.get('quantity') ?? '').split(',');
    return (asked.get('item_code') ?? '').split(',').flatMap((item, index) => {
      const level = levels[index] ?? '';
      return /^\d+$/.test(level) ? [{ item, level: Number(level) }] : [];
    });
  },
};

/**
 * Reads an orderInfo answer with as little as it takes: the elements that say what is held, each of which comes without attributes and
 * never inside another of its name. Lines of a cancelled order, and of one that was split, hold nothing. Null for what is no whole order.
 */
function orderIn(xml: string): AnsweredOrder | null {
  if (!/<\/ResultSet>\s*$/.test(xml)) return null;
  const items = [...xml.matchAll(/<Item>(.*?)<\/Item>/gs)].map(([, item]) => item ?? '');
  const rest = xml.replace(/<Item>.*?<\/Item>/gs, '');
  const [orderNumber, status] = [textOf(rest, 'OrderId'), textOf(rest, 'OrderStatus')];
  if (orderNumber === null || status === null) return null;
  const isSplit = textOf(rest, 'IsSplit') === 'true' || (textOf(rest, 'ChildOrderId') ?? '') !== '';
  const isGone = status === String(cancelled) || isSplit;
  const lines = new Map<string, number>();
  for (const item of items) {
    const [lineId, quantity] = [textOf(item, 'LineId'), textOf(item, 'Quantity')];
    if (lineId === null || quantity === null || !/^\d+$/.test(quantity)) return null;
    lines.set(lineId, (lines.get(lineId) ?? 0) + (isGone ? 0 : Number(quantity)));
  }
  return { orderNumber, lines };
}

function textOf(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;
}
