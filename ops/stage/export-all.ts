import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dayMs } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { counted, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { openEncoder } from '../files/encoding.ts';
import { fillSink, openFileSink, writeWholeFile } from '../files/sink.ts';
import type { Instance } from '../frame/instance.ts';
import { type Exported, writeExport } from '../orders/export-orders.ts';
import type { Terminal } from '../terminal/index.ts';

export interface ExportSummary {
  readonly folder: string;
  readonly shops: number;
  readonly orders: number;
  readonly unreadable: number;
}

type Exportable = Pick<Shop, 'key' | 'mall' | 'name'>;

/** Writes every order of every shop, removed ones too: a file a shop, one order a line. Throws when anything cannot be read or written: then nothing may be deleted. */
export async function exportAll(
  { ports }: Pick<Instance, 'ports'>,
  folder: string,
  terminal: Terminal,
): Promise<ExportSummary> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const shops = await everyShop(ports);
  const written: object[] = [];
  let orders = 0;
  let unreadable = 0;
  for (const [index, shop] of shops.entries()) {
    const file = `${shop.key.replaceAll(/[^A-Za-z0-9_-]/g, '-')}.ndjson`;
    const exported = await exportShop(ports, shop, join(folder, file), (rows) =>
      terminal.progress(t`Writing ${shop.key} (${index + 1} of ${shops.length}): ${rows} orders looked at`),
    );
    orders += exported.orders;
    unreadable += exported.unreadable.length;
    written.push({
      shop: shop.key,
      name: shop.name,
      file,
      orders: exported.orders,
      erased: exported.erased,
      unreadable: exported.unreadable,
    });
  }
  const summary = { writtenAt: jstIso(ports.clock.now()), orders, shops: written };
  await writeWholeFile(join(folder, 'export.json'), `${JSON.stringify(summary, null, 2)}\n`);
  terminal.endProgress();
  terminal.say(t`Written to ${folder}: ${counted(orders, 'order')} of ${counted(shops.length, 'shop')}.`);
  if (unreadable > 0) {
    terminal.say(t`Of ${counted(unreadable, 'more order')} nothing readable is stored; export.json names them.`);
  }
  return { folder, shops: shops.length, orders, unreadable };
}

/** A removed shop's orders stay in their tables, so they belong to an export of everything. */
async function everyShop(ports: Pick<Instance['ports'], 'shops' | 'removedShops'>): Promise<Exportable[]> {
  const shops: Exportable[] = await ports.shops.all();
  const keys = new Set(shops.map(({ key }) => key));
  const removed = (await ports.removedShops.list()).filter(({ key }) => !keys.has(key));
  return [...shops, ...removed].sort((one, other) => (one.key < other.key ? -1 : 1));
}

async function exportShop(
  ports: Pick<Instance['ports'], 'orders' | 'clock'>,
  shop: Exportable,
  file: string,
  onProgress: (rows: number) => void,
): Promise<Exported> {
  return fillSink(await openFileSink(file), async (sink) =>
    writeExport({
      orders: ports.orders,
      shops: [shop],
      // A mall's clock may run ahead of ours.
      span: { from: 0, to: ports.clock.now() + dayMs },
      format: 'json',
      encoder: await openEncoder('utf8', { bom: false }),
      sink,
      onLost: () => undefined,
      onProgress: (_, rows) => onProgress(rows),
    }),
  );
}
