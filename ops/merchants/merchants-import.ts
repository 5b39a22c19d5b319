import { basename } from 'node:path';
import { type EpochMs, InputError } from '../../core/kernel/index.ts';
import {
  type Applied,
  applyOnboarding,
  type LineProblem,
  type MerchantColumn,
  merchantColumns,
} from '../../core/tenants/index.ts';
import { counted, inARow, t, translated } from '../../language/index.ts';
import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { type CsvRow, type CsvShape, readCsv, writeCsvFile } from '../files/csv.ts';
import { decodeText } from '../files/decode.ts';
import { type Encoding, encodings } from '../files/encoding.ts';
import { rejectedPathOf } from '../files/line-note.ts';
import { encodingName } from '../files/named-table.ts';
import { bytesOfFile, openToOthers } from '../files/read-file.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { paragraph, type Terminal } from '../terminal/index.ts';
import { type Examination, examine } from './examine.ts';
import { type KeyList, keyShape, readKeyLines } from './key-lines.ts';
import { merchantShape } from './merchant-lines.ts';
import { additionsOf, examinationJson, examinationLines, refusedLines } from './report.ts';

export interface MerchantList {
  readonly rows: readonly CsvRow<MerchantColumn>[];
  readonly encoding: Encoding;
}

/** Reads the list of merchants. Throws an `InputError` where the file is no such list; its lines are not judged yet. */
export async function readMerchantList(path: string, encoding: Encoding | undefined): Promise<MerchantList> {
  const decoded = await decodeText(await bytesOfFile('--file', path), encoding);
  if (decoded.kind === 'unreadable') throw new InputError(t`The list cannot be read`, [`${path} ${decoded.problem}`]);
  const rows = await rowsOf(decoded.text, path, merchantShape);
  if (rows.length === 0)
    throw new InputError(t`${path} is not such a list`, [t`There are headings and no line below them.`]);
  return { rows, encoding: decoded.encoding };
}

/** Reads the list of keys from a file, or from stdin for `-`. Throws an `InputError` where it is no such list. */
async function readKeyList(terminal: Terminal, path: string, now: EpochMs): Promise<KeyList> {
  const name = path === '-' ? 'stdin' : basename(path);
  return readKeyLines(await rowsOf(await keyText(terminal, path), name, keyShape), name, now);
}

async function keyText(terminal: Terminal, path: string): Promise<string> {
  if (path === '-') return terminal.input();
  const warning = await warningOf(path);
  if (warning !== null) terminal.say(t`warning: ${warning}`);
  const decoded = await decodeText(await bytesOfFile('--keys', path), undefined);
  if (decoded.kind === 'text') return decoded.text;
  throw new InputError(t`The list of keys cannot be read`, [`${path} ${decoded.problem}`]);
}

async function warningOf(path: string): Promise<string | null> {
  try {
    return await openToOthers(path);
  } catch {
    // Reading the file reports why it cannot be inspected.
    return null;
  }
}

async function rowsOf<Column extends string>(
  text: string,
  name: string,
  shape: CsvShape<Column>,
): Promise<readonly CsvRow<Column>[]> {
  const table = await readCsv(text, shape);
  if (table.kind === 'table') return table.rows;
  throw new InputError(t`${name} is not such a list`, table.problems);
}

/** Writes the lines that were not applied, each with what is wrong: mended, it is a list to import again. */
export async function writeRejected(
  path: string,
  rows: readonly CsvRow<MerchantColumn>[],
  problems: readonly LineProblem[],
): Promise<void> {
  const byLine = Map.groupBy(problems, ({ line }) => line);
  const lines = rows.map(({ line, cells, beyond }) => [
    ...merchantColumns.map((column) => cells[column]),
    (byLine.get(line) ?? []).map(reasonText).join(' '),
    ...beyond,
  ]);
  // It holds contacts, as the list it comes from does.
  await writeCsvFile(path, [[...merchantColumns, 'reason'], ...lines], { guarded: false });
}

/** A problem as one sentence, `contacts: got …`. */
function reasonText({ column, text }: Pick<LineProblem, 'column' | 'text'>): string {
  return column === null ? translated(text) : `${column}: ${translated(text)}`;
}

