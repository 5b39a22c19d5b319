/** An order as an answer of Yahoo's orderInfo tells it. */
export interface YahooOrder {
  readonly orderNumber: string;
  /** Pieces that each line holds, by LineId: 0 of a cancelled order, and of one that was split. */
  readonly lines: ReadonlyMap<string, number>;
}

const cancelled = '4';

/**
 * Reads an orderInfo answer with as little as it takes: the elements that say what is held, each of which comes without attributes and
 * never inside another of its name. Null for what is no whole order.
 */
export function yahooOrderIn(xml: string): YahooOrder | null {
  if (!/<\/ResultSet>\s*$/.test(xml)) return null;
  const items = [...xml.matchAll(/<Item>(.*?)<\/Item>/gs)].map(([, item]) => item ?? '');
  const rest = xml.replace(/<Item>.*?<\/Item>/gs, '');
  const [orderNumber, status] = [textOf(rest, 'OrderId'), textOf(rest, 'OrderStatus')];
  if (orderNumber === null || status === null) return null;
  const isSplit = textOf(rest, 'IsSplit') === 'true' || (textOf(rest, 'ChildOrderId') ?? '') !== '';
  const isGone = status === cancelled || isSplit;
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
