import { jstText } from '../../core/kernel/index.ts';
import type { RemovedShop, Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { liftPausesOf, removeShop } from '../../core/tenants/index.ts';
import { counted, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse, resolveShop, shopOption } from '../arguments/meant.ts';
import { byOption, flag, optional, text, whoDoes } from '../arguments/parameter.ts';
import { defineCommand, type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { type Block, paragraph } from '../terminal/index.ts';

export const shopsRemove = defineCommand({
  name: 'shops remove',
  summary: 'Stops importing a shop for good, and destroys its key',
  help: `The shop's orders, their history and the stock they hold stay, and so does up to
where it was imported: added again with ops shops add, it goes on from there, and
no order is lost or stored twice. To stop for a while: ops shops pause.

Shows what goes and what stays, and asks for the shop's key, as in
rms#kado-no-mise, before it does anything.`,
  examples: [
    ['shops remove --shop kado-no-mise --dry-run', 'shows what would go and what would stay'],
    ['shops remove --shop kado-no-mise', 'asks before it does it'],
    ['shops remove --shop kado-no-mise --yes rms#kado-no-mise', 'does not ask'],
  ],
  options: {
    shop: shopOption('the shop'),
    yes: optional(text('<shop>', 'the shop’s key in full, instead of being asked for it')),
    dryRun: flag('show it, change nothing'),
    by: byOption('who removes it'),
  },
  async run(context, { shop: shopName, yes, dryRun, by, json }) {
    const { ports, terminal } = context;
    const problems: string[] = [];
    const shop = await resolveShop(ports, shopName, problems);
    if (!shop) {
      const before = await removedBefore(ports, shopName);
      return before === null ? refuse(t`Nothing was removed`, problems) : tellRemovedBefore(context, before, json);
    }
    if (yes !== undefined && yes !== shop.key) {
      return refuse(t`Nothing was removed`, [
        t`--yes: got ${JSON.stringify(yes)}, expected the shop’s key, ${shop.key}.`,
      ]);
    }
    const open = (await ports.orders.openOrders(shop.key)).length;
    if (!json) terminal.say(...whatHappens(shop, open));
    if (dryRun) return tell(context, shop, open, { removed: false, json });

    const answer = yes ?? (await terminal.answer(t`Type ${shop.key} to remove it: `));
    if (answer?.trim() !== shop.key) {
      terminal.say(
        answer === null
          ? t`Nothing was removed. Without a terminal, say so with --yes ${shop.key}.`
          : t`Nothing was removed.`,
      );
      return exit.failed;
    }
    if ((await removeShop(ports, shop, whoDoes(by))).kind === 'changed') {
      terminal.say(t`Nothing was removed: the key of ${shop.key} was replaced concurrently. Remove the shop anyway?`);
      return exit.failed;
    }
    return tell(context, shop, open, { removed: true, json });
  },
});

function whatHappens(shop: Shop, open: number): Block[] {
  const going = [t`its key`, t`its place in the schedule`, t`the pauses that are about it alone`];
  const staying = [
    t`every order and its history`,
    t`${counted(open, 'open order')}, no longer read, with the stock they hold`,
    t`up to where it was imported: ${jstText(shop.cursor)}`,
  ];
  return [
    t`${shop.key} (${shop.name}), merchant ${shop.merchant}`,
    paragraph(t`Goes:  ${going.join(t`; `)}.`),
    paragraph(t`Stays: ${staying.join(t`; `)}.`),
    paragraph(t`The licence key itself still works at the mall: issue another one there to invalidate it.`),
  ];
}

function tell(
  { terminal }: OpsContext,
  shop: Shop,
  openOrders: number,
  { removed, json }: { readonly removed: boolean; readonly json: boolean },
): ExitCode {
  if (json) terminal.printJson({ shop: shop.key, removed, openOrders, cursor: jstIso(shop.cursor) });
  else if (removed) terminal.print(t`${shop.key} is removed. To import it again: ops shops add`);
  else terminal.print(t`Nothing was removed: this was a dry run.`);
  return exit.ok;
}

async function removedBefore(ports: Pick<Ports, 'removedShops'>, keyOrCode: string): Promise<RemovedShop | null> {
  const all = await ports.removedShops.list();
  const byCode = all.filter(({ code }) => code === keyOrCode);
  return all.find(({ key }) => key === keyOrCode) ?? (byCode.length === 1 ? (byCode[0] ?? null) : null);
}

async function tellRemovedBefore(
  { ports, terminal }: OpsContext,
  { key, removedAt, by, cursor }: RemovedShop,
  json: boolean,
): Promise<ExitCode> {
  await liftPausesOf(ports, key);
  if (json) terminal.printJson({ shop: key, removed: true, openOrders: null, cursor: jstIso(cursor) });
  else terminal.print(t`${key} was removed by ${by} at ${jstText(removedAt)}. To import it again: ops shops add`);
  return exit.ok;
}
