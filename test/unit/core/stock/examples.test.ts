import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLevels, shownLevel } from '../../../../core/stock/ledger.ts';
import { type Example, type ExampleListing, examples } from './examples.ts';
import { setExamples } from './set-examples.ts';
import { merchant, shelf } from './shelf.ts';

const page = new URL('../../../../docs/concepts/stock-levels.md', import.meta.url);
const heading = '## Worked examples\n';
const all = [...examples, ...setExamples];
const highest = 99_999;

/** A time of the day in Japan on which the examples play. */
const at = (time: string): number => Date.parse(`2026-11-24T${time}:00+09:00`);
const termsOf = ({ buffer = 0, cap = null, floor = null }: ExampleListing) => ({ linked: true, buffer, cap, floor });

function tableOf({ title, about, skus, listings, steps }: Example): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const columns = [...skus.map((sku) => `${sku}, free`), ...listings.map(({ title: mall }) => `${mall} shows`)];
  const rows = steps.map(({ time, what, leaves }) => {
    const values = leaves.map((value, index) => `${value ?? (index < skus.length ? 'unknown' : 'not sent')}`);
    return line([time, what, ...values]);
  });
  const head = [line(['time', 'what happens', ...columns]), line(['---', '---', ...columns.map(() => '---:')])];
  return [`### ${title}`, '', about, '', ...head, ...rows, ''].join('\n');
}

describe.each(all)('the worked example: $title', (example) => {
  it('has at each of its moments the levels that it says', async () => {
    const stock = shelf();
    for (const { time, what, act, leaves } of example.steps) {
      await act(stock, at(time), at);
      const skus = [...new Set([...example.skus, ...example.listings.map(({ sku }) => sku)])];
      const levels = await readLevels(stock.ledger, merchant, skus);
      const free = example.skus.map((sku) => levels.get(sku)?.free);
      const shown = example.listings.map((listing) => {
        const level = levels.get(listing.sku);
        return level && shownLevel(level, termsOf(listing), highest);
      });
      expect([...free, ...shown], what).toEqual(leaves);
    }
  });
});

describe('the page of the worked examples', () => {
  /** After an intended change, run this once with `TSUNAGI_WRITE_STOCK_EXAMPLES=1`, and review the difference. */
  it('shows each of them with the same figures', () => {
    const [before] = readFileSync(page, 'utf8').split(heading) as [string];
    const text = [`${before}${heading}`, ...all.map(tableOf)].join('\n');
    if (process.env.TSUNAGI_WRITE_STOCK_EXAMPLES !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
