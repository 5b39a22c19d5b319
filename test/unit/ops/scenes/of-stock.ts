import { hourMs } from '../../../../core/units.ts';
import { aDay } from '../stock-day.ts';
import { type MallItem, openStockOpsWorld, type StockOpsWorld } from '../stock-world.ts';
import { type Act, act, answered, quietly, type Step } from './scene.ts';

const open = openStockOpsWorld;
type StockStep = Step<StockOpsWorld>;

const distinct = ({ items }: StockOpsWorld): MallItem[] => [...new Map(items().map((one) => [one.sku, one])).values()];
const writing =
  (name: string, ...lines: string[]): StockStep =>
  ({ write }) =>
    void write(name, `${lines.join('\n')}\n`);
/** `words`, where `<folder>` is where the files are. */
const inFolder =
  (words: string): StockStep =>
  ({ folder }) =>
    words.replaceAll('<folder>', folder);
const quietlyInFolder =
  (words: string): StockStep =>
  async ({ folder, ops }) =>
    void (await ops(words.replaceAll('<folder>', folder)));
const day: StockStep = async (world) => void (await aDay(world));
const listSome: StockStep = async (world) => {
  await world.list([...distinct(world).slice(0, 3), { item: 'gone/gone', sku: 'gone', level: 0 }]);
};
const ofFirst =
  (words: string): StockStep =>
  (world) =>
    words.replace('<sku>', distinct(world)[0]?.sku ?? '').replace('<item>', distinct(world)[0]?.item ?? '');
const quietlyOfFirst =
  (words: string): StockStep =>
  async (world) =>
    void (await world.ops(words.replace('<sku>', distinct(world)[0]?.sku ?? '')));
const listBox: StockStep = async ({ list }) => list([{ item: 'box/box', sku: 'box', level: 0 }]);
const work: StockStep = async (world) => world.work();
const later: StockStep = ({ pass }) => pass(60_000);
const pauseShop = quietly('pause --shop kado-no-mise --note 棚卸中 --by tanaka');

/** Every SKU counted as none, and one order placed nevertheless. */
const oversell: StockStep = async (world) => {
  const { ops, list, rms, shop, now, pass, poll } = world;
  const all = distinct(world);
  await list(all);
  for (const { sku } of all) await ops(['stock', 'set', sku, '0']);
  pass(5_000);
  rms.control.addOrders(shop.code, { count: 1, at: now(), kind: 'plain' });
  pass(5_000);
  await poll(shop);
  await world.work();
};

const sets = [
  writing('sets.csv', 'set,part,needed', 'box,tea,2', 'box,cup,1'),
  quietly('stock set tea 9 --by hanako'),
  quietly('stock set cup 5 --by hanako'),
];
const importSets = 'stock sets import --file <folder>/sets.csv';
const listings = [
  'shop,item,sku,linked,buffer,cap,floor',
  'kado-no-mise,T-Shirt/red-M,tee-red,,,,',
  'kado-no-mise,cap,cap,しない,1,5,2',
];
const wrongListings = [
  'nobody,cup,cup,,,,',
  'kado-no-mise,茶碗,bowl,,,,',
  'kado-no-mise,CAP,cap,,,,',
  'kado-no-mise,pot,,たぶん,-1,x,',
];
const wrongSets = [
  ...['chest,box,1,', 'tea,leaf,1,', 'twice,cup,1,', 'twice,cup,2,', 'self,self,1,', 'bad,,0,never'],
  ...['two,cup,1,2026/11/24 9:00', 'two,pot,1,2026/11/24 10:00', 'late,cup,1,2027/01/01 0:00', 'good,cup,2,'],
];
const importListings = 'listings import --file <folder>/listings.csv';
const counts = ['SKU,在庫数,日時,区分,備考,伝票番号', 'tea,5,2026/11/24 9:00,,朝,', 'cup,7,2026/11/24 9:00,,,'];
const wrongCounts = [
  ...[',3,2026/11/24 9:00,,,', '4.90E+12,九,2026/02/30,売上,,', 'cup,5,2026/11/24 9:00,,,'],
  'tea,-1,2027/11/24 9:00,調整,,',
];

