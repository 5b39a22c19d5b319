import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { looks, rejectedRequests } from '../letters.ts';
import { standingPushes } from '../push-states.ts';
import { openPushWorld } from '../push-world.ts';
import { type OpsWorld, openWorld } from '../world.ts';
import { type Act, act, answered, type Call, quietly, type Step, wide } from './scene.ts';
import { addMaintenance, fail, openTown, recover, relapse, trouble } from './town.ts';

const addGift =
  'shops add --mall rms --code kado-gift --name 角のギフト --merchant kado --import-from "2026-11-24 15:00:00" --keys-from -';
const addNew = addGift.replace('--merchant kado ', '--merchant tsubo ');

/** Adds a shop that the mall has, with its key on stdin. */
const adding =
  (words: string): Step<OpsWorld> =>
  ({ rms }): Call => {
    const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: 'kado-gift' });
    return { words, setting: { stdin: `serviceSecret=${serviceSecret}\nlicenseKey=${licenseKey}\n` } };
  };

/** Adds the shop again that was removed, with its next key. */
const addingAgain: Step<OpsWorld> = ({ rms }): Call => {
  const licenseKey = rms.control.rotateKey('kado-gift');
  const serviceSecret = rms.control.shops().find(({ shopUrl }) => shopUrl === 'kado-gift')?.serviceSecret;
  return { words: addNew, setting: { stdin: `serviceSecret=${serviceSecret}\nlicenseKey=${licenseKey}\n` } };
};

/** Hands in the key that the shop has from now on, or once the mall takes it. */
const handingIn =
  (words: string, shop: string, activeInMs = 0): Step<OpsWorld> =>
  ({ rms }): Call => ({
    words: `${words} --shop ${shop} --keys-from -`,
    setting: { stdin: `licenseKey=${rms.control.rotateKey(shop, { activeInMs })}` },
  });

const off =
  (shop: string, name: 'getOrder' | 'inventory.bulk.get') =>
  ({ rms }: OpsWorld) =>
    rms.control.switchFunction(shop, name, false);

/** Five shops of which one lies in a shard that is no more. */
async function openShards(): Promise<OpsWorld> {
  const world = openWorld();
  for (const [index, shard] of [0, 0, 0, 0, 5].entries()) await world.addShop(`shop-${index + 1}`, { shard });
  return world;
}
const twoShards = { setting: { shards: 2 } };

/** What is asked about shops and their keys. */
export const scenesOfShops: Readonly<Record<string, readonly Act[]>> = {
  status: [
    act(openWorld, 'status'),
    act(openTown, 'status', 'status --worst 2', fail, 'status', recover, 'status', relapse, 'status'),
    act(openTown, trouble, quietly(addMaintenance), {
      words: 'status',
      setting: { hasSender: false, deadLetters: [looks()], rejectedLetters: [rejectedRequests(4)] },
    }),
    act(
      openPushWorld,
      async (world) => void (await standingPushes(world)),
      ({ pass }) => pass(hourMs),
      'status',
    ),
  ],
  'shops list': [
    act(openWorld, 'shops list', 'shops list --removed'),
    act(
      openTown,
      'shops list',
      wide('shops list'),
      quietly('shops remove --shop yuki --yes rms#yuki --by sakura'),
      'shops list --removed',
    ),
  ],
  'shops add': [
    act(openTown, adding(addGift), `${addGift} --shard 9`),
    act(
      openTown,
      adding(addNew),
      quietly('shops remove --shop kado-gift --yes rms#kado-gift --by sakura'),
      addingAgain,
    ),
    act(openTown, { words: addGift, setting: { stdin: 'serviceSecret=SP1\nlicenseKey=SL1\n' } }),
  ],
  'shops key': [
    act(openTown, handingIn('shops key', 'sakura-kitchen'), handingIn('shops key --unchecked', 'kado-no-mise')),
    act(openTown, { words: 'shops key --shop kado-no-mise --keys-from -', setting: { stdin: 'licenseKey=SL1' } }),
  ],
  'shops verify': [
    act(
      openTown,
      wide('shops verify --shop hanamori-cha'),
      off('hanamori-cha', 'getOrder'),
      off('hanamori-cha', 'inventory.bulk.get'),
      'shops verify --shop hanamori-cha',
      'shops verify --all',
      ({ rms }) => void rms.control.rotateKey('hanamori-gift'),
      'shops verify --shop hanamori-gift',
      ({ rms }) => void rms.control.break({ kind: 'server-error-html' }),
      'shops verify --shop kado-no-mise',
    ),
    act(
      openTown,
      quietly('shops verify --shop kado-no-mise'),
      ({ pass }) => pass(91 * dayMs),
      'shops verify --shop kado-no-mise',
    ),
  ],
  'shops pause': [
    act(
      openTown,
      'shops pause --shop kado-no-mise --note 棚卸しのため --by 佐倉',
      'shops pause --shop kado-no-mise --note 移転 --by kado',
      'shops pause --merchant hanamori --note 棚卸しのため --by 佐倉',
      'shops pause --mall rms --note 棚卸しのため --by 佐倉 --dry-run',
      'shops pause --shop kado-x --note x --by 佐倉',
    ),
  ],
  'shops resume': [
    act(
      openTown,
      quietly('shops pause --merchant kado --note 棚卸し --by sakura'),
      quietly('shops pause --shop sakura-kitchen --note 棚卸し --by sakura'),
      ({ pass }) => pass(3 * hourMs),
      'shops resume --merchant kado',
      'shops resume --shop sakura-kitchen',
      'shops resume --shop hanamori-cha',
    ),
  ],
  'shops change': [
    act(
      openTown,
      'shops change --shop kado-no-mise --name "角の店 本店" --rate 0.5',
      'shops change --shop kado-no-mise --next-day-cut-off 14:00',
      'shops change --shop kado-no-mise --rate 0.5',
    ),
  ],
  'shops remove': [
    act(
      openTown,
      'shops remove --shop kado-no-mise --dry-run',
      answered('shops remove --shop kado-no-mise --by sakura', 'rms#kado-no-mise'),
      'shops remove --shop kado-no-mise --by sakura',
      answered('shops remove --shop kado-outlet --by sakura', 'no'),
    ),
  ],
  'shops rewind': [
    act(
      openTown,
      'shops rewind --all --from "2026-11-24 14:00" --dry-run',
      'shops rewind --all --from "2026-11-24 14:00"',
      answered('shops rewind --shop kado-outlet --from "2026-11-24 14:00"', 'n'),
      answered('shops rewind --shop kado-outlet --from "2026-11-24 14:00"', 'yes'),
    ),
  ],
  'shops spread': [
    act(
      openShards,
      { words: 'shops spread --dry-run', ...twoShards },
      { words: 'shops spread', ...twoShards },
      { words: 'shops spread', ...twoShards },
    ),
  ],
  'keys list': [act(openTown, 'keys list', wide('keys list'), 'keys list --within 3')],
  'keys rotate': [
    act(
      openTown,
      handingIn('keys rotate --dry-run', 'kado-no-mise'),
      handingIn('keys rotate', 'kado-no-mise'),
      handingIn('keys rotate', 'kado-outlet', hourMs),
      handingIn('keys rotate --wait 45', 'hanamori-cha', hourMs / 4),
      handingIn('keys rotate --wait 5', 'hanamori-gift', hourMs),
    ),
  ],
};
