import { InputError, jstText } from '../../core/kernel/index.ts';
import type { MovementKind } from '../../core/model/index.ts';
import { fileId, type ReportedLine, type ReportSetting, readLevels } from '../../core/stock/index.ts';
import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { orRefuse } from '../arguments/shop-and-span.ts';
import { momentOf, type When, when } from '../arguments/when.ts';
import { byOption, whoDoes } from '../arguments/who.ts';
import { type Encoding, encodings } from '../files/encoding.ts';
import { readTableFile } from '../files/read-table-file.ts';
import { takeList } from '../files/take-list.ts';
import { type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { type JudgedLine, judgeReport, movementJson, movementLines } from './judge-report.ts';
import { merchantOption, type StockMerchant, stockMerchant, tellWithoutStock } from './merchant-of-stock.ts';
import { countShape, idForm, kindNames, noteForm, readCountLine } from './read-count-line.ts';
import { warnBehind, writeReport } from './write-report.ts';

/** What both commands have that take reports of the shelf. */
export const reportOptions = {
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

/** What both commands were given. */
export interface Reporting {
  readonly sku: string | undefined;
  readonly quantity: number | undefined;
  readonly merchant: string | undefined;
  readonly at: When | undefined;
  readonly note: string | undefined;
  readonly id: string | undefined;
  readonly file: string | undefined;
  readonly encoding: Encoding | undefined;
  readonly partial: boolean;
  readonly by: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** What is wrong with the arguments together. Values that could not be read are absent. */
export function problemsOfReporting(
  values: { readonly [Name in keyof Reporting]?: Reporting[Name] | undefined },
): string[] {
  const { sku, quantity, file, note, id, encoding, partial } = values;
  if (file === undefined) {
    return [
      ...(sku === undefined ? ['<SKU>: is missing. Give a SKU and pieces, or --file.'] : []),
      ...(sku !== undefined && quantity === undefined ? ['<pieces>: is missing.'] : []),
      ...(encoding === undefined ? [] : ['--encoding: is for --file, which is missing.']),
      ...(partial ? ['--partial: is for --file, which is missing.'] : []),
      ...(note === undefined || noteForm.pattern.test(note) ? [] : [`--note: expected ${noteForm.wanted}.`]),
      ...(id === undefined || idForm.pattern.test(id) ? [] : [`--id: expected ${idForm.wanted}.`]),
    ];
  }
  return [
    ...(sku === undefined ? [] : ['<SKU>, --file: give one of them.']),
    ...Object.entries({ note, id }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}: is for one SKU, not for a file; there it is a column.`],
    ),
  ];
}

/** Takes what people report into the ledger: one SKU, or a file of them. `kind` holds where a line says nothing else. */
export async function reportMovements(context: OpsContext, kind: MovementKind, given: Reporting): Promise<ExitCode> {
  const { ports } = context;
  const merchant = await orRefuse('Nothing was taken in', (problems) => stockMerchant(ports, given.merchant, problems));
  tellWithoutStock(context, merchant);
  const now = ports.clock.now();
  const setting: ReportSetting = {
    merchant: merchant.id,
    by: `ops:${whoDoes(given.by)}`,
    at: given.at === undefined ? now : momentOf(given.at, now),
    now,
    digest: ports.chance.word(),
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
    terminal.progress(`SKUs looked up: ${skus}`),
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
      steps: { new: 'new', again: 'taken in before' },
      lines: movementLines,
      json: movementJson,
      apply: (lines, onDone) => writeReport(context, merchant.id, lines, onDone),
      next: ['What follows from them: ops stock show <SKU>'],
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
    const texts = problems.map(({ field, text: word }) => (field === null ? word : `${nameOf(field)}: ${word}`));
    throw new InputError('Nothing was taken in', texts);
  }
  for (const { text: word } of warnings) terminal.say(`warning: ${reported.sku}: ${word}`);
  await warnBehind(context, merchant, lines);
  const left = dryRun ? [] : await writeReport(context, merchant.id, lines);
  const free = (await readLevels(ports.stock, merchant.id, [reported.sku])).get(reported.sku)?.free ?? null;
  if (json) terminal.printJson({ dryRun, ...movementJson(line), free, left });
  else terminal.print(...oneLines(line, free, dryRun), ...left.map(({ text: word }) => `Not done: ${word}`));
  return left.length === 0 ? exit.ok : exit.failed;
}

function nameOf(field: string): string {
  return field === 'sku' ? '<SKU>' : field === 'quantity' ? '<pieces>' : `--${field}`;
}

function oneLines({ kind, movement }: JudgedLine, free: number | null, dryRun: boolean): string[] {
  const { sku, quantity, at } = movement;
  const what = `${sku}: ${kindNames[movement.kind]} ${movement.kind} ${quantity} at ${jstText(at)}`;
  const level = free === null ? 'it is not counted, so no mall gets a level' : `${free} are free`;
  if (dryRun) return [`${what} would be taken in; now ${level}. Nothing was changed: this was a dry run.`];
  return [`${what}${kind === 'again' ? ', taken in before' : ''}: ${level}`];
}
