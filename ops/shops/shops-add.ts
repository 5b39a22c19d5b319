import { jstText } from '../../core/kernel/index.ts';
import { type RemovedShop, type Shop, shardsMax } from '../../core/model/index.ts';
import {
  addShop,
  checkKey,
  emptiestShard,
  keyOfNewShop,
  type NewShop,
  openHeldKeys,
  problemsOfNewShop,
  type ShopAdding,
  shopsPerShard,
  type WorkingKey,
} from '../../core/tenants/index.ts';
import { jstTextOr, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { refuse } from '../arguments/meant.ts';
import { choice, flag, momentOf, optional, text, when, whenHelp, wholeNumber } from '../arguments/parameter.ts';
import { optionName } from '../arguments/read-arguments.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { allParts, askKeys, keysHelp, looksLikeKey, tellUncheckable } from '../keys/keys.ts';
import { paragraph } from '../terminal/index.ts';
import { type HintStandings, hintText, subscribeHints } from './order-hints.ts';

const codesOfMalls = mallDesks.names
  .map((mall) => mallDesks.of(mall))
  .map(({ shortName, shopCode }) => `${shortName}: ${shopCode}`)
  .join('; ');

export const shopsAdd = defineCommand({
  name: 'shops add',
  summary: 'Adds a shop, imported from a chosen moment on',
  help: `Asks the mall with the key for all that the import needs before anything is
stored. The next run of the schedule begins with the orders placed at
--import-from. A shop that was removed goes on where it stood then, so that
nothing is missed. A merchant that is not there yet is made, with nothing but
its name: ops merchants change. Many shops at once: ops merchants import.
A shop belongs to one installation: two that have it both report its parcels
and set its levels.
Amazon, and Shopify where the API is on, then send messages about changed
orders: ops shops verify --help.

${keysHelp}

${whenHelp}`,
  examples: [
    [
      'shops add --mall rms --code kado-no-mise --name 角の店 --merchant kado --import-from 2026-11-01',
      'asks for the keys on the terminal',
    ],
    [
      'shops add --mall rms --code kado-no-mise --name 角の店 --merchant kado --import-from -30d --keys-from keys.txt',
      'takes the keys from a file',
    ],
    [
      'shops add --mall yahoo --code kado-no-mise --name 角の店 --merchant kado --import-from 2026-11-01 --keys-from keys.txt',
      'a shop of Yahoo!ショッピング, with the consent and the 公開鍵 in the file',
    ],
  ],
  options: {
    mall: choice(mallDesks.names, 'the mall the shop is on'),
    code: text('<code>', `the mall’s own name of the shop (${codesOfMalls})`),
    name: text('<name>', 'what people call it'),
    merchant: text('<merchant>', 'whose stock its orders draw from; the same for all shops that share one stock'),
    importFrom: when('orders placed before this moment are not imported'),
    shard: optional(
      wholeNumber('<number>', 'which schedule polls it; the one with the fewest shops when absent', {
        from: 0,
        to: shardsMax - 1,
      }),
    ),
    keysFrom: optional(text('<file>', 'where the keys are, - for stdin; asked for on the terminal when absent')),
    unchecked: flag('store the key without asking the mall'),
  },
  // Before anything is stored or shown under it: the code is in every log and mail of the shop.
  problemsOf: (values) =>
    (['code', 'name', 'merchant'] as const).flatMap((name) =>
      looksLikeKey(values[name] ?? '')
        ? [
            t`--${name}: holds what looks like a key. Keys are asked for on the terminal, or stand in the file of --keys-from.`,
          ]
        : [],
    ),
  async run(context, { keysFrom, unchecked, json, importFrom, shard, ...rest }) {
    const { ports, terminal, callsPerSecond, shards } = context;
    const now = ports.clock.now();
    const shops = await ports.shops.all();
    const wanted: NewShop = {
      ...rest,
      importFrom: momentOf(importFrom, now),
      callsPerSecond: ports.malls.traits(rest.mall).callsPerSecond ?? callsPerSecond,
      shard: shard ?? emptiestShard(shopsPerShard(shops, shards)),
    };
    const before = await ports.removedShops.get(keyOfNewShop(wanted));
    const problems = problemsOf(context, wanted, shops, before);
    if (problems.length > 0) return refuse(t`This shop cannot be added`, problems);

    const asked = allParts(wanted.mall);
    const credential = await askKeys(terminal, keysFrom, wanted.mall, { asked, standing: null, now });
    const same = (await openHeldKeys(ports, shops)).holderOf(wanted.mall, credential);
    if (same) {
      return refuse(t`This shop cannot be added`, [
        t`The licence key is that of ${same}: every order would be imported twice and hold its stock twice.`,
      ]);
    }
    const shop = { key: keyOfNewShop(wanted), mall: wanted.mall, code: wanted.code };
    let checked: WorkingKey | null = null;
    try {
      const mall = ports.malls.shopWith(shop, credential);
      checked = unchecked ? null : await checkKey(mall, wanted.callsPerSecond, ports.clock);
    } catch (error) {
      return tellUncheckable(terminal, error, shop, 'shops add');
    }
    const adding = await addShop(ports, wanted, credential, { before, checked });
    const hints = adding.kind === 'added' && !unchecked ? await subscribeHints(context, [adding.shop]) : new Map();
    return tell(context, wanted, adding, { before, checked, json, hints });
  },
});

function problemsOf(
  { ports, shards }: OpsContext,
  wanted: NewShop,
  shops: readonly Shop[],
  before: RemovedShop | null,
): string[] {
  const { lookBackMs } = ports.malls.traits(wanted.mall);
  const limits = { now: ports.clock.now(), lookBackMs, shards };
  const problems = problemsOfNewShop(wanted, limits).map(({ field, problem }) => t`${optionName(field)}: ${problem}`);
  const key = keyOfNewShop(wanted);
  if (shops.some((shop) => shop.key === key)) {
    problems.push(t`--code: ${key} is there already. To replace its key: ops keys rotate --shop ${key}`);
  } else if (before !== null && before.merchant !== wanted.merchant) {
    problems.push(
      t`--merchant: got ${JSON.stringify(wanted.merchant)}, but ${key} was a shop of ${before.merchant} until it was removed, and its orders hold stock there. Use --merchant ${before.merchant}.`,
    );
  }
  return problems;
}

interface Addition {
  readonly before: RemovedShop | null;
  readonly checked: WorkingKey | null;
  readonly json: boolean;
  readonly hints: ReadonlyMap<Shop, HintStandings>;
}

function tell(
  { terminal }: OpsContext,
  wanted: NewShop,
  adding: ShopAdding,
  { before, checked, json, hints }: Addition,
): ExitCode {
  if (adding.kind === 'duplicate') {
    terminal.say(t`${keyOfNewShop(wanted)} was added concurrently. See ops shops list.`);
    return exit.failed;
  }
  const { shop, merchantIsNew } = adding;
  if (json) {
    terminal.printJson({
      shop: shop.key,
      importFrom: jstIso(shop.importFrom),
      cursor: jstIso(shop.cursor),
      shard: shop.shard,
      merchantIsNew,
      keyExpiresAt: jstIsoOrNull(checked?.expiry?.at),
      ...(hints.size > 0 && { orderMessages: [...hints.values()][0]?.orders.kind }),
    });
    return exit.ok;
  }
  terminal.print(
    t`${shop.key} (${shop.name}) is added. Orders placed since ${jstText(shop.cursor)} are imported from the next run on.`,
    ...(before === null
      ? []
      : [t`It was removed on ${jstText(before.removedAt)}; what was imported before is known and not imported again.`]),
    checked
      ? t`Its key works, until ${jstTextOr(checked.expiry?.at, t`a day the mall does not tell`)}.`
      : t`Its key was not checked.`,
    ...[...hints].map(([one, standing]) => paragraph(hintText(one, standing))),
  );
  if (merchantIsNew) {
    terminal.say(
      t`Merchant ${shop.merchant} is new and gets no mail yet: ops merchants change ${shop.merchant} --help`,
    );
  }
  return exit.ok;
}
