import { wrapped } from '../../core/kernel/index.ts';
import { counted, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Sheet } from '../../malls/sheet.ts';
import { refuse, shopsGiven, shopsOptions, spanMeant } from '../arguments/meant.ts';
import {
  choice,
  flag,
  optional,
  spanFrom,
  spanHelp,
  spanTo,
  text,
  type When,
  when,
  withDefault,
} from '../arguments/parameter.ts';
import { characterText, encodings, openEncoder } from '../files/encoding.ts';
import { fillSink, openSink } from '../files/sink.ts';
import { defineCommand, exit } from '../frame/command.ts';
import type { Terminal } from '../terminal/index.ts';
import { type Exported, formats, writeExport } from './export-orders.ts';
import { type LabelFormatName, labelFormats } from './labels/formats.ts';

const columnsOf = (sheet: Sheet): string =>
  wrapped(sheet.columns.map(({ header }) => header).join(', '), 78)
    .map((line) => `  ${line}`)
    .join('\n');

export const ordersExport = defineCommand({
  name: 'orders export',
  summary: 'Writes orders as CSV or JSON, or shipping labels for a carrier',
  help: `Orders whose 注文日時 lies in the span, shop by shop, in the order of their numbers: of every
shop, or of those that --shop, --mall and --merchant leave. The file holds personal data;
only its owner may read it.

csv   one line per order line (商品明細), CRLF, quoted as in RFC 4180. Sums of the
      order and of the destination are repeated on their lines. A price that is
      not fixed yet is 未確定. Text that a spreadsheet would take for a formula
      (it begins with = + - @ or their full-width forms, a tab or a line break)
      gets an apostrophe before it. Shops of several malls have the columns of all
      of them, those of one name once.
json  one order per line, as the mall gave it (NDJSON).

b2, ehiden, yupri: shipping labels, as ヤマト B2クラウド, 佐川 e飛伝Ⅲ and ゆうパックプリントR
import them, in Shift_JIS: one for each destination of the orders that are ready (楽天:
発送待ち). An order whose cancel is requested has none, unless --cancel-requested is
given. Sender, 品名 and what your contract wants come from --settings, a small file of
JSON; without it from the merchant's row (see ops merchants change). An order that
has no label is named with every reason; nothing is cut to fit. What the program
exports after printing is read by ops push ship --file <file>.
docs/how-to/labels.md

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
    [
      'orders export --shop kado-no-mise --format b2 --settings labels.json --output b2.csv',
      'labels of all orders that are ready, shipped today',
    ],
    ['orders export --merchant kado --format b2 --output b2.csv', 'of all its shops, with its own settings'],
  ],
  withoutJson: true,
  options: {
    ...shopsOptions,
    from: optional(spanFrom('placed')),
    to: optional(spanTo('placed')),
    format: choice([...formats, ...labelFormats], 'csv or json; b2, ehiden or yupri for labels'),
    encoding: withDefault(choice(encodings, 'of a CSV'), 'utf8'),
    bom: flag('begin UTF-8 with a byte order mark, as spreadsheets on Windows want it'),
    output: optional(text('<file>', 'where to write; stdout when absent, but for labels')),
    settings: optional(text('<file>', 'labels: sender and columns of your contract, as JSON; else the merchant’s own')),
    date: optional(when('labels: the day on which they are shipped; today when absent')),
    cancelRequested: flag('labels: of orders whose cancel is requested, too'),
  },
  problemsOf({ format, encoding, bom }, isGiven) {
    if (format === undefined) return [];
    if (isLabelFormat(format)) {
      const missing = (['output'] as const).filter((name) => !isGiven(name));
      const strange = (['encoding', 'bom'] as const).filter((name) => isGiven(name));
      return [
        ...missing.map((name) => t`--${name}: is missing; labels need it.`),
        ...strange.map((name) => t`--${name}: labels are in Shift_JIS, as ${format} wants them.`),
      ];
    }
    const problems: string[] = [];
    if (!isGiven('from')) problems.push(t`--from: is missing (placed at this moment or later).`);
    if (!isGiven('to')) problems.push(t`--to: is missing (placed before this moment).`);
    for (const name of ['settings', 'date'] as const)
      if (isGiven(name)) problems.push(t`--${name}: is for labels only.`);
    if (isGiven('cancelRequested')) problems.push(t`--${'cancel-requested'}: is for labels only.`);
    if (format === 'json' && encoding === 'shift_jis') problems.push(t`--encoding: JSON is always utf8.`);
    if (bom && (encoding === 'shift_jis' || format === 'json')) problems.push(t`--bom: only a CSV in utf8 has one.`);
    return problems;
  },
  async run(context, given) {
    const { ports, terminal } = context;
    const { from, to, format, encoding, bom, output } = given;
    if (isLabelFormat(format)) {
      // Loaded only for labels: it brings Shift_JIS.
      const { exportLabels } = await import('./labels/export-labels.ts');
      return exportLabels(context, { ...given, format, output: output as string });
    }
    const problems: string[] = [];
    const shops = await shopsGiven(ports, given, problems);
    const span = spanMeant({ from: from as When, to: to as When }, ports.clock.now(), problems);
    if (problems.length > 0) return refuse(t`This export cannot start`, problems);

    const encoder = await openEncoder(encoding, { bom });
    const exported = await fillSink(await openSink(output, terminal), (sink) =>
      writeExport({
        orders: ports.orders,
        shops,
        span,
        format,
        encoder,
        sink,
        onLost: (orderNumber, characters) =>
          terminal.say(t`${orderNumber}: Shift_JIS does not have ${characters.map(characterText).join(', ')}`),
        onProgress: (shop, rows, orders) => terminal.progress(t`${shop}: looked at ${rows} orders, wrote ${orders}`),
      }),
    );
    tellResult(terminal, exported, output);
    return exit.ok;
  },
});

const isLabelFormat = (format: string): format is LabelFormatName => labelFormats.some((one) => one === format);

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
