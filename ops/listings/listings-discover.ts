import { inChunks } from '../../core/kernel/index.ts';
import { type Shop, unpack } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { counted, t } from '../../language/index.ts';
import { orRefuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { optional, text } from '../arguments/parameter.ts';
import { writeCsvFile } from '../files/csv.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { type Block, cutAt, flexible, onRight, tableOf } from '../terminal/index.ts';
import { listingFields } from './listings-import.ts';
import { listingsOfShop } from './listings-of-shop.ts';
import { type MallReader, openMallReader } from './mall-reader.ts';

const shownMax = 30;

interface Proposed {
  readonly item: string;
  readonly level: number | null;
  readonly sku: string;
  /** `orders`: its orders bear this SKU. `item`: it has no recent orders, so this is only the item's own name. */
  readonly by: 'orders' | 'item';
}

export const listingsDiscover = defineCommand({
  name: 'listings discover',
  summary: 'Lists what a shop sells and is not listed here, as a file to complete',
  help: `Reads everything that the shop has at its mall, and proposes a line for each item
that is not listed: with the SKU that its orders bear, where it has recent orders;
otherwise with the item's own name, to be looked over. What the mall cannot list is
named. It changes nothing.

At Yahoo! items are found by their store categories, and items with 個別商品コード take
a call each, at one a second. Where a mall has no such calls the items come from a
file that its own pages write, docs/how-to/stock.md#the-file-of-listings.`,
  examples: [
    ['listings discover --shop kado-no-mise', 'shows what is not listed'],
    ['listings discover --shop kado-no-mise --output new.csv', 'as a file for ops listings import'],
  ],
  options: {
    shop: shopOption('the shop'),
    output: optional(text('<file>', 'write the proposal there, as a file for ops listings import')),
  },
  async run(context, { shop: shopName, output, json }) {
    const { ports, terminal } = context;
    const shop = await orRefuse(t`Nothing can be discovered`, (problems) => resolveShop(ports, shopName, problems));
    const reader = await openMallReader(context, shop);
    if (reader === null) return exit.refused;
    const there = await everything(context, shop, reader);
    if (there === null) {
      terminal.say(...withoutList(shop));
      return exit.failed;
    }
    const listed = new Set((await listingsOfShop(ports, shop.key)).map(({ item }) => item));
    const unlisted = [...there.levels].filter(([item]) => !listed.has(item));
    const skus = unlisted.length === 0 ? new Map<string, string>() : await skusOfOrders(ports, shop);
    terminal.endProgress();
    const proposed = unlisted.map(([item, level]): Proposed => {
      const sku = skus.get(item);
      return { item, level, sku: sku ?? skuByItem(item), by: sku === undefined ? 'item' : 'orders' };
    });
    if (output !== undefined) await writeProposal(output, shop, proposed);
    if (json) {
      const items = there.levels.size;
      terminal.printJson({
        shop: shop.key,
        items,
        listed: items - proposed.length,
        unlisted: proposed,
        notes: there.notes,
      });
      return exit.ok;
    }
    terminal.print(
      t`${shop.key} has ${counted(there.levels.size, 'item')}; ${proposed.length} not listed here`,
      ...cutAt(shownMax, proposed, proposalTable, t`--output writes all`),
    );
    terminal.say(...there.notes);
    if (output !== undefined)
      terminal.say(t`Written to ${output}. Look the SKUs over, then: ops listings import --file ${output}`);
    return exit.ok;
  },
});

/** Every item with its level, and what the mall says it cannot list; null where it cannot list at all. An item that moves may come twice. */
async function everything(
  { terminal }: OpsContext,
  shop: Shop,
  reader: MallReader,
): Promise<{ readonly levels: ReadonlyMap<string, number | null>; readonly notes: readonly string[] } | null> {
  const levels = new Map<string, number | null>();
  const notes: string[] = [];
  let after: string | null = null;
  do {
    const page = await reader.page(after);
    if (page === null) return null;
    for (const { item, level } of page.items) levels.set(item, level);
    if (page.unlisted !== undefined) notes.push(page.unlisted);
    terminal.progress(t`${shop.key}: items found: ${levels.size}`);
    after = page.after;
  } while (after !== null);
  return { levels, notes };
}

/** 楽天 names an item without variants twice. */
function skuByItem(item: string): string {
  const [first, second] = item.split('/');
  return first === second && first !== undefined ? first : item;
}

function withoutList({ key, code }: Shop): string[] {
  return [
    t`The mall of ${key} has no call that lists what a shop sells.`,
    t`Take its list of items from the mall’s own pages,`,
    t`make a file with the columns shop (${code}), item and sku of it, and bring it in: ops listings import --file <file>`,
    t`How the file looks: docs/how-to/stock.md#the-file-of-listings`,
  ];
}

function proposalTable(proposed: readonly Proposed[]): Block[] {
  return tableOf(proposed, ({ item, level, sku, by }) => ({
    item: flexible(item),
    shows: onRight(level ?? '無限大'),
    'SKU proposed': flexible(sku),
    'found by': by === 'orders' ? t`its orders` : t`its name: look it over`,
  }));
}

async function writeProposal(path: string, { key }: Shop, proposed: readonly Proposed[]): Promise<void> {
  await writeCsvFile(path, [listingFields, ...proposed.map(({ item, sku }) => [key, item, sku, 'yes', '0', '', ''])]);
}

/** The latest open orders that are looked into: enough to see what is sold often. */
const ordersMax = 2_000;
const rowsAtOnce = 100;

/** Which SKU the shop's open orders bear for each item: a listing has to name that one, or what is sold is not deducted. */
async function skusOfOrders(
  { orders, malls }: Pick<Ports, 'orders' | 'malls'>,
  shop: Shop,
): Promise<ReadonlyMap<string, string>> {
  const traits = malls.traits(shop.mall);
  const open = (await orders.openOrders(shop.key)).sort((one, other) => other.orderedAt - one.orderedAt);
  const skus = new Map<string, string>();
  for (const some of inChunks(open.slice(0, ordersMax), rowsAtOnce)) {
    const numbers = some.map(({ orderNumber }) => orderNumber);
    const rows = await orders.rows(shop.key, numbers);
    for (const { orderNumber } of some) {
      const row = rows.get(orderNumber);
      if (row?.kind !== 'stored' || row.original.length === 0) continue;
      for (const { item, sku } of traits.readOriginal(unpack(row.original)).lines) {
        if (item !== undefined && !skus.has(item)) skus.set(item, sku);
      }
    }
  }
  return skus;
}
