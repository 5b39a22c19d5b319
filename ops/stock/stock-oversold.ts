import { jstText } from '../../core/kernel/index.ts';
import type { OversoldLine } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { oversoldIn, readLevels } from '../../core/stock/index.ts';
import { counted, t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { refuse } from '../arguments/meant.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, flexible, paragraph, tableOf, whole } from '../terminal/index.ts';
import { merchantOption, merchantsWithStock, stockMerchant } from './merchant-of-stock.ts';

export interface Oversold {
  readonly merchant: string;
  readonly sku: string;
  /** 商品名; null where it is not known. */
  readonly itemName: string | null;
  readonly free: number | null;
  readonly since: number;
  readonly lines: readonly OversoldLine[];
}

export const stockOversold = defineCommand({
  name: 'stock oversold',
  summary: 'Lists oversold SKUs (売り越し), and the orders that came last',
  help: `Who ordered first is served first: named are the order lines placed last, until they
cover what is lacking. All malls show 0 of such a SKU already. What to do: let more
come in (ops stock add), or ask the buyers named and cancel (ops push
cancel); what is cancelled comes back by itself.`,
  examples: [
    ['stock oversold', 'of every merchant with stock'],
    ['stock oversold --merchant hanamori --json', 'of one, as one line of JSON'],
  ],
  options: { merchant: merchantOption },
  async run({ ports, terminal }, { merchant: id, json }) {
    const problems: string[] = [];
    const one = id === undefined ? null : await stockMerchant(ports, id, problems);
    if (problems.length > 0) return refuse(t`Nothing can be listed`, problems);
    const merchants = one === null ? (await merchantsWithStock(ports)).map((row) => row.id) : [one.id];
    const found = await readOversold(ports, merchants);
    if (json) terminal.printJson({ oversold: found.map(oversoldJson) });
    else if (found.length === 0) terminal.print(t`Nothing is oversold.`);
    else terminal.print(...found.flatMap((each) => oversoldLines(each)));
  },
});

export async function readOversold({ stock }: Pick<Ports, 'stock'>, merchants: readonly string[]): Promise<Oversold[]> {
  const found: Oversold[] = [];
  for (const merchant of merchants) {
    const oversold = await stock.oversoldSkus(merchant);
    const skus = oversold.map(({ sku }) => sku);
    const levels = skus.length === 0 ? new Map() : await readLevels(stock, merchant, skus);
    for (const { sku, itemName = null, since } of oversold) {
      const lines = await oversoldIn(stock)(merchant, sku);
      found.push({ merchant, sku, itemName, free: levels.get(sku)?.free ?? null, since, lines });
    }
  }
  return found;
}

function oversoldLines({ merchant, sku, itemName, free, since, lines }: Oversold): Block[] {
  const lacking = Math.max(0, -(free ?? 0));
  const covered = lines.reduce((sum, line) => sum + line.lacking, 0);
  const proposal =
    lacking === 0
      ? [t`Enough has come in since: a worker takes it off this list.`]
      : [
          t`Either more comes in, ${counted(lacking, 'piece')} at least: ops stock add ${sku} ${lacking} --received --merchant ${merchant}`,
          ...(lines.length === 0
            ? []
            : [
                t`Or these orders, the last placed, cannot be met. Ask their buyers, and cancel: ops push cancel <order> --reason out-of-stock`,
              ]),
          ...(covered < lacking
            ? [
                t`${lacking - covered} are lacking by adjustments, not by orders: ops stock show ${sku} --merchant ${merchant}`,
              ]
            : []),
        ];
  return [
    t`${sku}, merchant ${merchant}: ${lacking} lacking, since ${jstText(since)}`,
    ...(itemName === null ? [] : [paragraph(`商品名: ${itemName}`)]),
    ...(lines.length === 0
      ? []
      : tableOf(lines, (one) => ({
          shop: one.shop,
          order: whole(one.orderNumber),
          placed: jstText(one.orderedAt),
          what: flexible(one.sku === sku ? counted(one.quantity, 'piece') : `${one.quantity} × ${one.sku}`),
          lacking: one.lacking,
        }))),
    ...proposal.map((line) => paragraph(line)),
    '',
  ];
}

function oversoldJson({ merchant, sku, itemName, free, since, lines }: Oversold): object {
  return {
    merchant,
    sku,
    itemName,
    free,
    since: jstIso(since),
    orders: lines.map(({ orderedAt, ...line }) => ({ ...line, orderedAt: jstIso(orderedAt) })),
  };
}
