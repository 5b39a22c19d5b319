import { quantityMax } from '../../core/model/index.ts';
import { counted, t } from '../../language/index.ts';
import { adviceLines } from '../../views/listing/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import {
  gapText,
  isTelling,
  lineColumns,
  type PartFacts,
  partColumns,
  type SkuFacts,
  skuFacts,
  skuListingColumns,
  summandColumns,
  summands,
} from '../../views/sku/index.ts';
import { timeText } from '../../views/words.ts';
import { orRefuse } from '../arguments/meant.ts';
import { flag, text, wholeNumber } from '../arguments/parameter.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { type Block, tableLines } from '../terminal/index.ts';
import { merchantOption, stockMerchant } from './merchant-of-stock.ts';
import { nameMoved } from './write-report.ts';

export const stockShow = defineCommand({
  name: 'stock show',
  summary: 'Shows a SKU: how many are free and why, and what its listings show',
  help: `What was counted, received, sold and reserved (by orders that are not confirmed yet,
or that their buyers can still take back); the history line by line; and of each
listing what it shows, by which rule, which level the mall got last, and why it
waits. Of a set: its parts, and which of them decides. No personal data.`,
  examples: [
    ['stock show sencha-100', 'why is it 3?'],
    ['stock show gift-box --merchant hanamori', 'a set, with its parts'],
    ['stock show sencha-100 --json', 'everything, as one line of JSON'],
  ],
  arguments: { sku: text('<SKU>', 'the SKU') },
  options: {
    merchant: merchantOption,
    all: flag('every line of the history, those without effect, too'),
  },
  async run({ ports, terminal }, { sku, merchant: id, all, json }) {
    const merchant = await orRefuse(t`Nothing can be shown`, (problems) => stockMerchant(ports, id, problems));
    const { facts, isKnown } = await skuFacts(ports, merchant.id, sku, await pausesNow(ports, merchant.shops));
    if (json) terminal.printJson(facts);
    else terminal.print(...skuLines(facts, all));
    if (!isKnown) terminal.say(t`Nothing is known of ${sku} at ${merchant.id}. Is it mistyped? ops listings list`);
    return isKnown ? exit.ok : exit.failed;
  },
});

/** Lines of a history that are shown; --all shows every one. */
const shownMax = 25;

function skuLines(facts: SkuFacts, all: boolean): Block[] {
  const { sku, merchant, free, buffer, oversoldSince, inSets, parts, listings } = facts;
  const many = free === null ? t`not counted` : t`${free} free`;
  const since = oversoldSince === null ? '' : t`, oversold since ${timeText(oversoldSince)}: ops stock oversold`;
  return [
    t`${sku}, merchant ${merchant}: ${many}${since}`,
    ...(buffer === 0 ? [] : [t`${counted(buffer, 'piece')} of it kept back from every mall (確保在庫)`]),
    ...(inSets.length === 0 ? [] : [t`Part of: ${inSets.join(', ')}`]),
    ...(parts === null ? ownLines(facts, all) : ['', ...tableLines(partColumns(facts), parts), setText(facts, parts)]),
    '',
    ...(listings.length === 0
      ? [t`No listing sells it: ops listings import`]
      : [...tableLines(skuListingColumns(), listings), ...adviceLines(listings)]),
  ];
}

function ownLines(facts: SkuFacts, all: boolean): Block[] {
  const { counted: count, history = [] } = facts;
  if (!count) return [t`No mall gets a level of it. Count it: ops stock set, or ops stock count --from-mall <shop>`];
  const telling = all ? history : history.filter(isTelling);
  const shown = all ? telling : telling.filter((_, index) => index === 0 || index >= telling.length - shownMax);
  const left = history.length - shown.length;
  const columns = lineColumns(shown[0], left > 0 ? gapText(left) : '');
  return ['', ...tableLines(summandColumns(), summands(facts)), '', ...tableLines(columns, shown)];
}

function setText({ merchant, free }: SkuFacts, parts: readonly PartFacts[]): string {
  const named = (those: readonly PartFacts[]): string => those.map(({ sku }) => sku).join(', ');
  if (free === null) {
    const uncounted = named(parts.filter((part) => part.free === null));
    return t`Not counted: ${uncounted}. No mall gets a level until it is: ops stock set`;
  }
  const least = parts.filter(({ sets }) => sets !== null && Math.max(0, sets) === free);
  return t`So many can be made of what is free of ${named(least)}. Why: ops stock show ${least[0]?.sku ?? '<part>'} --merchant ${merchant}`;
}

export const stockSku = defineCommand({
  name: 'stock sku',
  summary: 'Keeps pieces of a SKU back from every mall (確保在庫)',
  help: `The buffer of the SKU counts for all its listings, and for the sets that contain
it. What one listing alone keeps back (安全在庫) stands in the file of listings.`,
  examples: [
    ['stock sku sencha-100 --buffer 2', 'two are kept back for the counter'],
    ['stock sku sencha-100 --buffer 0', 'nothing is kept back any more'],
  ],
  arguments: { sku: text('<SKU>', 'the SKU') },
  options: {
    merchant: merchantOption,
    buffer: wholeNumber('<pieces>', 'how many are kept back', { from: 0, to: quantityMax }),
    dryRun: flag('tell what would be done, change nothing'),
  },
  async run(context, { sku, merchant: id, buffer, dryRun, json }) {
    const { ports, terminal } = context;
    const merchant = await orRefuse(t`Nothing was changed`, (problems) => stockMerchant(ports, id, problems));
    const [row] = await ports.stock.skuRows(merchant.id, [sku]);
    const before = row?.buffer ?? 0;
    const changes = before !== buffer && !dryRun;
    if (changes) {
      await ports.stock.changeSku(merchant.id, sku, { buffer }, ports.clock.now());
      await nameMoved(context, merchant.id, [sku]);
    }
    if (json) terminal.printJson({ sku, buffer, before, dryRun, changed: changes });
    else if (before === buffer) terminal.print(t`${sku} keeps ${buffer} back already; nothing was changed.`);
    else if (dryRun) terminal.print(t`${sku}: would keep ${buffer} back, ${before} before`);
    else terminal.print(t`${sku}: keeps ${buffer} back, ${before} before`);
  },
});
