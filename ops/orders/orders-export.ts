import { wrapped } from '../../core/kernel/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Sheet } from '../../malls/sheet.ts';
import { refuse, resolveShop, shopOption, spanMeant } from '../arguments/meant.ts';
import { choice, flag, optional, spanFrom, spanHelp, spanTo, text, withDefault } from '../arguments/parameter.ts';
import { encodings, openEncoder } from '../files/encoding.ts';
import { openSink } from '../files/sink.ts';
import { defineCommand } from '../frame/command.ts';
import { t } from '../language/language.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { counted } from '../terminal/text.ts';
import { type Exported, formats, writeExport } from './export-orders.ts';

const columnsOf = (sheet: Sheet): string =>
  wrapped(sheet.columns.map(({ header }) => header).join(', '), 78)
    .map((line) => `  ${line}`)
    .join('\n');

/** `ops orders export`: full orders as a file. */
export const ordersExport = defineCommand({
  name: 'orders export',
  summary: 'Writes the full orders of a span as CSV or JSON',
  help: `Orders whose 注文日時 lies in the span, in the order of their numbers. The file holds personal data; only its owner may read it.

csv   one line per order line (商品明細), CRLF, quoted as in RFC 4180. Sums of the
      order and of the destination are repeated on their lines. A price that is
      not fixed yet is 未確定. Text that a spreadsheet would take for a formula
      (it begins with = + - @ or their full-width forms, a tab or a line break)
      gets an apostrophe before it.
json  one order per line, as the mall gave it (NDJSON).

--encoding shift_jis is that of Windows (CP932). A character it does not have
(𠮷, 🎌) becomes 〓, and stderr names the order. Of orders whose personal data were
removed only number, 注文日時, status and shop are left; the other columns are empty.

${mallDesks.names
  .map((mall) => mallDesks.of(mall))
  .map(({ name, sheet }) => `Columns of ${name}:\n${columnsOf(sheet)}`)
  .join('\n\n')}

${spanHelp}`,
  examples: [
    [
      'orders export --shop kado-no-mise --from 2026-11-24 --to 2026-11-25 --format csv --bom --output 24.csv',
      'the 24th, for a spreadsheet',
    ],
    [
      'orders export --shop kado-no-mise --from -7d --to now --format csv --encoding shift_jis --output week.csv',
      'the last seven days, for software that wants Shift_JIS',
    ],
    ['orders export --shop kado-no-mise --from 2026-11-01 --to 2026-12-01 --format json', 'November, on stdout'],
  ],
  withoutJson: true,
  options: {
    shop: shopOption('the shop'),
    from: spanFrom('placed'),
    to: spanTo('placed'),
    format: choice(formats, 'csv or json'),
    encoding: withDefault(choice(encodings, 'of the file'), 'utf8'),
    bom: flag('begin UTF-8 with a byte order mark, as spreadsheets on Windows want it'),
    output: optional(text('<file>', 'where to write; stdout when absent')),
  },
  problemsOf({ format, encoding, bom }) {
    const problems: string[] = [];
    if (format === 'json' && encoding === 'shift_jis') problems.push(t`--encoding: JSON is always utf8.`);
    if (bom && (encoding === 'shift_jis' || format === 'json')) problems.push(t`--bom: only a CSV in utf8 has one.`);
    return problems;
  },
  async run({ ports, terminal }, { shop: shopName, from, to, format, encoding, bom, output }) {
    const problems: string[] = [];
    const shop = await resolveShop(ports, shopName, problems);
    const span = spanMeant({ from, to }, ports.clock.now(), problems);
    if (!shop || problems.length > 0) return refuse(t`This export cannot start`, problems);

    const encoder = await openEncoder(encoding, { bom });
    const sink = await openSink(output, terminal);
    try {
      const exported = await writeExport({
        orders: ports.orders,
        shop,
        span,
        format,
        encoder,
        sink,
        onLost: (orderNumber, characters) =>
          terminal.say(t`${orderNumber}: Shift_JIS does not have ${characters.map(named).join(', ')}`),
        onProgress: (rows, orders) => terminal.progress(t`${shop.key}: looked at ${rows} orders, wrote ${orders}`),
      });
      await sink.finish();
      tellResult(terminal, exported, output);
    } catch (error) {
      await sink.abandon();
      throw error;
    }
  },
});

/** `𠮷 (U+20BB7)`: terminals without the font show a box. */
function named(character: string): string {
  return `${character} (U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')})`;
}

function tellResult(terminal: Terminal, exported: Exported, output: string | undefined): void {
  const { orders, lines, erased, changed, unreadable } = exported;
  terminal.say(
    output === undefined
      ? t`${counted(orders, 'order')}, ${counted(lines, 'line')}.`
      : t`${counted(orders, 'order')}, ${counted(lines, 'line')}, in ${output}.`,
  );
  if (erased > 0) terminal.say(t`Only the key data are left of ${erased} of them: their personal data were removed.`);
  if (changed > 0) terminal.say(t`Characters were replaced by 〓 in ${changed} of them, named above.`);
  if (unreadable.length > 0) {
    terminal.say(
      t`Not exported, because nothing readable is stored of them, not even the day (ops orders problems says why): ${unreadable.join(', ')}`,
    );
  }
}
