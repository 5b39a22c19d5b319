import { InputError } from '../../../core/kernel/index.ts';
import { t } from '../../../language/index.ts';
import { bytesOfFile } from '../../files/read-file.ts';
import { labelCells } from './cells.ts';
import { type DayForm, dayForms, type Label, type LabelFormat, type Sender } from './formats.ts';

/** What a merchant has written down for its labels: a small file of JSON. */
export interface LabelSettings {
  readonly sender: Sender;
  readonly contents: string;
  readonly columns: ReadonlyMap<string, string>;
  /** Columns of labels by which money is collected; null where nothing was said of them. */
  readonly collecting: ReadonlyMap<string, string> | null;
  /** A further column for the whole order number. */
  readonly orderNumberIn: string | null;
  readonly hasHeadings: boolean;
  readonly days: DayForm;
}

const senderFields = ['name', 'zip', 'address', 'building', 'phone'] as const;
const fields = ['sender', 'contents', 'columns', 'cashOnDelivery', 'orderNumberIn', 'headings', 'days'];

/** Reads a file of settings: its text, and what it says. Throws an `InputError` with all that is wrong with it. */
export async function readLabelSettings(
  path: string,
  format: LabelFormat,
  option = '--settings',
): Promise<{ readonly text: string; readonly settings: LabelSettings }> {
  const bytes = await bytesOfFile(option, path);
  let given: unknown = null;
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's message quotes the file.
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InputError(t`The settings of labels cannot be read`, [
      t`${option}: ${path} is no object of JSON in UTF-8.`,
    ]);
  const problems: string[] = [];
  const settings = labelSettingsOf({ ...given }, format, problems);
  if (problems.length > 0) throw new InputError(t`The settings of labels cannot be used (${path})`, problems);
  return { text: JSON.stringify(given), settings };
}

/** Holds settings against a format. Notes every problem; where one is noted, what is returned is not to be used. */
export function labelSettingsOf(
  given: Readonly<Record<string, unknown>>,
  format: LabelFormat,
  problems: string[],
): LabelSettings {
  const unknown = Object.keys(given).filter((name) => !fields.includes(name));
  problems.push(...unknown.map((name) => t`${name}: is not known. Known: ${fields.join(', ')}.`));
  const sender = senderOf(given.sender, problems);
  const contents = textOf(given, 'contents', problems, 'needed');
  const columns = columnsOf(given, 'columns', format, problems);
  const collecting = given.cashOnDelivery === undefined ? null : columnsOf(given, 'cashOnDelivery', format, problems);
  for (const column of format.needed) {
    if ((columns.get(column) ?? '') !== '') continue;
    problems.push(t`columns: ${column} is missing: ${format.program} needs it, and only your contract has it.`);
  }
  const orderNumberIn = textOf(given, 'orderNumberIn', problems) || null;
  if (orderNumberIn !== null && !format.columns.includes(orderNumberIn))
    problems.push(unknownColumns('orderNumberIn', [orderNumberIn], format));
  const days = dayForms.find((form) => form === (given.days ?? format.days));
  if (days === undefined) problems.push(t`days: got ${JSON.stringify(given.days)}, expected ${dayForms.join(', ')}.`);
  const headings = given.headings ?? format.hasHeadings;
  if (typeof headings !== 'boolean')
    problems.push(t`headings: got ${JSON.stringify(headings)}, expected true or false.`);
  problems.push(...(problems.length > 0 ? [] : senderProblems(format, sender, contents)));
  return {
    sender,
    contents,
    columns,
    collecting,
    orderNumberIn,
    hasHeadings: headings === true,
    days: days as DayForm,
  };
}

function textOf(
  given: Readonly<Record<string, unknown>>,
  name: string,
  problems: string[],
  need?: 'needed',
  where = name,
): string {
  const value = given[name] ?? '';
  if (typeof value !== 'string') problems.push(t`${where}: expected a text.`);
  else if (need === 'needed' && value.trim() === '') problems.push(t`${where}: is missing.`);
  return typeof value === 'string' ? value.trim() : '';
}

function senderOf(value: unknown, problems: string[]): Sender {
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const unknown = Object.keys(given).filter((name) => !senderFields.some((field) => field === name));
  problems.push(...unknown.map((name) => t`sender.${name}: is not known. Known: ${senderFields.join(', ')}.`));
  const field = (name: (typeof senderFields)[number]): string =>
    textOf(given, name, problems, name === 'building' ? undefined : 'needed', `sender.${name}`);
  return {
    name: field('name'),
    zip: field('zip'),
    address: field('address'),
    building: field('building'),
    phone: field('phone'),
  };
}

function columnsOf(
  given: Readonly<Record<string, unknown>>,
  name: string,
  format: LabelFormat,
  problems: string[],
): ReadonlyMap<string, string> {
  const value = given[name] ?? {};
  if (typeof value !== 'object' || value === null) {
    problems.push(t`${name}: expected columns with their texts.`);
    return new Map();
  }
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const unknown = entries.flatMap(([column]) => (format.columns.includes(column) ? [] : [column]));
  if (unknown.length > 0) problems.push(unknownColumns(name, unknown, format));
  for (const [column, text] of entries) {
    if (typeof text !== 'string') problems.push(t`${name}.${column}: expected a text.`);
  }
  return new Map(entries.map(([column, text]) => [column, String(text)]));
}

const unknownColumns = (where: string, unknown: readonly string[], { program, columns }: LabelFormat): string =>
  t`${where}: ${program} has no column ${unknown.join(', ')}. It has ${columns.join(', ')}.`;

/** What of the sender does not fit; of a label of which nothing else can be wrong. */
function senderProblems(format: LabelFormat, from: Sender, contents: string): string[] {
  const cells = labelCells(format.measure);
  const to = {
    id: null,
    name: '名',
    zip: '100-0001',
    prefecture: '県',
    city: '市',
    street: '1',
    building: '',
    phone: '1',
  };
  const label: Label = {
    ...{ number: '1', to, from, contents, shipsOn: '', deliveryDay: null },
    ...{ deliveryTime: { kind: 'none' } as const, collected: null },
  };
  format.fill(cells, label, { time: '', day: () => '' });
  return cells.problems.map((problem) => t`sender or contents: ${problem}`);
}
