import { dayMs, hourMs, minuteMs } from '../../../../core/units.ts';
import { lettersOf, looks } from '../letters.ts';
import { standingPushes, workPushes } from '../push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../push-world.ts';
import { openWorld } from '../world.ts';
import { type Act, act, type Call, type Step } from './scene.ts';

const open = (folder: string) => openPushWorld(folder);
/** `words`, where `<1>` is the number of the first order. */
const numbered = (words: string, { orderNumbers, folder }: PushOpsWorld): string =>
  words.replaceAll(/<(\d)>/g, (_, at) => orderNumbers[Number(at) - 1] ?? '').replaceAll('<folder>', folder);
const told =
  (words: string, setting: Call['setting'] = {}): Step<PushOpsWorld> =>
  (world) => ({ words: numbered(words, world), setting });
const quietly =
  (words: string): Step<PushOpsWorld> =>
  async (world) => {
    await world.ops(numbered(words, world));
  };
const standing: Step<PushOpsWorld> = async (world) => void (await standingPushes(world));
const later: Step<PushOpsWorld> = ({ pass }) => pass(1_000);
const yes = { typed: 'yes\n' };

const shipments: Step<PushOpsWorld> = ({ write, orderNumbers: [one, two] }) =>
  void write(
    'shipments.csv',
    [
      '受注番号,配送会社,お荷物伝票番号,発送日',
      `${one},ヤマト運輸,444413758703,2026-11-24`,
      `${two},ねこ,1,いつか`,
      '370001-20261124-9999999999,佐川急便,444413758703,2026-11-24',
    ].join('\n'),
  );

/** Held by a function of the mall that is off. */
const offHold: Step<PushOpsWorld> = async (world) => {
  const { ops, orderNumbers, rms, pass } = world;
  await ops(['push', 'confirm', orderNumbers[0] ?? '', '--by', 'miyu']);
  rms.control.switchFunction('kado-no-mise', 'getOrder', false);
  await workPushes(world);
  pass(20 * minuteMs);
};

/** What is asked about changes of orders at the mall, and the queues that bring them there. */
export const scenesOfPushes: Readonly<Record<string, readonly Act[]>> = {
  'push confirm': [
    act(
      open,
      told('push confirm <1> <2> --by miyu --dry-run'),
      told('push confirm <1> <2> --by miyu'),
      told('push confirm <1> <1> --by miyu'),
      told('push confirm 370001-20261124-9999999999 <1> --by miyu'),
      told('push confirm 370001-20261124-9999999999 --shop kado-no-mise --by miyu'),
    ),
  ],
  'push ship': [
    act(
      open,
      told('push ship <1> --carrier ヤマト --number 4444-1375-8703 --basket 12 --by miyu'),
      told('push ship <2> --carrier 1002 --number 444413758704 --date 2026-11-23 --by miyu'),
      shipments,
      told('push ship --file <folder>/shipments.csv --by miyu'),
      told('push ship --file <folder>/shipments.csv --by miyu --partial --dry-run'),
    ),
  ],
  'push cancel': [
    act(
      open,
      told('push cancel <1> --reason out-of-stock --by miyu', { typed: 'no\n' }),
      told('push cancel <1> --reason out-of-stock --by miyu', yes),
      told('push cancel <2> --reason whim --by miyu'),
    ),
  ],
  'push sub-status': [
    act(
      open,
      told('push sub-status <1> --id 1203 --by miyu'),
      later,
      told('push sub-status <1> --id none --by miyu'),
      later,
      told('push sub-status <1> --id 1203 --by miyu --dry-run'),
    ),
  ],
  'push memo': [
    act(
      open,
      told('push memo <1> --by miyu', { typed: '見本様\n' }),
      told('push memo <2> --text-file - --by miyu', { stdin: ' \n' }),
    ),
  ],
  'push carriers': [act(openWorld, 'push carriers', 'push carriers --mall yahoo')],
  'push list': [
    act(
      open,
      'push list',
      standing,
      'push list',
      'push list --failed',
      quietly('push withdraw --order <4> --by miyu'),
      told('push list --order <4>'),
    ),
    act(open, offHold, 'push list'),
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
      told('push withdraw --all --by miyu', yes),
      'push withdraw --all --by miyu',
    ),
  ],
  stuck: [
    act(
      open,
      'stuck',
      standing,
      quietly('push sub-status <1> --id 1203 --by miyu'),
      'stuck',
      quietly('pause --shop kado-no-mise --note 棚卸し --by miyu'),
      { words: 'stuck', setting: { deadLetters: [looks()], rejected: 2 } },
    ),
    act(open, offHold, 'stuck'),
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
