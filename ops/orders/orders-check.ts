import { checkOrders, type OrdersCheck, repairOrders } from '../../core/import/index.ts';
import { decideByHand, pausesOf, type Shop } from '../../core/model/index.ts';
import { inARow, t } from '../../language/index.ts';
import { causeText, whatToDo } from '../../views/pause/index.ts';
import { orRefuse, shopOrAll, shopsMeant } from '../arguments/meant.ts';
import { flag } from '../arguments/parameter.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { openByHand } from '../import/import.ts';
import { type Block, cutAt, tableOf } from '../terminal/index.ts';

const namedMax = 20;

interface Outcome {
  repaired: number;
  readonly left: string[];
  forgotten: number;
}

export const ordersCheck = defineCommand({
  name: 'orders check',
  summary: 'Compares rows of orders with their claims and history',
  help: `Reads every row of the shops and the whole stock ledger: every line must claim
its quantity once, nothing else may hold stock, and no history may be left of
orders whose personal data were removed. Needed after a table was restored
(docs/how-to/restore.md); harmless at any time.

--repair reads the orders that differ at the mall again, writes their claims
anew, and removes what is left of that history. It makes no revision of an
order that is as stored. Ends with 1 while anything differs.`,
  examples: [
    ['orders check --all', 'shows what differs'],
    ['orders check --all --repair', 'and sets it right'],
  ],
  options: { ...shopOrAll, repair: flag('set right what differs') },
  problemsOf: (_, isGiven) => problemsOfOne(isGiven, 'shop', 'all'),
  async run(context, { shop, repair, json }) {
    const { ports, terminal } = context;
    const shops = await orRefuse(t`These orders cannot be checked`, (problems) => shopsMeant(ports, shop, problems));
    const check = await checkOrders(ports, shops, ({ rows, claims }) => {
      terminal.progress(t`${rows} rows and ${claims} claims compared`);
    });
    const outcome = repair ? await setRight(context, shops, check) : untouched(check);
    const isRight = outcome.left.length === 0 && outcome.forgotten === check.remembered.length;
    if (json) terminal.printJson({ ...figuresOf(check), ...outcome });
    else terminal.print(...resultLines(check, repair ? outcome : null));
    if (!isRight && !json) terminal.say(...namedLines(outcome.left, repair));
    return isRight ? exit.ok : exit.failed;
  },
});

function untouched(check: OrdersCheck): Outcome {
  return { repaired: 0, left: check.differing.map(nameOf), forgotten: 0 };
}

function nameOf({ shop, orderNumber }: { readonly shop: string; readonly orderNumber: string }): string {
  return `${shop} ${orderNumber}`;
}

async function setRight(context: OpsContext, shops: readonly Shop[], check: OrdersCheck): Promise<Outcome> {
  const { ports, terminal } = context;
  const outcome: Outcome = { repaired: 0, left: [], forgotten: 0 };
  const pauses = pausesOf(await ports.pauses.standing(), ports.clock.now());
  for (const shop of shops) {
    const differing = check.differing.filter((order) => order.shop === shop.key);
    if (differing.length === 0) continue;
    const decision = decideByHand(pauses, shop, ports.clock.now());
    if (decision.kind !== 'allowed') {
      terminal.say(
        inARow(t`${shop.key} waits: ${causeText(decision.pause)} (${decision.pause.scope}).`, whatToDo(decision.pause)),
      );
      outcome.left.push(...differing.map(nameOf));
      continue;
    }
    const { repaired, left } = await repairOrders(await openByHand(context, shop), differing, (progress) => {
      terminal.progress(t`${shop.key}: ${progress.repaired} of ${differing.length} set right`);
    });
    outcome.repaired += repaired;
    outcome.left.push(...left.map((orderNumber) => nameOf({ shop: shop.key, orderNumber })));
  }
  for (const row of check.remembered) {
    await ports.orders.dropRevisions(row);
    outcome.forgotten++;
  }
  return outcome;
}

function figuresOf({ rows, claims, erased, differing, remembered }: OrdersCheck) {
  return { rows, claims, erased, differing: differing.length, remembered: remembered.length };
}

function resultLines(check: OrdersCheck, outcome: Outcome | null): Block[] {
  const figures: [string, number][] = [
    [t`rows`, check.rows],
    [t`claims`, check.claims],
    [t`rows without personal data, not comparable`, check.erased],
    [t`orders whose claims differ`, check.differing.length],
    [t`orders with a history that should be gone`, check.remembered.length],
    ...(outcome === null
      ? []
      : ([
          [t`set right`, outcome.repaired],
          [t`histories removed`, outcome.forgotten],
          [t`left`, outcome.left.length],
        ] satisfies [string, number][])),
  ];
  return tableOf(figures, ([compared, count]) => ({ compared, '': count }));
}

function namedLines(left: readonly string[], repair: boolean): Block[] {
  const advice = repair
    ? t`The mall did not show the orders that are left. Look at one: ops orders show <number>`
    : t`Set it right: the same command with --repair.`;
  return [...cutAt(namedMax, left, (shown) => shown.map((name) => `  ${name}`)), advice];
}
