import { type EpochMs, jstText, sentence } from '../../core/kernel/index.ts';
import { type Part, presentParts } from '../../core/model/index.ts';
import {
  type RecipeStep,
  recipeProblems,
  recipeRows,
  recipeStep,
  type WantedRecipe,
  writeRecipe,
} from '../../core/stock/index.ts';
import { t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { orRefuse, refuse } from '../arguments/meant.ts';
import { choice, flag, momentOf, optional, text, when, whenHelp } from '../arguments/parameter.ts';
import { cellReader, readMoment, readPieces, readSku, readUnlessEmpty } from '../files/cells.ts';
import { encodings } from '../files/encoding.ts';
import type { LineNote } from '../files/line-note.ts';
import { type NamedRow, readTableFile, type TableShape } from '../files/named-table.ts';
import { type JudgedList, takeList } from '../files/take-list.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, isAgreed, tableOf } from '../terminal/index.ts';
import { merchantOption, skusOfMerchant, stockMerchant } from './merchant-of-stock.ts';
import { nameMoved } from './write-report.ts';

const steps = (): Readonly<Record<RecipeStep, string>> => ({
  new: t`new`,
  change: t`changed`,
  end: t`ended`,
  same: t`so already`,
});

export const stockSetsImport = defineCommand({
  name: 'stock sets import',
  summary: 'Says what set products (セット商品) are made of, from a file',
  help: `One line a part (docs/how-to/stock.md#sets):
  set, part, needed, from; or
  セット商品コード, 構成品コード, 必要数, 適用日時
A set that is in the file is what its lines say, whole; others stay as they are.
A recipe holds for orders placed from its moment on: the line's, else --from, else
now. Orders placed before keep what they drew. A set in a set is refused, and so is
a part that a set names twice.

If anything is wrong with any line, nothing is changed, unless --partial. The same
file again changes nothing.

${whenHelp}`,
  examples: [
    ['stock sets import --file sets.csv --dry-run', 'shows what would change'],
    ['stock sets import --file sets.csv --from "2026-11-01 00:00"', 'orders from November on draw on the parts'],
  ],
  options: {
    file: text('<file>', 'the file of sets: CSV or TSV, UTF-8 or Shift_JIS'),
    merchant: merchantOption,
    from: optional(when('orders placed from here on draw on the parts; now when absent')),
    encoding: optional(choice(encodings, 'of the file; found out when absent')),
    partial: flag('take the good sets, and write the other lines to <file>.rejected.csv'),
    dryRun: flag('tell what would be done, change nothing'),
  },
  async run(context, { file, merchant: id, from, encoding, ...setting }) {
    const { ports } = context;
    const merchant = await orRefuse(t`Nothing was changed`, (problems) => stockMerchant(ports, id, problems));
    const now = ports.clock.now();
    const judged = await judgeSets(context, merchant.id, { file, encoding, from: from ? momentOf(from, now) : now });
    return takeList(context, judged, setting, {
      word: 'set',
      stepOf: ({ step }) => step,
      steps: steps(),
      lines: (sets) => setTable(sets.map(({ wanted, step }) => ({ ...wanted, note: steps()[step] }))),
      json: ({ wanted, step, lines }) => ({ ...setJson(wanted), step, lines }),
      apply: (sets, onDone) => writeSets(context, merchant.id, sets, onDone),
      next: [t`What follows from them: ops stock show <SKU> --merchant ${merchant.id}`],
    });
  },
});

async function judgeSets(
  { ports }: OpsContext,
  merchant: string,
  {
    file,
    encoding,
    from,
  }: { readonly file: string; readonly encoding: 'utf8' | 'shift_jis' | undefined; readonly from: number },
): Promise<JudgedList<SetField, JudgedSet>> {
  const read = await readTableFile(file, encoding, setShape);
  const { sets, problems } = setsOfFile(read.table.rows, from);
  const all = sets.map(({ wanted }) => wanted);
  const rows = await recipeRows(ports.stock, merchant, all);
  const notes: LineNote<SetField>[] = [...problems];
  const items: JudgedSet[] = [];
  for (const one of sets) {
    const wrong = recipeProblems(one.wanted, all, rows, ports.clock.now());
    notes.push(...one.lines.flatMap((line) => wrong.map((text) => ({ line, field: 'set' as const, text }))));
    if (wrong.length === 0) items.push({ ...one, step: recipeStep(one.wanted, rows) });
  }
  return { file: read, items, problems: notes.sort((one, other) => one.line - other.line), warnings: [] };
}

/** One after the other: two sets may share a part, whose row both change. */
async function writeSets(
  context: OpsContext,
  merchant: string,
  sets: readonly JudgedSet[],
  onDone: (done: number) => void,
): Promise<readonly LineNote<SetField>[]> {
  const { ports } = context;
  const moved: string[] = [];
  try {
    for (const [index, { wanted, step }] of sets.entries()) {
      if (step !== 'same') {
        await writeRecipe(ports.stock, merchant, wanted, ports.clock.now());
        moved.push(wanted.set, ...wanted.parts.map(({ sku }) => sku));
      }
      onDone(index + 1);
    }
  } finally {
    await nameMoved(context, merchant, [...new Set(moved)]);
  }
  return [];
}

export type SetField = 'set' | 'part' | 'needed' | 'from';

/** The columns of a file of sets; `docs/how-to/stock.md#sets` has an example. */
const setShape: TableShape<SetField> = {
  names: {
    set: ['set', 'セット商品コード', 'セット商品'],
    part: ['part', '構成品コード', '構成品'],
    needed: ['needed', '必要数', '数量'],
    from: ['from', '適用日時'],
  },
  needed: ['set', 'part', 'needed'],
  hint: 'The columns: docs/how-to/stock.md#sets.',
};

const neededMax = 9_999;

interface SetOfFile {
  readonly lines: readonly number[];
  readonly wanted: WantedRecipe;
}

/** A set with what it would do to what stands. */
export interface JudgedSet extends SetOfFile {
  readonly step: RecipeStep;
}

interface PartLine {
  readonly line: number;
  readonly set: string;
  readonly part: Part;
  readonly from: EpochMs | null;
}

/** The sets of a file, each with all its parts; a set of which a line is bad is left out. `from` holds for lines that give no moment. */
function setsOfFile(
  rows: readonly NamedRow<SetField>[],
  from: EpochMs,
): { readonly sets: readonly SetOfFile[]; readonly problems: readonly LineNote<SetField>[] } {
  const problems: LineNote<SetField>[] = [];
  const lines = rows.flatMap((row) => readPartLine(row, problems));
  const setByLine = new Map(rows.map(({ line, cells }) => [line, cells.set]));
  const badLineOf = new Map(problems.map(({ line }) => [setByLine.get(line), line]));
  const sets = [...Map.groupBy(lines, ({ set }) => set)].flatMap(([set, own]): SetOfFile[] => {
    const moments = [...new Set(own.flatMap(({ from: at }) => (at === null ? [] : [at])))];
    if (moments.length > 1) {
      problems.push(
        ...own.map(({ line }) => ({
          line,
          field: 'from' as const,
          text: sentence`all lines of one set begin at one moment.`,
        })),
      );
      return [];
    }
    const bad = badLineOf.get(set);
    if (bad !== undefined) {
      // Named, so that they go into the file of rejected lines, too: mended there alone, the set would lose these parts.
      const text = sentence`belongs to a set of which line ${bad} is bad: a set is taken whole.`;
      problems.push(...own.map(({ line }) => ({ line, field: 'set' as const, text })));
      return [];
    }
    const wanted = { set, from: moments[0] ?? from, parts: own.map(({ part }) => part) };
    return [{ lines: own.map(({ line }) => line), wanted }];
  });
  return { sets, problems };
}

function readPartLine(row: NamedRow<SetField>, problems: LineNote<SetField>[]): PartLine[] {
  const take = cellReader(row, problems);
  const set = take('set', readSku);
  const sku = take('part', readSku);
  const needed = take('needed', (cell) => readPieces(cell, { from: 1, to: neededMax }));
  const before = problems.length;
  const from = take('from', (cell) => readUnlessEmpty(cell, readMoment));
  if (set === null || sku === null || needed === null || problems.length > before) return [];
  return [{ line: row.line, set, part: { sku, needed }, from }];
}

interface SetRow extends WantedRecipe {
  readonly note: string;
}

/** `tea × 2, cup × 1` */
function partsText({ parts }: Pick<WantedRecipe, 'parts'>): string {
  return parts.length === 0 ? t`no set any more` : parts.map(({ sku, needed }) => `${sku} × ${needed}`).join(t`, `);
}

function setTable(sets: readonly SetRow[]): Block[] {
  if (sets.length === 0) return [];
  const hasNotes = sets.some(({ note }) => note !== '');
  return tableOf(sets, (one) => ({
    set: flexible(one.set),
    'made of': flexible(partsText(one)),
    'ordered from': jstText(one.from),
    ...(hasNotes && { '': one.note }),
  }));
}

function setJson({ set, from, parts }: WantedRecipe): object {
  return { set, from: jstIso(from), parts };
}

export const stockSetsList = defineCommand({
  name: 'stock sets list',
  summary: 'Lists set products (セット商品), and what they are made of',
  help: `Sets that listings sell, and sets of what listings sell. --json has earlier recipes,
too.`,
  examples: [
    ['stock sets list', 'what they are made of now'],
    ['stock sets list --merchant hanamori --json', 'with earlier recipes'],
  ],
  options: { merchant: merchantOption },
  async run({ ports, terminal }, { merchant: id, json }) {
    const merchant = await orRefuse(t`The sets cannot be listed`, (problems) => stockMerchant(ports, id, problems));
    const rows = [...(await skusOfMerchant(ports, merchant)).values()].filter(({ recipes }) => recipes.length > 0);
    const sorted = rows.sort((one, other) => (one.sku < other.sku ? -1 : 1));
    if (json) {
      terminal.printJson({
        merchant: merchant.id,
        sets: sorted.map(({ sku, recipes }) => ({
          set: sku,
          recipes: recipes.map(({ from, parts }) => ({ from: jstIso(from), parts })),
        })),
      });
      return exit.ok;
    }
    const sets = sorted.flatMap((row): SetRow[] => {
      const last = row.recipes.at(-1);
      return presentParts(row) === null || last === undefined ? [] : [{ set: row.sku, ...last, note: '' }];
    });
    if (sets.length === 0) terminal.print(t`There is no set. Bring them in: ops stock sets import`);
    else terminal.print(...setTable(sets));
    return exit.ok;
  },
});

export const stockSetsRemove = defineCommand({
  name: 'stock sets remove',
  summary: 'Ends a set: orders placed from now on draw on nothing else',
  help: `From the given moment the SKU has pieces of its own, and must be counted: until then
no mall gets a level of it. Orders placed before keep what they drew of its parts, and
give it back when they are cancelled.

${whenHelp}`,
  examples: [
    ['stock sets remove gift-box', 'shows what it is made of, and asks'],
    ['stock sets remove gift-box --yes', 'does not ask'],
  ],
  arguments: { set: text('<set>', 'the SKU of the set') },
  options: {
    merchant: merchantOption,
    from: optional(when('orders placed from here on; now when absent')),
    yes: flag('do not ask'),
    dryRun: flag('tell what would be done, change nothing'),
  },
  async run(context, { set, merchant: id, from, yes, dryRun, json }) {
    const { ports, terminal } = context;
    const merchant = await orRefuse(t`Nothing was changed`, (problems) => stockMerchant(ports, id, problems));
    const now = ports.clock.now();
    const wanted = { set, from: from === undefined ? now : momentOf(from, now), parts: [] };
    const rows = await recipeRows(ports.stock, merchant.id, [wanted]);
    const wrong = recipeProblems(wanted, [wanted], rows, now).map((problem) => sentence`${set} ${problem}`);
    if (wrong.length > 0) return refuse(t`Nothing was changed`, wrong);
    const parts = presentParts(rows.get(set) ?? { recipes: [] });
    if (parts === null || recipeStep(wanted, rows) === 'same') {
      if (json) terminal.printJson({ ...setJson(wanted), removed: false });
      else terminal.print(t`${set} is no set; nothing was changed.`);
      return exit.ok;
    }
    const made = partsText({ parts: [...parts].map(([sku, needed]) => ({ sku, needed })) });
    terminal.say(t`${set} is made of ${made}.`);
    const isSure =
      !dryRun &&
      (await isAgreed(terminal, {
        yes,
        question: t`${set} will be no set any more.`,
        nothing: t`Nothing was changed.`,
      }));
    if (isSure) {
      await writeRecipe(ports.stock, merchant.id, wanted, ports.clock.now());
      await nameMoved(context, merchant.id, [set, ...parts.keys()]);
    }
    if (json) terminal.printJson({ ...setJson(wanted), removed: isSure });
    else if (isSure)
      terminal.print(t`${set} is no set any more. Count it: ops stock set ${set} <pieces> --merchant ${merchant.id}`);
    else if (dryRun) terminal.print(t`Nothing was changed: this was a dry run.`);
    return isSure || dryRun ? exit.ok : exit.failed;
  },
});
