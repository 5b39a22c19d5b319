import { dayMs, jstDay } from '../../../core/kernel/index.ts';
import type { Merchant } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { t, translated } from '../../../language/language.ts';
import { counted } from '../../../language/phrases.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { checkOrder, orRefuse, type ShopsGiven, shopsGiven } from '../../arguments/meant.ts';
import { momentOf, type When } from '../../arguments/parameter.ts';
import { refuseOtherKinds, writeWholeFile } from '../../files/sink.ts';
import { type ExitCode, exit, type OpsContext } from '../../frame/command.ts';
import { type Block, below, paragraph } from '../../terminal/table.ts';
import { type LabelFormatName, labelFormatOf } from './formats.ts';
import { type LabelSettings, labelSettingsOf, readLabelSettings } from './settings.ts';
import { type LabelNote, type LabelShop, type LabelWork, type WrittenLabels, writeLabels } from './write-labels.ts';

/** What `ops orders export` was given for labels. */
export interface LabelWish extends ShopsGiven {
  readonly from: When | undefined;
  readonly to: When | undefined;
  readonly format: LabelFormatName;
  /** Undefined: each merchant's own. */
  readonly settings: string | undefined;
  readonly date: When | undefined;
  readonly cancelRequested: boolean;
}

/** Writes the labels of the orders that are ready to a file, and says of every other one why it has none. */
export async function exportLabels(
  { ports, terminal }: OpsContext,
  wish: LabelWish & { readonly output: string },
): Promise<ExitCode> {
  const work = await orRefuse(t`These labels cannot be written`, (problems) => labelWork(ports, wish, problems));
  await refuseOtherKinds(wish.output);
  const written = await writeLabels(work);
  if (written.labels > 0) await writeWholeFile(wish.output, written.bytes);
  terminal.say(...resultLines(written, wish, work.format.program));
  return written.left.length === 0 ? exit.ok : exit.failed;
}

/** The work that is meant; notes every problem and returns null where there is one. */
export async function labelWork(
  ports: Pick<Ports, 'shops' | 'malls' | 'merchants' | 'orders' | 'changes' | 'clock'>,
  wish: LabelWish,
  problems: string[],
): Promise<LabelWork | null> {
  const now = ports.clock.now();
  const shops = await shopsGiven(ports, wish, problems);
  const span = {
    from: wish.from === undefined ? 0 : momentOf(wish.from, now),
    to: wish.to === undefined ? now + dayMs : momentOf(wish.to, now),
  };
  checkOrder(span, problems);
  if (problems.length > 0) return null;
  const format = labelFormatOf[wish.format];
  const given = wish.settings === undefined ? null : (await readLabelSettings(wish.settings, format)).settings;
  const ids = [...new Set(shops.map(({ merchant }) => merchant))];
  const merchants = given === null ? await ports.merchants.some(ids) : [];
  const settings = new Map(ids.map((id) => [id, given ?? ownSettings(merchants, id, wish.format, problems)]));
  const labelShops: LabelShop[] = [];
  for (const shop of shops) {
    const own = settings.get(shop.merchant);
    const mall = await mallDesks.of(shop.mall).labels?.();
    if (mall === undefined) problems.push(t`--shop: there are no labels of orders of ${shop.key}.`);
    else if (own) labelShops.push({ shop, mall, settings: own });
  }
  const shipsOn = jstDay(wish.date === undefined ? now : momentOf(wish.date, now));
  return { ports, shops: labelShops, span, format, shipsOn, ofCancelRequested: wish.cancelRequested };
}

/** The settings that a merchant's row has for a program; notes a problem where it has none that fit. */
function ownSettings(
  merchants: readonly Merchant[],
  id: string,
  name: LabelFormatName,
  problems: string[],
): LabelSettings | null {
  const text = merchants.find((merchant) => merchant.id === id)?.labels?.[name];
  if (text === undefined) {
    problems.push(
      t`--settings: is missing; merchant ${id} has none of its own for ${name} (see ops merchants change --help).`,
    );
    return null;
  }
  const wrong: string[] = [];
  const settings = labelSettingsOf(JSON.parse(text), labelFormatOf[name], wrong);
  problems.push(...wrong.map((problem) => t`settings of merchant ${id}: ${problem}`));
  return settings;
}

function resultLines(
  written: WrittenLabels,
  { output, format }: { readonly output: string; readonly format: LabelFormatName },
  program: string,
): Block[] {
  const { labels, orders, left, skipped, notes, onTheirWay, notReady } = written;
  const [labelCount, orderCount] = [counted(labels, 'label'), counted(orders, 'order')];
  const result =
    labels === 0
      ? t`There is no label, and no file was written.`
      : t`${labelCount} of ${orderCount}, in ${output} (${program}, Shift_JIS).`;
  return [
    ...notesOf(t`No label, and why:`, left),
    ...notesOf(t`Left out, because a cancel is requested (--cancel-requested writes them, too):`, skipped),
    ...notesOf(t`Look at these:`, notes),
    paragraph(result),
    ...(left.length === 0
      ? []
      : [paragraph(t`${counted(left.length, 'order')} without a label, above: make theirs in the program.`)]),
    ...(skipped.length === 0
      ? []
      : [paragraph(t`${counted(skipped.length, 'order')} left out, above: a cancel is requested and not decided.`)]),
    ...(onTheirWay === 0 ? [] : [paragraph(t`${counted(onTheirWay, 'order')} whose shipment was requested already.`)]),
    ...(notReady === 0
      ? []
      : [paragraph(t`${counted(notReady, 'open order')} more in a status that is not to be shipped.`)]),
    ...(labels === 0
      ? []
      : [
          t`Once they are printed, hand in what the program exports:`,
          `  ops push ship --file ${translated('<file>')}${format === 'yupri' ? ' --date today' : ''}`,
        ]),
  ];
}

function notesOf(title: string, notes: readonly LabelNote[]): Block[] {
  if (notes.length === 0) return [];
  return [title, ...notes.flatMap(({ orderNumber, texts }) => [`  ${orderNumber}`, ...texts.map(below)]), ''];
}
