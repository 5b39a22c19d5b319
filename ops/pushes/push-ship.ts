import { jstDay, sentence, type Words } from '../../core/kernel/index.ts';
import type { ParcelItem, PushContent, Shop } from '../../core/model/index.ts';
import { t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { choice, flag, optional, type Parameter, text, type ValuesOf } from '../arguments/parameter.ts';
import { encodings } from '../files/encoding.ts';
import { defineCommand, type ExitCode, type OpsContext } from '../frame/command.ts';
import { wrongParcel } from './known-parcels.ts';
import { askAndTell, askOptions, dayMeant, dayOption, problemsOfAsking, wishesFor } from './push-asks.ts';
import { columnsOption, type LineNote, shipmentFormats } from './shipments/formats.ts';
import { readLine } from './shipments/read-line.ts';
import { shipFile } from './shipments/ship-file.ts';

/** `12345678901001=2,12345678901002=1`. */
const itemsWord: Parameter<readonly ParcelItem[]> = {
  takes: '<items>',
  help: '<id>=<pieces>, several separated by commas: what is in the parcel; only where the mall keeps it (Amazon, Shopify); all that is left when absent',
  read(typed = '') {
    const items = typed.split(',').map((part) => /^\s*([\w-]{1,60})\s*=\s*([1-9]\d{0,5})\s*$/.exec(part));
    if (items.some((item) => item === null)) {
      return { problem: t`got ${JSON.stringify(typed)}, expected <id>=<pieces>, several separated by commas.` };
    }
    return { value: items.map((item) => ({ lineId: item?.[1] ?? '', quantity: Number(item?.[2]) })) };
  },
};

const shipOptions = {
  carrier: optional(text('<carrier>', 'code or name (ops push carriers); in a file of all lines, whatever it says')),
  number: optional(text('<number>', 'お荷物伝票番号; - for a parcel without')),
  date: optional(dayOption('発送日 in Japan; in a file of lines without one; today for one order when absent')),
  basket: optional(text('<id>', '送付先ID, where the order has several destinations')),
  corrects: optional(text('<number>', 'the wrong number of a parcel that the order has: --number takes its place')),
  items: optional(itemsWord),
  another: flag('the order has a parcel already, and this one is sent as well'),
  file: optional(text('<file>', 'a file of shipments')),
  format: optional(choice(shipmentFormats, 'what wrote the file; found by its headings when absent')),
  columns: columnsOption,
  headerless: flag('the file has no headings; --columns names all by their places'),
  encoding: optional(choice(encodings, 'of the file; found out when absent')),
  partial: flag('request the good orders of the file'),
  ...askOptions,
};

export const pushShip = defineCommand({
  name: 'push ship',
  summary: 'Requests 発送完了報告 of an order, or of a file of shipments',
  help: `A file has one line a parcel; several lines of an order are its parcels. CSV or TSV,
UTF-8 or Shift_JIS. Its headings say which format it is (docs/how-to/statuses.md#files-of-shipments):
  tsunagi         order_number, carrier, tracking_number, shipped_on, basket_id; or
                  受注番号, 配送会社, お荷物伝票番号, 発送日, 送付先ID
  yamato-b2       what ヤマト B2クラウド exports
  sagawa-ehiden3  what 佐川 e飛伝III exports
  yupri           what ゆうプリR exports
Other columns: --columns orderNumber=記事1,trackingNumber=#4

An order that has a parcel already is refused, unless it is said what the new number is:
that of another parcel (--another), or the right one of that parcel (--corrects).
Corrected, the number changes in its row at the mall; carrier and day stay unless they
are given. In a file of lines a column corrects (訂正前お荷物伝票番号) has the wrong one.

If any line is wrong, all problems are reported with their lines, and nothing is
requested; with --partial the good orders are, and the other lines are written to
<file>.rejected.csv. The same file twice requests nothing twice.`,
  examples: [
    ['push ship 370001-20261124-0203456789 --carrier ヤマト運輸 --number 444413758703', 'one parcel, shipped today'],
    ['push ship 370001-20261124-0203456789 --number 444413758714 --corrects 444413758703', 'the number was mistyped'],
    [
      'push ship 250-1234567-8901234 --carrier ヤマト運輸 --number 444413758703 --items 12345678901001=1',
      'a part of an order of Amazon',
    ],
    ['push ship --file shipments.csv --dry-run', 'tells what is in the file, requests nothing'],
    ['push ship --file b2.csv --shop kado-no-mise', 'a day of ヤマト'],
    ['push ship --file yupri.csv --date today --partial', 'the good orders of a file without days'],
  ],
  arguments: { orderNumber: optional(text('<受注番号>', 'an order, unless --file names many')) },
  options: shipOptions,
  problemsOf: (values, isGiven) => {
    const isFile = isGiven('file');
    const given = (...names: readonly (keyof typeof shipOptions)[]) => names.filter(isGiven);
    return [
      ...(isFile === isGiven('orderNumber') ? [t`<受注番号>, --file: give one of them.`] : []),
      ...(isFile
        ? given('number', 'basket', 'corrects', 'items').map((name) => t`--${name}: is for one order, not for a file.`)
        : []),
      ...(isFile
        ? []
        : given('columns', 'headerless', 'encoding', 'partial').map(
            (name) => t`--${name}: is for --file, which is missing.`,
          )),
      ...(isFile || !isGiven('orderNumber')
        ? []
        : (['carrier', 'number'] as const).flatMap((name) =>
            isGiven(name) || (name === 'carrier' && isGiven('corrects')) ? [] : [t`--${name}: is missing.`],
          )),
      ...(isGiven('corrects') && isGiven('another') ? [t`--corrects, --another: give one of them, not both.`] : []),
      ...problemsOfAsking(values, isGiven),
    ];
  },
  async run(context, values) {
    const { orderNumber, file, carrier, date, format, columns, headerless, encoding } = values;
    const day = dayMeant(date, context.ports.clock.now());
    if (file !== undefined) {
      const setting = { file, encoding, format, columns: columns ?? {}, headerless, carrier, day };
      return shipFile(context, setting, values);
    }
    return shipOne(context, { ...values, orderNumber: orderNumber as string, day });
  },
});

type OneParcel = ValuesOf<typeof shipOptions> & { readonly orderNumber: string; readonly day: string | null };

async function shipOne(context: OpsContext, one: OneParcel): Promise<ExitCode> {
  const { ports, terminal } = context;
  const now = ports.clock.now();
  // Only the shop's mall knows its carriers.
  const contentFor = async (shop: Shop, problems: Words[]): Promise<PushContent | null> => {
    const { carriers } = mallDesks.of(shop.mall);
    // What is not said of a corrected parcel stays as it was.
    const found = one.corrects === undefined ? null : await wrongParcel(ports, shop, one.orderNumber, one.corrects);
    if (found?.kind === 'unknown' && one.carrier === undefined) {
      problems.push(sentence`--corrects: ${found.why}`);
      return null;
    }
    const wrong = found?.kind === 'known' ? found.parcel : null;
    const cells = {
      trackingNumber: one.number ?? '',
      basketId: one.basket ?? wrong?.basketId ?? '',
      ...(one.corrects === undefined ? {} : { corrects: one.corrects }),
    };
    const day = one.day ?? wrong?.shippedOn ?? jstDay(now);
    const defaults = { now, carriers, carrier: one.carrier ?? wrong?.carrier ?? '', day, takes: null };
    const read = readLine({ line: 1, cells, all: [] }, defaults);
    for (const { text: word } of read.warnings) terminal.say(t`warning: the parcel ${word}`);
    problems.push(...read.problems.map(({ field, text: word }) => sentence`${optionOf(field)}: ${word}`));
    if (read.parcel === null) return null;
    return { kind: 'ship', parcels: [{ ...read.parcel, ...(one.items && { contents: one.items }) }] };
  };
  return askAndTell(context, await wishesFor(context, [one.orderNumber], contentFor, one), one);
}

const optionNames = {
  orderNumber: 'number',
  trackingNumber: 'number',
  carrier: 'carrier',
  basketId: 'basket',
  corrects: 'corrects',
  shippedOn: 'date',
  lineId: 'items',
  quantity: 'items',
} as const;

function optionOf(field: LineNote['field']): string {
  return `--${optionNames[field ?? 'trackingNumber']}`;
}
