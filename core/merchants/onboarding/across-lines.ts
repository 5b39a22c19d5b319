import { maskedContact } from '../contact.ts';
import { isSameSet } from '../merchant.ts';
import { type DraftLine, type LineProblem, type LineValues, type MerchantColumn, shopOfDraft } from './line.ts';

/** What all lines of one merchant must say alike. */
const alike: readonly MerchantField[] = [
  field('merchant_name', 'merchantName', (name) => JSON.stringify(name), Object.is),
  field('contacts', 'contacts', (contacts) => contacts.map(maskedContact).join(';') || 'none', isSameSet),
  field('features', 'features', (features) => features.join(';'), isSameSet),
];

/**
 * What no line can tell by itself: lines that contradict each other, and shops that come twice. Nobody but the person who
 * wrote them knows which of them is right, so none of them counts.
 */
export function problemsAcrossLines(lines: readonly DraftLine[]): LineProblem[] {
  return [...contradictions(lines), ...repeatedShops(lines)];
}

interface MerchantField {
  readonly column: MerchantColumn;
  shown(line: DraftLine): string | null;
  same(one: DraftLine, other: DraftLine): boolean;
}

function field<Name extends keyof LineValues>(
  column: MerchantColumn,
  name: Name,
  shown: (value: LineValues[Name]) => string,
  same: (one: LineValues[Name], other: LineValues[Name]) => boolean,
): MerchantField {
  const said = (line: DraftLine): LineValues[Name] | undefined => line.values[name];
  return {
    column,
    shown: (line) => {
      const value = said(line);
      return value === undefined ? null : shown(value as LineValues[Name]);
    },
    same: (one, other) => same(said(one) as LineValues[Name], said(other) as LineValues[Name]),
  };
}

function contradictions(lines: readonly DraftLine[]): LineProblem[] {
  const byMerchant = Map.groupBy(lines, ({ values }) => values.merchant);
  byMerchant.delete(undefined);
  return [...byMerchant].flatMap(([merchant, ofMerchant]) =>
    alike.flatMap(({ column, shown, same }) => {
      const saying = ofMerchant.filter((line) => shown(line) !== null);
      return saying.flatMap((line): LineProblem[] => {
        const other = saying.find((candidate) => !same(candidate, line));
        if (other === undefined) return [];
        const text = `${shown(line)}, but line ${other.line} says ${shown(other)} of merchant ${merchant}. All lines of a merchant must say the same.`;
        return [{ line: line.line, column, text }];
      });
    }),
  );
}

function repeatedShops(lines: readonly DraftLine[]): LineProblem[] {
  const byShop = Map.groupBy(lines, shopOfDraft);
  byShop.delete(null);
  return [...byShop].flatMap(([shop, same]) =>
    same.length === 1
      ? []
      : same.map(({ line }): LineProblem => {
          const others = same.filter((other) => other.line !== line).map((other) => other.line);
          const text = `${shop} stands on line ${others.join(', ')} too. A shop has one line.`;
          return { line, column: 'shop_code', text };
        }),
  );
}
