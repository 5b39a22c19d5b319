import { hourMs } from '../../../../core/kernel/time.ts';
import { aDay } from '../stock-day.ts';
import { itemOfEachSku, type MallItem, openStockOpsWorld, type StockOpsWorld } from '../stock-world.ts';
import { type Act, act, answered, quietly } from './scene.ts';

const distinct = ({ items }: StockOpsWorld): MallItem[] => itemOfEachSku(items());

/** A shop with stock: `<item>` is the first that it sells, by the SKU `<sku>`. */
async function open(folder: string) {
  const world = await openStockOpsWorld(folder);
  const [{ sku, item } = { sku: '', item: '' }] = distinct(world);
  return { ...world, names: { sku: () => sku, item: () => item } };
}

/** A day of orders has passed: `<sold>` is a SKU of which some were sold. */
async function openDay(folder: string) {
  const world = await openStockOpsWorld(folder);
  const { sku } = (await aDay(world)).sold;
  return { ...world, names: { sold: () => sku } };
}
const write =
  (name: string, ...lines: string[]) =>
  (world: StockOpsWorld): void =>
    void world.write(name, `${lines.join('\n')}\n`);
const list = async (world: StockOpsWorld): Promise<void> =>
  world.list([...distinct(world).slice(0, 3), { item: 'gone/gone', sku: 'gone', level: 0 }]);
const listBox = async (world: StockOpsWorld): Promise<void> => world.list([{ item: 'box/box', sku: 'box', level: 0 }]);
const listFew = async (world: StockOpsWorld): Promise<void> => world.list(distinct(world).slice(3));
const work = async (world: StockOpsWorld): Promise<void> => world.work();
const later = ({ pass }: StockOpsWorld): void => pass(60_000);
const muchLater = ({ pass }: StockOpsWorld): void => pass(3 * hourMs);
const pauseShop = quietly('pause --shop kado-no-mise --note 棚卸中 --by tanaka');
const sellAtMall = (world: StockOpsWorld): void => {
  const [manageNumber = '', variantId = ''] = distinct(world)[0]?.item.split('/') ?? [];
  world.rms.control.setStock(world.shop.code, { manageNumber, variantId, quantity: 3 });
};

/** Every SKU is counted as none, and one order is placed nevertheless. */
async function oversell(world: StockOpsWorld): Promise<void> {
  const { ops, rms, shop, now, pass, poll } = world;
  const all = distinct(world);
  await world.list(all);
  for (const { sku } of all) await ops(['stock', 'set', sku, '0']);
  pass(5_000);
  rms.control.addOrders(shop.code, { count: 1, at: now(), kind: 'plain' });
  pass(5_000);
  await poll(shop);
  await world.work();
}

const sets = [
  write('sets.csv', 'set,part,needed', 'box,tea,2', 'box,cup,1'),
  quietly('stock set tea 9 --by hanako'),
  quietly('stock set cup 5 --by hanako'),
];
const wrongSets = [
  ...['chest,box,1,', 'tea,leaf,1,', 'twice,cup,1,', 'twice,cup,2,', 'self,self,1,', 'bad,,0,never'],
  ...['two,cup,1,2026/11/24 9:00', 'two,pot,1,2026/11/24 10:00', 'late,cup,1,2027/01/01 0:00', 'good,cup,2,'],
];
const importSets = 'stock sets import --file <folder>/sets.csv';
const listings = [
  ...['shop,item,sku,linked,buffer,cap,floor', 'kado-no-mise,T-Shirt/red-M,tee-red,,,,'],
  'kado-no-mise,cap,cap,しない,1,5,2',
];
const wrongListings = [
  ...['unknown,cup,cup,,,,', 'kado-no-mise,茶碗,bowl,,,,', 'kado-no-mise,CAP,cap,,,,'],
  'kado-no-mise,pot,,たぶん,-1,x,',
];
const importListings = 'listings import --file <folder>/listings.csv';
const counts = ['SKU,在庫数,日時,区分,備考,伝票番号', 'tea,5,2026/11/24 9:00,,朝,', 'cup,7,2026/11/24 9:00,,,'];
const wrongCounts = [
  ...[',3,2026/11/24 9:00,,,', '4.90E+12,九,2026/02/30,売上,,', 'cup,5,2026/11/24 9:00,,,'],
  'tea,-1,2027/11/24 9:00,調整,,',
];
const setCounts = 'stock set --file <folder>/counts.csv --by hanako';

