import { type RecipeStep, recipeProblems, recipeRows, recipeStep, writeRecipe } from '../../core/stock/index.ts';
import { t } from '../../language/language.ts';
import { orRefuse } from '../arguments/meant.ts';
import { choice, flag, momentOf, optional, text, when, whenHelp } from '../arguments/parameter.ts';
import { encodings } from '../files/encoding.ts';
import type { LineNote } from '../files/line-note.ts';
import { readTableFile } from '../files/named-table.ts';
import { type JudgedList, takeList } from '../files/take-list.ts';
import { defineCommand, type OpsContext } from '../frame/command.ts';
import { merchantOption, stockMerchant } from './merchant-of-stock.ts';
import { type JudgedSet, type SetField, setJson, setShape, setsOfFile, setTable } from './stock-sets.ts';
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