/** What is asked about stock, sets and listings. */
export const scenesOfStock: Readonly<Record<string, readonly Act[]>> = {
  'stock set': [
    act(
      open,
      'stock set pot 42 --note 棚卸 --at "2026-11-24 09:00" --by hanako',
      'stock set pot 42 --note 棚卸 --at "2026-11-24 09:00" --by hanako',
      'stock set pot 41 --at "2026-11-24 09:00" --by hanako',
      ({ pass }) => pass(3 * hourMs),
      'stock set pot 5 --by hanako',
      writing('counts.csv', ...counts),
      inFolder('stock set --file <folder>/counts.csv --by hanako'),
      inFolder('stock set --file <folder>/counts.csv --by hanako'),
      writing('counts.csv', ...counts, ...wrongCounts),
      inFolder('stock set --file <folder>/counts.csv --by hanako'),
    ),
  ],
  'stock add': [
    act(
      open,
      quietly('stock set tea 10 --by hanako'),
      later,
      'stock add tea 24 --received --id PO-1 --by hanako',
      'stock add tea 24 --received --id PO-1 --by hanako',
      'stock add tea 23 --received --id PO-1 --by hanako',
      'stock add tea -3 --note 破損 --by hanako',
      'stock add tea -1 --received',
    ),
  ],
  'stock count': [
    act(
      open,
      listSome,
      'stock count --from-mall kado-no-mise --dry-run',
      'stock count --from-mall kado-no-mise',
      answered('stock count --from-mall kado-no-mise', 'yes'),
    ),
  ],
  'stock show': [
    act(open, day, async (world) => `stock show ${await soldOf(world)}`),
    act(open, listSome, ofFirst('stock show <sku>'), 'stock show nothing-of-it'),
    act(open, ...sets, quietlyInFolder(importSets), 'stock show box', 'stock show tea'),
  ],
  'stock history': [
    act(
      open,
      day,
      async (world) => `stock history --from -1h --sku ${await soldOf(world)}`,
      ({ pass }) => pass(hourMs),
      'stock history --from -10m',
    ),
    act(
      open,
      listSome,
      quietlyOfFirst('stock set <sku> 5 --by hanako'),
      work,
      pauseShop,
      quietlyOfFirst('stock add <sku> 3 --received --by hanako'),
      work,
      'stock history --unreflected',
    ),
  ],
  'stock oversold': [act(open, 'stock oversold', oversell, 'stock oversold')],
  'stock resend': [
    act(
      open,
      listSome,
      ofFirst('stock resend --sku <sku> --dry-run'),
      ofFirst('stock resend --sku <sku>'),
      'stock resend --all --yes',
      'stock resend',
    ),
  ],
  'stock sku': [
    act(open, quietly('stock set tea 9 --by hanako'), 'stock sku tea --buffer 2', 'stock sku tea --buffer 2'),
  ],
  'stock sets import': [
    act(
      open,
      ...sets,
      inFolder(`${importSets} --dry-run`),
      inFolder(importSets),
      inFolder(importSets),
      writing('sets.csv', 'set,part,needed,from', ...wrongSets),
      inFolder(importSets),
    ),
  ],
  'stock sets list': [act(open, 'stock sets list', ...sets, quietlyInFolder(importSets), listBox, 'stock sets list')],
  'stock sets remove': [
    act(
      open,
      ...sets,
      quietlyInFolder(importSets),
      later,
      'stock sets remove box',
      answered('stock sets remove box', 'yes'),
      'stock sets remove tea',
    ),
  ],
  'listings import': [
    act(
      open,
      writing('listings.csv', ...listings),
      inFolder(`${importListings} --dry-run`),
      inFolder(importListings),
      inFolder(importListings),
      writing('listings.csv', ...listings, ...wrongListings),
      inFolder(importListings),
    ),
  ],
  'listings discover': [
    act(
      open,
      day,
      quietly('listings remove --shop kado-no-mise --all --yes'),
      async (world) => world.list(distinct(world).slice(3)),
      'listings discover --shop kado-no-mise',
      inFolder('listings discover --shop kado-no-mise --output <folder>/new.csv'),
    ),
  ],
  'listings check': [
    act(
      open,
      listSome,
      quietlyOfFirst('stock set <sku> 11 --by hanako'),
      work,
      (world) => {
        const [manageNumber = '', variantId = ''] = distinct(world)[0]?.item.split('/') ?? [];
        world.rms.control.setStock(world.shop.code, { manageNumber, variantId, quantity: 3 });
      },
      later,
      'listings check --shop kado-no-mise',
    ),
  ],
  'listings list': [
    act(
      open,
      'listings list',
      listSome,
      quietlyOfFirst('stock set <sku> 11 --by hanako'),
      work,
      pauseShop,
      'listings list',
    ),
  ],
  'listings remove': [
    act(
      open,
      listSome,
      'listings remove --shop kado-no-mise --all --dry-run',
      ofFirst('listings remove --shop kado-no-mise --item <item>'),
      answered('listings remove --shop kado-no-mise --item gone/gone', 'yes'),
    ),
  ],
};

/** The SKU that was ordered first that day. */
async function soldOf({ json }: StockOpsWorld): Promise<string> {
  const { events } = await json('stock history --from -1h');
  return events.find(({ what }: { what: string }) => what === 'ordered').sku;
}
