import { type EpochMs, eachLimited, jstText, type Sentence, sentence } from '../kernel/index.ts';
import { type Part, presentParts, type Recipe, type SkuRow } from '../model/index.ts';
import type { StockLedger } from '../ports/index.ts';

/** Recipe; without parts the SKU is no set. */
export interface WantedRecipe {
  readonly set: string;
  readonly from: EpochMs;
  readonly parts: readonly Part[];
}

export type RecipeStep = 'new' | 'change' | 'end' | 'same';

/** Sets, parts, and all that contains either. Two reads. */
export async function recipeRows(
  ledger: Pick<StockLedger, 'skuRows'>,
  merchant: string,
  wanted: readonly WantedRecipe[],
): Promise<ReadonlyMap<string, SkuRow>> {
  const named = [...new Set(wanted.flatMap(({ set, parts }) => [set, ...parts.map(({ sku }) => sku)]))];
  const rows = named.length === 0 ? [] : await ledger.skuRows(merchant, named);
  const above = [...new Set(rows.flatMap(({ inSets }) => inSets))].filter((sku) => !named.includes(sku));
  const more = above.length === 0 ? [] : await ledger.skuRows(merchant, above);
  return new Map([...rows, ...more].map((row) => [row.sku, row]));
}

export function recipeStep({ set, from, parts }: WantedRecipe, rows: ReadonlyMap<string, SkuRow>): RecipeStep {
  const recipes = rows.get(set)?.recipes ?? [];
  const inForce = recipes.findLast((recipe) => recipe.from <= from);
  if (sameParts(inForce?.parts ?? [], parts)) return 'same';
  if (parts.length === 0) return 'end';
  return presentParts({ recipes }) === null ? 'new' : 'change';
}

/** `all` are wanted together. */
export function recipeProblems(
  wanted: WantedRecipe,
  all: readonly WantedRecipe[],
  rows: ReadonlyMap<string, SkuRow>,
  now: EpochMs,
): Sentence[] {
  const { set, from, parts } = wanted;
  const isSet = (sku: string): boolean => {
    const among = all.find((one) => one.set === sku);
    return among === undefined ? presentParts(rows.get(sku) ?? { recipes: [] }) !== null : among.parts.length > 0;
  };
  const twice = parts.filter(({ sku }, index) => parts.findIndex((one) => one.sku === sku) < index);
  const nested = parts.filter(({ sku }) => sku !== set && isSet(sku));
  const above = containing(set, all, rows).filter((sku) => sku !== set);
  const latest = rows.get(set)?.recipes.at(-1);
  return [
    ...parts.filter(({ sku }) => sku === set).map(() => sentence`is a part of itself. Name what it is made of.`),
    ...twice.map(({ sku }) => sentence`names ${sku} twice. Give one line with what one set needs of it.`),
    ...nested.map(({ sku }) => sentence`has the part ${sku}, which is a set itself. Name the parts of ${sku} instead.`),
    ...(parts.length > 0 && above.length > 0
      ? [sentence`is a part of ${above.join(', ')}, so it cannot be a set itself. Name its parts there instead.`]
      : []),
    ...tooLarge(wanted, all, rows),
    ...(from > now
      ? [sentence`is to change at ${jstText(from)}, which is still to come. Write it down when it begins.`]
      : []),
    ...(latest !== undefined && from < latest.from && recipeStep(wanted, rows) !== 'same'
      ? [
          sentence`has had another recipe since ${jstText(latest.from)}, which is later. Give that moment or a later one.`,
        ]
      : []),
  ];
}

/** Thirds of a row's 400 KB for the names of sets and for recipes. */
const namesBytesMax = 120 * 1024;

function tooLarge(wanted: WantedRecipe, all: readonly WantedRecipe[], rows: ReadonlyMap<string, SkuRow>): Sentence[] {
  const recipes = Buffer.byteLength(JSON.stringify(recipesWith(rows.get(wanted.set)?.recipes ?? [], wanted)));
  const many = wanted.parts.filter(({ sku }) => {
    const own = all.filter(({ parts }) => parts.some((part) => part.sku === sku)).map(({ set }) => set);
    const sets = new Set([...(rows.get(sku)?.inSets ?? []), ...own]);
    return Buffer.byteLength([...sets].join('')) > namesBytesMax;
  });
  return [
    ...(recipes > namesBytesMax
      ? [
          sentence`would take ${recipes} bytes with all it consisted of before, of up to ${namesBytesMax}. Name fewer parts, or use another SKU.`,
        ]
      : []),
    ...many.map(
      ({ sku }) => sentence`has the part ${sku}, which is in more sets than a row can name. Use fewer sets of it.`,
    ),
  ];
}

function containing(sku: string, all: readonly WantedRecipe[], rows: ReadonlyMap<string, SkuRow>): string[] {
  const wanted = new Map(all.map((one) => [one.set, one]));
  const stand = (rows.get(sku)?.inSets ?? []).filter(
    (set) => !wanted.has(set) && presentParts(rows.get(set) ?? { recipes: [] })?.has(sku),
  );
  return [...stand, ...all.filter(({ parts }) => parts.some((part) => part.sku === sku)).map(({ set }) => set)];
}

const writesAtOnce = 16;

/** Writes the parts' rows first: until the last write, orders of the set draw nothing more. Safe to repeat. */
export async function writeRecipe(
  ledger: Pick<StockLedger, 'skuRows' | 'changeSku'>,
  merchant: string,
  { set, from, parts }: WantedRecipe,
  now: EpochMs,
): Promise<void> {
  await eachLimited(parts, writesAtOnce, async ({ sku }) => {
    await ledger.changeSku(merchant, sku, { inSets: [set] }, now);
  });
  const [row] = await ledger.skuRows(merchant, [set]);
  await ledger.changeSku(merchant, set, { recipes: recipesWith(row?.recipes ?? [], { from, parts }) }, now);
}

/** Adds a recipe; of two for one moment the last counts. The other stays, since levels were computed by it. */
function recipesWith(recipes: readonly Recipe[], { from, parts }: Recipe): Recipe[] {
  const isKept = (one: Recipe): boolean => one.from < from || (one.from === from && !sameParts(one.parts, parts));
  return [...recipes.filter(isKept), { from, parts }];
}

function sameParts(one: readonly Part[], other: readonly Part[]): boolean {
  const words = (parts: readonly Part[]): string[] => parts.map(({ sku, needed }) => JSON.stringify([sku, needed]));
  return words(one).sort().join() === words(other).sort().join();
}
