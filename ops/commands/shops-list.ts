import type { Shop } from '../../core/merchants/shop.ts';
import { jstText } from '../../core/units.ts';
import { flag } from '../arguments/parameter.ts';
import { defineCommand } from '../command.ts';
import { exit } from '../exit.ts';
import { type ShopState, shopState } from '../shop-state.ts';
import { tableLines } from '../terminal/table.ts';
import { lagText, stateJson, stateText } from '../words/shop-state.ts';
import { jstIso } from '../words/time.ts';

interface Line {
  readonly shop: Shop;
  readonly state: ShopState;
}

/** `ops shops list`: every shop there is. */
export const shopsList = defineCommand({
  name: 'shops list',
  summary: 'Lists the shops',
  help: `lag is how far the cursor lies back. Every order placed before the cursor is
stored, or listed by ops orders problems. The cursor of an idle shop is written
every few minutes only. "lost" is a span the mall no longer shows.`,
  examples: [
    ['shops list', 'as a table'],
    ['shops list --json', 'as one line of JSON'],
  ],
  arguments: {},
  options: { json: flag('one line of JSON') },
  async run({ ports, importSettings, terminal }, { json }) {
    const [shops, pauses] = await Promise.all([ports.shops.all(), ports.pauses.list()]);
    const now = ports.clock.now();
    const lines: Line[] = shops
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map((shop) => ({ shop, state: shopState(shop, pauses, importSettings, now) }));
    if (json) terminal.printJson({ shops: lines.map(lineJson) });
    else if (lines.length === 0) terminal.print('There is no shop yet. Add one: ops shops add --help');
    else terminal.print(...tableLines(lines, columnsFor(lines), terminal.width));
    return exit.ok;
  },
});

const columns = [
  { title: 'shop', of: ({ shop }: Line) => shop.key },
  { title: 'name', flexible: true, of: ({ shop }: Line) => shop.name },
  { title: 'merchant', of: ({ shop }: Line) => shop.merchant },
  { title: 'shard', side: 'right' as const, of: ({ shop }: Line) => String(shop.shard) },
  { title: 'import from', of: ({ shop }: Line) => jstText(shop.importFrom) },
  { title: 'cursor', of: ({ shop }: Line) => jstText(shop.cursor) },
  { title: 'lag', side: 'right' as const, of: ({ state }: Line) => lagText(state) },
  { title: 'state', of: ({ state }: Line) => stateText(state) },
  { title: 'key', of: ({ shop }: Line) => `v${shop.credential.version}` },
];

/** A lost span is rare, and then nobody may overlook it: a column of its own. */
function columnsFor(lines: readonly Line[]) {
  const lost = { title: 'lost', of: ({ shop }: Line) => lostText(shop) };
  return lines.some(({ shop }) => shop.lostSpan) ? [...columns, lost] : columns;
}

/** A span the mall no longer shows. */
function lostText({ lostSpan }: Shop): string {
  return lostSpan === undefined ? '' : `${jstText(lostSpan.from)} to ${jstText(lostSpan.to)}`;
}

function lineJson({ shop, state }: Line): object {
  const { key, name, merchant, shard, importFrom, cursor, callsPerSecond, credential, lostSpan } = shop;
  return {
    shop: key,
    name,
    merchant,
    shard,
    importFrom: jstIso(importFrom),
    cursor: jstIso(cursor),
    ...stateJson(state),
    callsPerSecond,
    keyVersion: credential.version,
    lostSpan: lostSpan === undefined ? null : { from: jstIso(lostSpan.from), to: jstIso(lostSpan.to) },
  };
}
