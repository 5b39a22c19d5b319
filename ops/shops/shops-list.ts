import { jstText, mapLimited } from '../../core/kernel/index.ts';
import { pausesOf, type RemovedShop, type Shop } from '../../core/model/index.ts';
import type { Malls } from '../../core/ports/index.ts';
import { t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { isoOf } from '../../views/plain.ts';
import { type ShopSeen, shopColumns, shopFacts, shopState } from '../../views/shop/index.ts';
import { flag } from '../arguments/parameter.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, paragraph, tableLines, tableOf } from '../terminal/index.ts';

export const shopsList = defineCommand({
  name: 'shops list',
  summary: 'Lists the shops',
  help: `lag is how far the cursor lies back. Every order placed before the cursor is
stored, or listed by ops orders problems. The cursor of an idle shop is written
every few minutes only. key is the version of the shop's key and for how many
days it works, where the mall has told it. "lost" names a span the mall no longer
shows. Shard and cursor are shown from 120 columns on, the first day from 140.`,
  examples: [
    ['shops list', 'as a table'],
    ['shops list --removed', 'the shops that were removed, and up to where they were imported'],
    ['shops list --json', 'as one line of JSON'],
  ],
  options: { removed: flag('the shops that were removed') },
  async run(context, { removed, json }) {
    if (removed) return listRemoved(context, json);
    const { ports, importSettings, terminal } = context;
    const [shops, standing] = await Promise.all([ports.shops.all(), ports.pauses.standing()]);
    const now = ports.clock.now();
    const pauses = pausesOf(standing, now);
    const lines: ShopSeen[] = shops
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map((shop) => ({ shop, state: shopState(shop, pauses, importSettings, now) }));
    if (json) terminal.printJson({ shops: lines.map(shopFacts) });
    else if (lines.length === 0) terminal.print(t`There is no shop yet. Add one: ops shops add --help`);
    else {
      const rows = tableLines(shopColumns(now), lines);
      terminal.print(...rows, ...importNotes(shops), ...(await quotaNotes(ports.malls, shops)));
    }
    return exit.ok;
  },
});

function importNotes(shops: readonly Shop[]): Block[] {
  const notes = [...new Set(shops.map(({ mall }) => mall))].map((mall) => mallDesks.of(mall).importNote);
  return notes.flatMap((note) => (note === undefined ? [] : [paragraph(translated(note))]));
}

/** The shops whose orders cannot be listed now, because their mall's quota is used up. */
async function quotaNotes(malls: Malls, shops: readonly Shop[]): Promise<Block[]> {
  const waits = await mapLimited(shops, 10, async (shop) => ({ shop, from: (await malls.listsFrom?.(shop)) ?? null }));
  return waits.flatMap(({ shop, from }) => {
    if (from === null) return [];
    return [paragraph(t`The quota of ${shop.key} is used up: its orders are listed again from ${jstText(from)} on.`)];
  });
}

async function listRemoved({ ports, terminal }: OpsContext, json: boolean): Promise<ExitCode> {
  const [all, shops] = await Promise.all([ports.removedShops.list(), ports.shops.all()]);
  const there = new Set(shops.map(({ key }) => key));
  // What stays of a removal stays for good; a shop that was added again is no removed shop.
  const removed = all.filter(({ key }) => !there.has(key)).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (json) terminal.printJson({ removed: removed.map(removedJson) });
  else if (removed.length === 0) terminal.print(t`No shop was removed.`);
  else terminal.print(...removedTable(removed));
  return exit.ok;
}

function removedTable(removed: readonly RemovedShop[]): Block[] {
  return tableOf(removed, ({ key, name, merchant, cursor, removedAt, by }, width) => ({
    shop: key,
    name: flexible(name),
    ...((width === null || width >= 100) && { merchant }),
    'imported until': jstText(cursor),
    removed: jstText(removedAt).slice(0, 10),
    by,
  }));
}

function removedJson(shop: RemovedShop): object {
  const { key, name, merchant, by } = shop;
  return { shop: key, name, merchant, ...isoOf(shop, 'importFrom', 'cursor', 'removedAt'), by };
}