export const merchantsImport = defineCommand({
  name: 'merchants import',
  summary: 'Adds many merchants and their shops from a CSV file',
  help: `One line a shop, with these columns in any order (docs/how-to/onboarding.md):
merchant, merchant_name, contacts, features, mall, shop_code, shop_name,
import_from; and, which may be left out, rate, and digest, the time of the morning
digest: 07:30, on or none. UTF-8 or Shift_JIS, as Excel saves it. The keys stand in a list of their own: mall, shop_code,
service_secret, license_key. They are never arguments.

Every key is tried at the mall first. If any line is wrong, all problems are
reported, and nothing is applied; with --partial the good lines are, and the
others are written to <file>.rejected.csv with the reasons, ready to be
corrected and imported.

It may be ended at any moment and run again: what is there is left as it is,
and what is missing is added.`,
  examples: [
    ['merchants import --file merchants.csv --keys keys.csv --dry-run', 'tells what would be done; asks the mall'],
    ['merchants import --file merchants.csv --keys keys.csv', 'does it, if every line is good'],
    ['merchants import --file merchants.csv --keys - --partial', 'the good lines; keys from stdin'],
  ],
  options: {
    file: text('<file>', 'the list of merchants'),
    keys: optional(text('<file>', 'the list of keys, - for stdin; asked for on the terminal when absent')),
    encoding: optional(choice(encodings, 'of the list of merchants; found out when absent')),
    dryRun: flag('tell what would be done, change nothing'),
    partial: flag('apply the good lines, and write the others to <file>.rejected.csv'),
    unchecked: flag('do not try the keys at the mall'),
  },
  async run(context, { file, keys, encoding, dryRun, partial, unchecked, json }) {
    const { terminal } = context;
    const list = await readMerchantList(file, encoding);
    const keyList = keys === undefined ? null : await readKeyList(terminal, keys, context.ports.clock.now());
    terminal.say(`${basename(file)} (${encodingName[list.encoding]}): ${counted(list.rows.length, 'line')}`);
    const examination = await examine(context, list.rows, keyList, { check: !unchecked, partial });
    const isSound = examination.problems.length === 0 && examination.keyProblems.length === 0;
    const applies = !dryRun && (isSound || partial);
    if (!json) terminal.print(...examinationLines(examination));

    const path = applies && !isSound ? await rejectedPathOf(file) : null;
    const applied = applies ? await applyWithProgress(context, examination) : null;
    const rejected = path === null ? null : await reject(path, list, examination);
    if (json) terminal.printJson(examinationJson(examination, list.rows, { applied, rejected }));
    else {
      const closing = closingLines(examination, { applied, rejected, dryRun, unchecked });
      terminal.print('', ...closing.map((line) => paragraph(line)));
    }
    return codeOf(isSound, applied);
  },
});

function codeOf(isSound: boolean, applied: Applied | null): ExitCode {
  return isSound && (applied?.overtaken.length ?? 0) === 0 ? exit.ok : exit.failed;
}

async function applyWithProgress({ ports, terminal }: OpsContext, { plans }: Examination): Promise<Applied> {
  const total = additionsOf(plans).length;
  let latest: Applied | null = null;
  try {
    return await applyOnboarding(ports, plans, (applied) => {
      latest = applied;
      if (total > 0) terminal.progress(t`shops added: ${applied.shopsAdded} of ${total}`);
    });
  } catch (error) {
    const done: Applied | null = latest;
    terminal.say(
      t`The import ended early. What was applied stands: ${done === null ? t`nothing` : appliedText(done)}.`,
      t`Run the same command again: it adds what is missing and leaves the rest as it is.`,
    );
    throw error;
  } finally {
    terminal.endProgress();
  }
}

async function reject(path: string, { rows }: MerchantList, { problems }: Examination): Promise<string | null> {
  const refused = refusedLines(problems);
  if (refused.size === 0) return null;
  const bad = rows.filter(({ line }) => refused.has(line));
  await writeRejected(path, bad, problems);
  return path;
}

interface Outcome {
  readonly applied: Applied | null;
  readonly rejected: string | null;
  readonly dryRun: boolean;
  readonly unchecked: boolean;
}

function closingLines({ problems, keyProblems }: Examination, outcome: Outcome): string[] {
  const { applied, rejected, dryRun, unchecked } = outcome;
  const isSound = problems.length === 0 && keyProblems.length === 0;
  const keys = unchecked
    ? [t`No key was tried at the mall: the import tries each within a minute and says which is refused.`]
    : [];
  if (applied === null) {
    const next = isSound
      ? t`Without --dry-run it is done.`
      : t`Mend what is wrong and run this again, or apply the good lines with --partial.`;
    return [inARow(dryRun ? t`Nothing was applied: this was a dry run.` : t`Nothing was applied.`, next)];
  }
  const nothing = applied.merchantsAdded + applied.merchantsUpdated + applied.shopsAdded === 0;
  return [
    nothing ? t`There was nothing to apply.` : t`Applied: ${appliedText(applied)}.`,
    ...(applied.overtaken.length === 0
      ? []
      : [
          t`The shops of lines ${applied.overtaken.join(', ')} were added concurrently. Run this again to compare them.`,
        ]),
    ...(rejected === null ? [] : [t`Not applied: ${rejected}. Mend its lines and import it like this one.`]),
    ...keys,
    ...(applied.shopsAdded === 0 ? [] : [t`The next run of the schedule begins with them. How they stand: ops status`]),
  ];
}

function appliedText({ merchantsAdded, merchantsUpdated, shopsAdded }: Applied): string {
  return t`${counted(merchantsAdded, 'merchant')} added, ${merchantsUpdated} updated, ${counted(shopsAdded, 'shop')} added`;
}