/** What is asked about stock, sets and listings. */
export const scenesOfStock: Readonly<Record<string, readonly Act[]>> = {
  'stock set': [
    act(
      open,
      'stock set pot 42 --note 棚卸 --at "2026-11-24 09:00" --by hanako',
      'stock set pot 42 --note 棚卸 --at "2026-11-24 09:00" --by hanako',
      'stock set pot 41 --at "2026-11-24 09:00" --by hanako',
      muchLater,
      'stock set pot 5 --by hanako',
      write('counts.csv', ...counts),
      setCounts,
      setCounts,
      write('counts.csv', ...counts, ...wrongCounts),
      setCounts,
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
      'stock add tea -1 --received --by hanako',
    ),
  ],
  'stock count': [
    act(
      open,
      list,
      'stock count --from-mall kado-no-mise --dry-run',
      'stock count --from-mall kado-no-mise',
      answered('stock count --from-mall kado-no-mise', 'yes'),
    ),
  ],
  'stock show': [
    act(openDay, 'stock show <sold>'),
    act(open, list, 'stock show <sku>', 'stock show nothing-of-it'),
    act(open, ...sets, quietly(importSets), 'stock show box', 'stock show tea'),
  ],
  'stock history': [
    act(openDay, 'stock history --from -1h --sku <sold>', muchLater, 'stock history --from -10m'),
    act(
      open,
      list,
      quietly('stock set <sku> 5 --by hanako'),
      work,
      pauseShop,
      quietly('stock add <sku> 3 --received --by hanako'),
      work,
      'stock history --unreflected',
    ),
  ],
  'stock oversold': [act(open, 'stock oversold', oversell, 'stock oversold')],
  'stock resend': [
    act(
      open,
      list,
      'stock resend --sku <sku> --dry-run',
      'stock resend --sku <sku>',
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
      `${importSets} --dry-run`,
      importSets,
      importSets,
      write('sets.csv', 'set,part,needed,from', ...wrongSets),
      importSets,
    ),
  ],
  'stock sets list': [act(open, 'stock sets list', ...sets, quietly(importSets), listBox, 'stock sets list')],
  'stock sets remove': [
    act(
      open,
      ...sets,
      quietly(importSets),
      later,
      'stock sets remove box',
      answered('stock sets remove box', 'yes'),
      'stock sets remove tea',
    ),
  ],
  'listings import': [
    act(
      open,
      write('listings.csv', ...listings),
      `${importListings} --dry-run`,
      importListings,
      importListings,
      write('listings.csv', ...listings, ...wrongListings),
      importListings,
    ),
  ],
  'listings discover': [
    act(
      openDay,
      quietly('listings remove --shop kado-no-mise --all --yes'),
      listFew,
      'listings discover --shop kado-no-mise',
      'listings discover --shop kado-no-mise --output <folder>/new.csv',
    ),
  ],
  'listings check': [
    act(
      open,
      list,
      quietly('stock set <sku> 11 --by hanako'),
      work,
      sellAtMall,
      later,
      'listings check --shop kado-no-mise',
    ),
  ],
  'listings list': [
    act(open, 'listings list', list, quietly('stock set <sku> 11 --by hanako'), work, pauseShop, 'listings list'),
  ],
  'listings remove': [
    act(
      open,
      list,
      'listings remove --shop kado-no-mise --all --dry-run',
      'listings remove --shop kado-no-mise --item <item>',
      answered('listings remove --shop kado-no-mise --item gone/gone', 'yes'),
    ),
  ],
};
