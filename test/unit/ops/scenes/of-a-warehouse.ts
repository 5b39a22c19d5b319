import { standingPushes } from '../push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../push-world.ts';
import { aDay } from '../stock-day.ts';
import { openStockOpsWorld } from '../stock-world.ts';
import { type Act, act, answered, quietly } from './scene.ts';

async function openShipping(folder: string) {
  const world = await openPushWorld(folder);
  const [one = '', two = '', three = ''] = world.orderNumbers;
  return { ...world, names: { one: () => one, two: () => two, three: () => three } };
}

async function openStock(folder: string) {
  const world = await openStockOpsWorld(folder);
  const { sku } = (await aDay(world)).sold;
  return { ...world, names: { sold: () => sku } };
}

function resultFile({ write, orderNumbers: [, two, three] }: PushOpsWorld): void {
  const lines = [`${two},ヤマト運輸,444413758703,2026-11-24`, `${three},ねこ便,4.44414E+11,いつか`];
  write(
    'b2.csv',
    ['受注番号,配送会社,お荷物伝票番号,発送日', ...lines, ',佐川急便,444413758725,2026-11-24'].join('\n'),
  );
  write('orders.xlsx', Buffer.from('PK\x03\x04'));
}

const later = ({ pass }: { pass(ms: number): void }): void => pass(1_000);

/** A day of someone in a warehouse who reads Japanese only: the files of its golden screens, each with what is typed. */
export const dayOfAWarehouse: Readonly<Record<string, readonly Act[]>> = {
  '1-help': [act(openShipping, '--help', 'push --help', 'push ship --help', 'stock add --help', 'push shpi')],
  '2-orders': [
    act(
      openShipping,
      'orders export --shop kado-no-mise --from -1h --to now --format csv --output <folder>/orders.csv',
    ),
  ],
  '3-shipping': [
    act(
      openShipping,
      'push ship <one> --carrier ヤマト --number 444413758703 --date 2026-11-23 --by miyu',
      later,
      'push ship <one> --carrier ヤマト --number 444413758714 --by miyu',
      'push ship <one> --number 444413758714 --corrects 444413758703 --by miyu',
      resultFile,
      'push ship --file <folder>/b2.csv --by miyu',
      'push ship --file <folder>/b2.csv --by miyu --partial',
      'push ship --file <folder>/orders.xlsx --by miyu',
      'push ship --file <folder>/b3.csv --by miyu',
      'push list',
      answered('push cancel <three> --reason out-of-stock --by miyu', 'no'),
    ),
    act(
      openShipping,
      async (world) => void (await standingPushes(world)),
      'push list',
      quietly('pause --shop kado-no-mise --note 棚卸し --by sakura'),
      'stuck',
      'push retry --all --by miyu',
    ),
  ],
  '4-stock': [
    act(
      openStock,
      'stock add <sold> 24 --received --id PO-2026-118 --by miyu',
      'stock add <sold> -1 --note 破損 --by miyu',
      'stock show <sold>',
      'stock history --from -1h --sku <sold>',
      'stock set <sold> --count 5 --by miyu',
      'stock oversold',
    ),
  ],
};
