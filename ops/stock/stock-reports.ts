import { InputError, jstText, sentence } from '../../core/kernel/index.ts';
import { type MovementKind, quantityMax } from '../../core/model/index.ts';
import { fileId, type ReportedLine, type ReportSetting, readLevels } from '../../core/stock/index.ts';
import { t } from '../../language/index.ts';
import { movementText } from '../../views/sku/index.ts';
import { orRefuse } from '../arguments/meant.ts';
import {
  byOption,
  choice,
  flag,
  momentOf,
  optional,
  type Parameter,
  required,
  text,
  type ValuesOf,
  when,
  whenHelp,
  whoDoes,
  wholeNumber,
} from '../arguments/parameter.ts';
import { encodings } from '../files/encoding.ts';
import { readTableFile } from '../files/named-table.ts';
import { takeList } from '../files/take-list.ts';
import { defineCommand, type ExitCode, exit, type IsGiven, type OpsContext } from '../frame/command.ts';
import {
  countShape,
  idForm,
  type JudgedLine,
  judgeReport,
  movementJson,
  movementLines,
  noteForm,
  readCountLine,
} from './judge-report.ts';
import { merchantOption, type StockMerchant, stockMerchant, tellWithoutStock } from './merchant-of-stock.ts';
import { warnBehind, writeReport } from './write-report.ts';

const reportOptions = {
  merchant: merchantOption,
  at: optional(when('when it was so; now when absent. In a file: of lines without a moment')),
  note: optional(text('<text>', 'why, for readers of the history')),
  id: optional(text('<id>', 'number of the slip (伝票番号): the same one twice is one report')),
  file: optional(text('<file>', 'many at once: CSV or TSV, UTF-8 or Shift_JIS')),
  encoding: optional(choice(encodings, 'of the file; found out when absent')),
  partial: flag('take the good lines of the file, and write the others to <file>.rejected.csv'),
  by: byOption('who reports it'),
  dryRun: flag('tell what would be done, change nothing'),
  json: flag('one line of JSON'),
};

interface Reporting extends ValuesOf<typeof reportOptions> {
  readonly sku: string | undefined;
  readonly quantity: number | undefined;
}

function problemsOfReporting(
  { note, id }: Partial<Reporting>,
  isGiven: IsGiven<'sku' | 'quantity' | 'file' | 'note' | 'id' | 'encoding' | 'partial'>,
): string[] {
  if (!isGiven('file')) {
    return [
      ...(isGiven('sku') ? [] : [t`<SKU>: is missing. Give a SKU and pieces, or --file.`]),
      ...(isGiven('sku') && !isGiven('quantity') ? [t`<pieces>: is missing. Give it after the SKU.`] : []),
      ...(isGiven('encoding') ? [t`--encoding: is for --file, which is missing.`] : []),
      ...(isGiven('partial') ? [t`--partial: is for --file, which is missing.`] : []),
      ...(note === undefined || noteForm.pattern.test(note) ? [] : [t`--note: expected ${noteForm.wanted}.`]),
      ...(id === undefined || idForm.pattern.test(id) ? [] : [t`--id: expected ${idForm.wanted}.`]),
    ];
  }
  return [
    ...(isGiven('sku') ? [t`<SKU>, --file: give one of them.`] : []),
    ...(['note', 'id'] as const).flatMap((name) =>
      isGiven(name) ? [t`--${name}: is for one SKU, not for a file; there it is a column.`] : [],
    ),
  ];
}

/** Takes what people report into the ledger: one SKU, or a file of them. `kind` holds where a line says nothing else. */
async function reportMovements(context: OpsContext, kind: MovementKind, given: Reporting): Promise<ExitCode> {
  const { ports } = context;
  const merchant = await orRefuse(t`Nothing was taken in`, (problems) =>
    stockMerchant(ports, given.merchant, problems),
  );
  tellWithoutStock(context, merchant);
  const now = ports.clock.now();
  const setting: ReportSetting = {
    merchant: merchant.id,
    by: `ops:${whoDoes(given.by)}`,
    at: given.at === undefined ? now : momentOf(given.at, now),
    now,
    digest: ports.random.id(),
  };
  const own = given.at !== undefined && 'at' in given.at ? given.at.at : null;
  if (given.file !== undefined)
    return reportFile(context, merchant, { ...given, file: given.file, kind, own }, setting);
  const { sku = '', quantity = 0, note = '', id = null } = given;
  return reportOne(context, merchant, { line: 1, sku, kind, quantity, at: own, id, note }, setting, given);
}

async function reportFile(
  context: OpsContext,
  merchant: StockMerchant,
  given: Reporting & { readonly file: string; readonly kind: MovementKind; readonly own: number | null },
  setting: ReportSetting,
): Promise<ExitCode> {
  const { ports, terminal } = context;
  const file = await readTableFile(given.file, given.encoding, countShape);
  const read = file.table.rows.map((row) => readCountLine(row, given.kind));
  const reported = read.flatMap(({ reported: line }): ReportedLine[] =>
    line === null ? [] : [{ ...line, at: line.at ?? given.own }],
  );
  const judged = await judgeReport(ports, reported, { ...setting, digest: fileId(file.bytes) }, (skus) =>
    terminal.progress(t`SKUs looked up: ${skus}`),
  );
  terminal.endProgress();
  await warnBehind(context, merchant, judged.lines);
  const problems = [...read.flatMap((line) => line.problems), ...judged.problems];
  return takeList(
    context,
    { ...judged, file, items: judged.lines, problems: problems.sort((one, other) => one.line - other.line) },
    given,
    {
      word: 'movement',
      stepOf: ({ kind }) => kind,
      steps: { new: t`new`, again: t`taken in before` },
      lines: movementLines,
      json: movementJson,
      apply: (lines, onDone) => writeReport(context, merchant.id, lines, onDone),
      next: [t`What follows from them: ops stock show <SKU> --merchant ${merchant.id}`],
    },
  );
}

