import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { lettersOf, looks, rejectedRequests } from '../letters.ts';
import { standingPushes, workPushes } from '../push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../push-world.ts';
import { openWorld } from '../world.ts';
import { type Act, act, answered, quietly } from './scene.ts';

/** A shop with four stored orders, `<one>` to `<four>`. */
async function open(folder: string) {
  const world = await openPushWorld(folder);
  const [one = '', two = '', , four = ''] = world.orderNumbers;
  return { ...world, names: { one: () => one, two: () => two, four: () => four } };
}
const atYahoo = '--shop yahoo#kado-no-mise --by miyu';
/** The merchant has a shop of the same code at Yahoo!ショッピング, too; its orders are not stored. */
async function yahooToo({ ports, shop }: PushOpsWorld): Promise<void> {
  await ports.shops.add({ ...shop, key: 'yahoo#kado-no-mise', mall: 'yahoo', name: '角の店 ヤフー店' });
}
const unknown = '370001-20261124-9999999999';
const standing = async (world: PushOpsWorld): Promise<void> => void (await standingPushes(world));
const later = ({ pass }: PushOpsWorld): void => pass(1_000);

function shipments({ write, orderNumbers: [one, two] }: PushOpsWorld): void {
  const header = '受注番号,配送会社,お荷物伝票番号,発送日';
  const lines = [`${one},ヤマト運輸,444413758703,2026-11-24`, `${two},ねこ,1,いつか`];
  write('shipments.csv', [header, ...lines, `${unknown},佐川急便,444413758703,2026-11-24`].join('\n'));
}

/** Held by a function of the mall that is off. */
async function holdByFunction(world: PushOpsWorld): Promise<void> {
  world.rms.control.switchFunction('kado-no-mise', 'getOrder', false);
  await workPushes(world);
  world.pass(20 * minuteMs);
}

/** What is asked about changes of orders at the mall, and the queues that bring them there. */
export const scenesOfPushes: Readonly<Record<string, readonly Act[]>> = {
  'push confirm': [
    act(
      open,
      'push confirm <one> <two> --by miyu --dry-run',
      'push confirm <one> <two> --by miyu',
      'push confirm <one> <one> --by miyu',
      `push confirm ${unknown} <one> --by miyu`,
      `push confirm ${unknown} --shop kado-no-mise --by miyu`,
    ),
  ],
  'push ship': [
    act(
      open,
      'push ship <one> --carrier ヤマト --number 4444-1375-8703 --basket 12 --by miyu',
      'push ship <two> --carrier 1002 --number 444413758704 --date 2026-11-23 --by miyu',
      shipments,
      'push ship --file <folder>/shipments.csv --by miyu',
      'push ship --file <folder>/shipments.csv --by miyu --partial --dry-run',
    ),
    act(
      open,
      quietly('push ship <one> --carrier ヤマト --number 444413758703 --date 2026-11-23 --by miyu'),
      later,
      'push ship <one> --carrier ヤマト --number 444413758714 --by miyu',
      'push ship <one> --number 444413758714 --corrects 444413758703 --by miyu',
      'orders show <one>',
      'push list --order <one>',
    ),
  ],
  'push cancel': [
    act(
      open,
      answered('push cancel <one> --reason out-of-stock --by miyu', 'no'),
      answered('push cancel <one> --reason out-of-stock --by miyu', 'yes'),
      'push cancel <two> --reason whim --by miyu',
    ),
  ],
  'push sub-status': [
    act(
      open,
      'push sub-status <one> --id 1203 --by miyu',
      later,
      'push sub-status <one> --id none --by miyu',
      later,
      'push sub-status <one> --id 1203 --by miyu --dry-run',
    ),
  ],
  'push pay': [
    act(
      open,
      yahooToo,
      `push pay kado-no-mise-10000001 --date 2026-11-23 ${atYahoo}`,
      'push pay <one> --shop rms#kado-no-mise --by miyu',
    ),
  ],
  'push complete': [
    act(
      open,
      yahooToo,
      `push complete kado-no-mise-10000001 kado-no-mise-10000002 ${atYahoo}`,
      later,
      answered(`push cancel kado-no-mise-10000002 --reason buyer-duplicate ${atYahoo}`, 'yes'),
      'push list',
    ),
  ],
  'push memo': [act(open, answered('push memo <one> --by miyu', '見本様'), 'push memo <two> --text-file - --by miyu')],
  'push carriers': [act(openWorld, 'push carriers', 'push carriers --mall yahoo')],
  'push list': [
    act(
      open,
      'push list',
      standing,
      'push list',
      'push list --failed',
      quietly('push withdraw --order <four> --by miyu'),
      'push list --order <four>',
    ),
    act(open, quietly('push confirm <one> --by miyu'), holdByFunction, 'push list'),
  ],
  'push retry': [
    act(
      open,
      'push retry',
      standing,
      'push retry --reason amount-unset --by miyu --dry-run',
      'push retry --all --by miyu',
      'push retry --reason whim --by miyu',
    ),
  ],
  'push withdraw': [
    act(
      open,
      standing,
      'push withdraw --all --by miyu --dry-run',
      answered('push withdraw --all --by miyu', 'yes'),
      'push withdraw --all --by miyu',
    ),
  ],
  stuck: [
    act(
      open,
      'stuck',
      standing,
      quietly('push sub-status <one> --id 1203 --by miyu'),
      'stuck',
      quietly('pause --shop kado-no-mise --note 棚卸し --by miyu'),
      { words: 'stuck', setting: { deadLetters: [looks()], rejectedLetters: [rejectedRequests(2)] } },
    ),
    act(open, quietly('push confirm <one> --by miyu'), holdByFunction, 'stuck'),
    act(open, ({ pass }) => pass(12 * dayMs + hourMs), 'stuck'),
  ],
  redrive: [
    act(
      open,
      { words: 'redrive', setting: { deadLetters: [looks()] } },
      { words: 'redrive --really --count 7', setting: { deadLetters: [looks()] } },
      {
        words: 'redrive --queue stock',
        setting: { deadLetters: [lettersOf('stock', [{ format: 1, merchant: 'kado', skus: ['A', 'B'] }])] },
      },
      'redrive',
    ),
  ],
};
