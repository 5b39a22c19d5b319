import type { Shop } from '../../core/model/index.ts';
import { type KeyReplacement, replaceKey } from '../../core/tenants/index.ts';
import { jstTextOr, t } from '../../language/index.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { orRefuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { flag, optional, text } from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { askNextKey, keysHelp, tellUncheckable } from '../keys/keys.ts';

export const shopsKey = defineCommand({
  name: 'shops key',
  summary: 'Replaces a shop’s keys, or parts of them',
  help: `Asks the mall with the new key first. A key that works is stored, and the shop's
credentials pause is lifted: the import goes on where it stood and misses
nothing. What is not given stays as it is. The terminal asks for the licence key
(楽天市場), for consentedAt, the moment of the new consent (Yahoo!ショッピング: the
refresh token stays the same), or for the client secret (Amazon, with the moment
of its rotation, and Shopify). A new 公開鍵 comes from a file, as publicKey,
publicKeyVersion and publicKeyIssuedAt. A key that the mall does not take yet is
not stored: ops keys rotate lets it wait.

${keysHelp}`,
  examples: [
    ['shops key --shop kado-no-mise', 'asks for the licence key on the terminal'],
    ['shops key --shop kado-no-mise --keys-from -', 'takes licenseKey=… from stdin'],
    ['shops key --shop yahoo#kado-no-mise', 'asks for the moment of the new consent'],
  ],
  options: {
    shop: shopOption('the shop'),
    keysFrom: optional(text('<file>', 'where the key is, - for stdin; asked for on the terminal when absent')),
    unchecked: flag('store the key without asking the mall'),
  },
  async run(context, { shop: shopName, keysFrom, unchecked, json }) {
    const { ports, terminal } = context;
    const shop = await orRefuse(t`The key cannot be replaced`, (problems) => resolveShop(ports, shopName, problems));
    const credential = await askNextKey(context, shop, { keysFrom, shopName, what: t`The key cannot be replaced` });
    try {
      return tellReplacement(context, shop, await replaceKey(ports, shop, credential, { check: !unchecked }), json);
    } catch (error) {
      return tellUncheckable(terminal, error, shop, 'shops key');
    }
  },
});

function tellReplacement({ terminal }: OpsContext, shop: Shop, result: KeyReplacement, json: boolean) {
  if (result.kind === 'overtaken') {
    terminal.say(t`The key of ${shop.key} was replaced concurrently. If yours is the newer one, run this again.`);
    return exit.failed;
  }
  const { version, checked } = result;
  if (json) {
    terminal.printJson({
      shop: shop.key,
      keyVersion: version,
      checked: checked !== null,
      keyExpiresAt: jstIsoOrNull(checked?.expiry?.at),
    });
  } else if (checked) {
    const until = jstTextOr(checked.expiry?.at, t`a day the mall does not tell`);
    terminal.print(
      t`${shop.key} has key version ${version}, which works until ${until}. No key pauses the shop any more.`,
    );
  } else {
    terminal.print(
      t`${shop.key} has key version ${version}, unchecked: the import tries it within a minute and says if it is refused.`,
    );
  }
  return exit.ok;
}