async function reportOne(
  context: OpsContext,
  merchant: StockMerchant,
  reported: ReportedLine,
  setting: ReportSetting,
  { dryRun, json }: Pick<Reporting, 'dryRun' | 'json'>,
): Promise<ExitCode> {
  const { ports, terminal } = context;
  const { lines, problems, warnings } = await judgeReport(ports, [reported], setting);
  const [line] = lines;
  if (line === undefined) {
    const texts = problems.map(({ field, text: word }) =>
      field === null ? word : sentence`${nameOf(field)}: ${word}`,
    );
    throw new InputError(t`Nothing was taken in`, texts);
  }
  for (const { text: word } of warnings) terminal.say(t`warning: ${reported.sku}: ${word}`);
  await warnBehind(context, merchant, lines);
  const left = dryRun ? [] : await writeReport(context, merchant.id, lines);
  const free = (await readLevels(ports.stock, merchant.id, [reported.sku])).get(reported.sku)?.free ?? null;
  if (json) terminal.printJson({ dryRun, ...movementJson(line), free, left });
  else terminal.print(...oneLines(line, free, dryRun), ...left.map(({ text: word }) => t`Not done: ${word}`));
  return left.length === 0 ? exit.ok : exit.failed;
}

function nameOf(field: string): string {
  return field === 'sku' ? '<SKU>' : field === 'quantity' ? '<pieces>' : `--${field}`;
}

function oneLines({ kind, movement }: JudgedLine, free: number | null, dryRun: boolean): string[] {
  const { sku, quantity, at } = movement;
  const what = t`${sku}: ${movementText(movement.kind)} ${quantity} at ${jstText(at)}`;
  const level = free === null ? t`it is not counted, so no mall gets a level` : t`${free} are free`;
  if (dryRun) return [t`${what} would be taken in; now ${level}. Nothing was changed: this was a dry run.`];
  return [kind === 'again' ? t`${what}, taken in before: ${level}` : `${what}: ${level}`];
}

export const stockSet = defineCommand({
  name: 'stock set',
  summary: 'Takes a count in: so many pieces of a SKU are free',
  help: `A count says how many pieces may be sold at its moment: what lies on the shelf, less
what orders placed before hold. It replaces whatever was known until then; orders
placed later, what comes in later and what is adjusted later count on from it.
Orders placed before it and imported later are taken as counted: there is a
warning where a shop's import is that far behind.

A file has a line a SKU (docs/how-to/stock.md#files-of-counts):
  sku, quantity, at, kind, note, id; or
  SKU (商品コード), 在庫数 (数量), 日時, 区分 (棚卸, 入荷, 調整), 備考, 伝票番号
If any line is wrong, all problems are reported, and nothing is taken in. The same
file twice counts once.

${whenHelp}`,
  examples: [
    ['stock set sencha-100 42', 'counted just now'],
    ['stock set sencha-100 42 --at "2026-11-24 09:00" --note 棚卸', 'counted this morning'],
    ['stock set --file counts.csv --dry-run', 'tells what is in the file, changes nothing'],
    ['stock set --file counts.csv --at "2026-11-24 09:00"', 'a file without a column of moments'],
  ],
  arguments: {
    sku: optional(text('<SKU>', 'the SKU, unless --file names many')),
    quantity: optional(wholeNumber('<pieces>', 'how many are free', { from: 0, to: quantityMax })),
  },
  options: reportOptions,
  problemsOf: problemsOfReporting,
  run: (context, values) => reportMovements(context, 'counted', values),
});

export const stockAdd = defineCommand({
  name: 'stock add',
  summary: 'Takes in pieces that came in, or an adjustment',
  help: `Without --received it is an adjustment (調整), which may take pieces away: broken,
lost, found again, set aside for a fair. With --received they came in (入荷).
Nothing is taken back once it is in: who was wrong adjusts, or counts anew.

The number of the slip (--id) makes a report one, however often it is given.

A file has a line a SKU, as for ops stock set (docs/how-to/stock.md#files-of-counts); a
line's own 区分 stands above what the command says. The same file twice is one.

${whenHelp}`,
  examples: [
    ['stock add sencha-100 24 --received --id PO-2026-118', 'two boxes came in'],
    ['stock add sencha-100 -1 --note 破損', 'one is broken'],
    ['stock add --file arrivals.csv --received', 'a day of arrivals'],
  ],
  arguments: {
    sku: optional(text('<SKU>', 'the SKU, unless --file names many')),
    quantity: optional(pieces()),
  },
  options: { ...reportOptions, received: flag('they came in (入荷); an adjustment (調整) when absent') },
  problemsOf: ({ received, ...given }, isGiven) => [
    ...problemsOfReporting(given, isGiven),
    ...(received && given.quantity !== undefined && given.quantity < 0
      ? [t`<pieces>: must be 0 or more with --received. To take pieces away, make an adjustment: leave --received out.`]
      : []),
  ],
  run: (context, { received, ...values }) => reportMovements(context, received ? 'received' : 'adjusted', values),
});

function pieces(): Parameter<number> {
  return required({
    takes: '<±pieces>',
    help: 'how many more, or fewer: 24, -1',
    read(typed) {
      const value = Number(typed);
      if (/^[+-]?\d{1,8}$/.test(typed) && Math.abs(value) <= quantityMax) return { value };
      return {
        problem: t`got ${JSON.stringify(typed)}, expected whole pieces such as 24 or -1, up to ${quantityMax}.`,
      };
    },
  });
}
