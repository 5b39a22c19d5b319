import { checkKey, shopWithKey, type WorkingKey } from '../../core/merchants/check-key.ts';
import { keyOfNewShop, type NewShop, newShop, problemsOfNewShop } from '../../core/merchants/new-shop.ts';
import { mallNames, type Shop } from '../../core/merchants/shop.ts';
import { jstText } from '../../core/units.ts';
import { choice, flag, optional, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { refuse } from '../arguments/shop-and-span.ts';
import { momentOf, when, whenHelp } from '../arguments/when.ts';
import { defineCommand, type OpsContext } from '../command.ts';
import { type ExitCode, exit } from '../exit.ts';
import { askKeys } from '../keys/ask-keys.ts';
import { tellUncheckable } from '../keys/check-advice.ts';
import { keysHelp } from '../keys/read-keys.ts';
import { jstIso, jstIsoOrNull, jstTextOr } from '../words/time.ts';

/** `ops shops add`: a shop whose orders are imported from now on. */
export const shopsAdd = defineCommand({
  name: 'shops add',
  summary: 'Adds a shop, imported from a chosen moment on',
  help: `Asks the mall once with the key before anything is stored. The next run of the
schedule begins with the orders placed at --import-from.

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
  ],
  arguments: {},
  options: {
    mall: choice(mallNames, 'the mall the shop is on'),
    code: text('<code>', 'the mall’s own name of the shop (楽天: shopUrl)'),
    name: text('<name>', 'what people call it'),
    merchant: text('<merchant>', 'whose stock its orders draw from; the same for all shops that share one stock'),
    importFrom: when('orders placed before this moment are not imported'),
    shard: withDefault(wholeNumber('<number>', 'which schedule polls it', { from: 0, to: 63 }), '0'),
    keysFrom: optional(text('<file>', 'where the keys are, - for stdin; asked for on the terminal when absent')),
    unchecked: flag('store the key without asking the mall'),
    json: flag('one line of JSON'),
  },
  async run(context, { keysFrom, unchecked, json, importFrom, ...rest }) {
    const { ports, terminal, callsPerSecond } = context;
    const now = ports.clock.now();
    const wanted: NewShop = { ...rest, importFrom: momentOf(importFrom, now), callsPerSecond };
    const shops = await ports.shops.all();
    const problems = problemsOfNewShop(wanted, now, ports.malls.traits(wanted.mall).lookBackMs);
    const key = keyOfNewShop(wanted);
    if (shops.some((shop) => shop.key === key)) {
      problems.push(`--code: ${key} is there already. To replace its key: ops shops key --shop ${key}`);
    }
    if (problems.length > 0) return refuse('This shop cannot be added', problems);

    const credential = await askKeys(terminal, keysFrom, ['serviceSecret', 'licenseKey']);
    const same = await shopWithKey(ports, shops, credential);
    if (same) {
      return refuse('This shop cannot be added', [
        `The licence key is that of ${same}: every order would be imported twice and hold its stock twice.`,
      ]);
    }
    const shop = newShop(wanted, await ports.vault.seal(key, wanted.shard, 1, credential));
    return add(context, shop, { check: !unchecked, json });
  },
});

async function add(
  { ports, terminal }: OpsContext,
  shop: Shop,
  { check, json }: { check: boolean; json: boolean },
): Promise<ExitCode> {
  let checked: WorkingKey | null = null;
  try {
    checked = check ? await checkKey(ports, shop) : null;
  } catch (error) {
    return tellUncheckable(terminal, error);
  }
  if ((await ports.shops.add(shop)) === 'duplicate') {
    terminal.say(`Somebody else has added ${shop.key} meanwhile. See ops shops list.`);
    return exit.failed;
  }
  if (json) {
    terminal.printJson({
      shop: shop.key,
      importFrom: jstIso(shop.importFrom),
      keyExpiresAt: jstIsoOrNull(checked?.expiresAt),
    });
    return exit.ok;
  }
  terminal.print(
    `${shop.key} (${shop.name}) is added. Orders placed since ${jstText(shop.importFrom)} are imported from the next run on.`,
    checked
      ? `Its key works, until ${jstTextOr(checked.expiresAt, 'a day the mall does not tell')}.`
      : 'Its key was not checked.',
  );
  return exit.ok;
}
