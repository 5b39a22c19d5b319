import { dayMs, jstDay } from '../../../core/kernel/index.ts';
import { t, translated } from '../../../language/language.ts';
import { counted } from '../../../language/phrases.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { checkOrder, refuse, resolveShop } from '../../arguments/meant.ts';
import { momentOf, type When } from '../../arguments/parameter.ts';
import { refuseOtherKinds, writeWholeFile } from '../../files/sink.ts';
import { type ExitCode, exit, type OpsContext } from '../../frame/command.ts';
import { type Block, below, paragraph } from '../../terminal/table.ts';
import { type LabelFormatName, labelFormatOf } from './formats.ts';
import { readLabelSettings } from './settings.ts';
import { type LabelNote, type WrittenLabels, writeLabels } from './write-labels.ts';

/** What `ops orders export` was given for labels. */
export interface LabelWish {
  readonly shop: string;
  readonly from: When | undefined;
  readonly to: When | undefined;
  readonly format: LabelFormatName;
  readonly settings: string;
  readonly date: When | undefined;
  readonly cancelRequested: boolean;
  readonly output: string;
}

/** Writes the labels of a shop's orders that are ready, and says of every other one why it has none. */
export async function exportLabels({ ports, terminal }: OpsContext, wish: LabelWish): Promise<ExitCode> {
  const problems: string[] = [];
  const now = ports.clock.now();
  const shop = await resolveShop(ports, wish.shop, problems);
  const span = {
    from: wish.from === undefined ? 0 : momentOf(wish.from, now),
    to: wish.to === undefined ? now + dayMs : momentOf(wish.to, now),
  };
  checkOrder(span, problems);
  const mall = shop === null ? undefined : await mallDesks.of(shop.mall).labels?.();
  if (shop !== null && mall === undefined)
    problems.push(t`--format: there are no labels of orders of ${mallDesks.of(shop.mall).name}.`);
  if (shop === null || mall === undefined || problems.length > 0)
    return refuse(t`These labels cannot be written`, problems);
  await refuseOtherKinds(wish.output);

  const format = labelFormatOf[wish.format];
  const settings = await readLabelSettings(wish.settings, format);
  const shipsOn = jstDay(wish.date === undefined ? now : momentOf(wish.date, now));
  const written = await writeLabels({
    ...{ ports, shop, mall, span, format, settings, shipsOn },
    ofCancelRequested: wish.cancelRequested,
  });
  if (written.labels > 0) await writeWholeFile(wish.output, written.bytes);
  terminal.say(...resultLines(written, wish, format.program));
  return written.left.length === 0 ? exit.ok : exit.failed;
}

function resultLines(written: WrittenLabels, { output, format }: LabelWish, program: string): Block[] {
  const { labels, orders, left, skipped, notes, notReady } = written;
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
