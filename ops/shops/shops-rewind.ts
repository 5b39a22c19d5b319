import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { type Rewinding, rewindingOf, rewindShop } from '../../core/tenants/index.ts';
import { counted, durationText, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse, shopOrAll, shopsMeant } from '../arguments/meant.ts';
import { flag, momentOf, spanFrom, whenHelp } from '../arguments/parameter.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { defineCommand, exit } from '../frame/command.ts';
import { type Block, isAgreed, onRight, tableOf } from '../terminal/index.ts';

export const shopsRewind = defineCommand({
  name: 'shops rewind',
  summary: 'Sends the import back to a moment, after rows were lost',
  help: `For a restored table (docs/how-to/restore.md), or rows that were deleted. The
schedule then lists everything placed since again and imports what has no row;
open orders are compared with the mall and read again. Stored rows stay as they
are, and a cursor that stands before the moment stays where it is. Going back
far costs a call for every 1,000 orders, so choose the moment generously:
before the earliest order whose row can be gone.

You are asked first. It may be done beside running schedules, and again.

${whenHelp}`,
  examples: [
    ['shops rewind --all --from "2026-11-24 03:00" --dry-run', 'shows what would be done'],
    ['shops rewind --all --from "2026-11-24 03:00" --yes', 'does it, unasked'],
    ['shops rewind --shop kado-no-mise --from yesterday', 'one shop'],
  ],
  options: {
    ...shopOrAll,
    from: spanFrom('list again what was placed'),
    dryRun: flag('show it, change nothing'),
    yes: flag('do not ask'),
  },
  problemsOf: (_, isGiven) => problemsOfOne(isGiven, 'shop', 'all'),
  async run({ ports, terminal }, { shop, from, yes, dryRun, json }) {
    const problems: string[] = [];
    const shops = await shopsMeant(ports, shop, problems);
    const now = ports.clock.now();
    const moment = momentOf(from, now);
    problems.push(...problemsOfMoment(ports, shops, moment, now));
    if (problems.length > 0) return refuse(t`The import cannot be sent back`, problems);

    const wanted = shops.map((one) => rewindingOf(one, moment));
    const isAsked = !dryRun && !yes && wanted.length > 0;
    if (isAsked) {
      terminal.say(...rewindingLines(wanted));
      const question = t`Send ${counted(wanted.length, 'shop')} back? Every order placed since is listed again.`;
      if (!(await isAgreed(terminal, { yes, question, nothing: t`Nothing was changed.` }))) return exit.failed;
    }
    const done: Rewinding[] = [];
    for (const one of dryRun ? [] : shops) {
      done.push(await rewindShop(ports, one.key, moment));
      terminal.progress(t`${done.length} of ${counted(shops.length, 'shop')}`);
    }
    const told = dryRun ? wanted : done;
    if (json) terminal.printJson({ to: jstIso(moment), dryRun, shops: told.map(rewindingJson) });
    else if (told.length === 0) terminal.print(t`There is no shop.`);
    else terminal.print(...(isAsked ? [] : rewindingLines(told)), ...closingLines(dryRun));
    return exit.ok;
  },
});

function rewindingLines(rewindings: readonly Rewinding[]): Block[] {
  return tableOf(rewindings, ({ shop, cursor }) => ({
    shop: shop.key,
    cursor: jstText(shop.cursor),
    'goes back to': cursor < shop.cursor ? jstText(cursor) : t`stays`,
    'back by': onRight(durationText(shop.cursor - cursor)),
  }));
}

function problemsOfMoment(ports: Pick<Ports, 'malls'>, shops: readonly Shop[], from: EpochMs, now: EpochMs): string[] {
  if (from > now) return [t`--from (${jstText(from)}) lies in the future.`];
  const reach = Math.min(...shops.map(({ mall }) => ports.malls.traits(mall).lookBackMs));
  if (from >= now - reach) return [];
  return [t`--from (${jstText(from)}) is further back than the mall answers; use ${jstText(now - reach)} or later.`];
}

function closingLines(dryRun: boolean): string[] {
  if (dryRun) return [t`Nothing was changed. Without --dry-run it is done.`];
  return [t`The schedule imports from there. Watch it catch up: ops status`];
}

function rewindingJson({ shop, cursor }: Rewinding): object {
  return { shop: shop.key, from: jstIso(shop.cursor), to: jstIso(cursor), rewound: cursor < shop.cursor };
}
