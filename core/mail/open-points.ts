import { type Line, point, type Section } from './letter.ts';

/** Something that is not as it should be when a mall is well again. */
export interface OpenPoint {
  /** `merchant`: they have to do something about it. `us`: it goes on by itself, or somebody here sees to it. */
  readonly who: 'merchant' | 'us';
  /** So many things it speaks of: orders, changes, goods, shops. */
  readonly count: number;
  readonly text: string;
}

/** What the merchant has to do. */
export const theirs = (count: number, text: string): OpenPoint => ({ who: 'merchant', count, text });
/** What is under way without them. */
export const ours = (count: number, text: string): OpenPoint => ({ who: 'us', count, text });

/** The points of one side as a letter has them, and of how many things they speak. */
export function pointsOf(
  all: readonly OpenPoint[],
  side: OpenPoint['who'],
): { readonly count: number; readonly lines: readonly Line[] } {
  const points = all.filter(({ who }) => who === side);
  return {
    count: points.reduce((sum, { count }) => sum + count, 0),
    lines: points.map(({ text }) => point(text)),
  };
}

/** What stands over the points that are not the merchant's. */
export const underWayHeading = '当社で続けている作業(未完了)';

/** The points that are not the merchant's; no section where there are none. */
export function underWaySection(lines: readonly Line[]): Section[] {
  return lines.length === 0 ? [] : [{ heading: underWayHeading, lines }];
}

/** Order numbers that a sentence names. */
const namedMax = 10;

/** `受注番号: 1-1、1-2、ほか3件`; `count` of them, some of which may not be known by their numbers. */
export function ordersText({ orderNumbers, count }: NamedOrders): string {
  const shown = orderNumbers.slice(0, namedMax);
  const rest = count - shown.length;
  return `受注番号: ${[...shown, ...(rest > 0 ? [`ほか${rest}件`] : [])].join('、')}`;
}

/** Orders of which the first ones are named. */
export interface NamedOrders {
  readonly orderNumbers: readonly string[];
  readonly count: number;
}
