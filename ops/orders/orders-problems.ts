import { type ProblemOrder, problemOrders } from '../../core/import/index.ts';
import { jstText } from '../../core/kernel/index.ts';
import { jstTextOr, t } from '../../language/index.ts';
import { problemOrderFacts, problemWord } from '../../views/order/index.ts';
import { orRefuse, shopIfNamed, shopOption } from '../arguments/meant.ts';
import { optional } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, below, tableOf, whole } from '../terminal/index.ts';

export const ordersProblems = defineCommand({
  name: 'orders problems',
  summary: 'Lists the orders that cannot be read or stored',
  help: `missing      the mall lists the order and does not hand it out
quarantined  it was received but not understood, or is more than a table takes:
             too large, a SKU too long, a quantity out of range; the received
             data is kept where it fits
"stored" tells whether an earlier reading is stored, which then stands. Each is
tried again by itself, less and less often, and leaves this list once it is read.`,
  examples: [
    ['orders problems', 'of all shops'],
    ['orders problems --shop kado-no-mise --json', 'of one shop, as one line of JSON'],
  ],
  options: { shop: optional(shopOption('only of this shop')) },
  async run({ ports, importSettings, terminal }, { shop: shopName, json }) {
    const only = await orRefuse(t`The problems cannot be listed`, (problems) => shopIfNamed(ports, shopName, problems));
    const found = await problemOrders(ports.orders, importSettings, ports.clock.now(), only?.key);
    if (json) terminal.printJson({ problems: found.map(problemOrderFacts) });
    else if (found.length === 0) terminal.print(t`No order has a problem.`);
    else terminal.print(...problemLines(found));
  },
});

/** The table, with each reason below its order: reasons are sentences, and the columns are many. */
function problemLines(found: readonly ProblemOrder[]): Block[] {
  return tableOf(
    found,
    ({ shop, orderNumber, problem }) => ({
      shop,
      order: whole(orderNumber),
      problem: problemWord(problem.kind),
      since: jstText(problem.since),
    }),
    ({ problem, stored, nextTryAt }) => [
      below(problem.reason),
      below(t`stored: ${stored ? t`yes` : t`no`}; tries: ${problem.tries}; next try: ${jstTextOr(nextTryAt, t`none`)}`),
    ],
  );
}
