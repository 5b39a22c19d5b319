import { dayMs, jstDay } from '../../../core/kernel/index.ts';
import type { Merchant } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { counted, t, translated } from '../../../language/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { checkOrder, orRefuse, type ShopsGiven, shopsGiven } from '../../arguments/meant.ts';
import { momentOf, type When } from '../../arguments/parameter.ts';
import { refuseOtherKinds, writeWholeFile } from '../../files/sink.ts';
import { type ExitCode, exit, type OpsContext } from '../../frame/command.ts';
import { type Block, below, paragraph } from '../../terminal/index.ts';
import { type LabelFormatName, labelFormatOf } from './formats.ts';
import { type LabelSettings, labelSettingsOf, readLabelSettings } from './settings.ts';
import { type LabelNote, type LabelShop, type LabelWork, type WrittenLabels, writeLabels } from './write-labels.ts';

export interface LabelWish extends ShopsGiven {
  readonly from: When | undefined;
  readonly to: When | undefined;
  readonly format: LabelFormatName;
  readonly settings: string | undefined;
  readonly date: When | undefined;
  readonly cancelRequested: boolean;
}

export async function exportLabels(
  { ports, terminal }: OpsContext,
  wish: LabelWish & { readonly output: string },
): Promise<ExitCode> {
  const given =
    wish.settings === undefined ? null : (await readLabelSettings(wish.settings, labelFormatOf[wish.format])).settings;
  const work = await orRefuse(t`These labels cannot be written`, (problems) => labelWork(ports, wish, given, problems));
  await refuseOtherKinds(wish.output);
  const written = await writeLabels(work);
  if (written.labels > 0) await writeWholeFile(wish.output, written.bytes);
  terminal.say(...resultLines(written, wish, work));
  return written.left.length === 0 && written.without.size === 0 ? exit.ok : exit.failed;
}

/** The work that is meant; notes every problem and returns null where there is one. `given`: the settings of all; null: each merchant's own. */
export async function labelWork(
  ports: Pick<Ports, 'shops' | 'malls' | 'merchants' | 'orders' | 'changes' | 'clock'>,
  wish: Omit<LabelWish, 'settings'>,
  given: LabelSettings | null,
  problems: string[],
): Promise<LabelWork | null> {
  const now = ports.clock.now();
  const shops = await shopsGiven(ports, wish, problems);
  const span = {
    from: wish.from === undefined ? 0 : momentOf(wish.from, now),
    to: wish.to === undefined ? now + dayMs : momentOf(wish.to, now),
  };
  checkOrder(span, problems);
  const merchants = given === null ? new Map((await ports.merchants.list()).map((one) => [one.id, one])) : null;
  const ids = [...new Set(shops.map(({ merchant }) => merchant))];
  const own = new Map(ids.map((id) => [id, given ?? ownSettings(merchants?.get(id), wish.format, problems)]));
  const headed = new Set(
    [...own.values()].map((settings) => settings?.hasHeadings ?? null).filter((has) => has !== null),
  );
  if (headed.size > 1)
    problems.push(t`--merchant: the settings of these merchants differ in headings; write a file for each of them.`);
  const labelShops: LabelShop[] = [];
  for (const shop of shops) {
    const mall = await mallDesks.of(shop.mall).labels?.();
    if (mall === undefined) problems.push(t`--shop: there are no labels of orders of ${shop.key}.`);
    else labelShops.push({ shop, mall, settings: own.get(shop.merchant) ?? null });
  }
  if (problems.length > 0) return null;
  const shipsOn = jstDay(wish.date === undefined ? now : momentOf(wish.date, now));
  const format = labelFormatOf[wish.format];
  return { ports, shops: labelShops, span, format, shipsOn, ofCancelRequested: wish.cancelRequested };
}

/** The settings that a merchant's row has for a program, null for none; notes a problem where they do not fit. */
function ownSettings(merchant: Merchant | undefined, name: LabelFormatName, problems: string[]): LabelSettings | null {
  const text = merchant?.labels?.[name];
  if (merchant === undefined || text === undefined) return null;
  const wrong: string[] = [];
  const settings = labelSettingsOf(JSON.parse(text), labelFormatOf[name], wrong);
  problems.push(...wrong.map((problem) => t`settings of merchant ${merchant.id}: ${problem}`));
  return settings;
}

function resultLines(
  written: WrittenLabels,
  { output, format }: { readonly output: string; readonly format: LabelFormatName },
  { shops, format: { program } }: LabelWork,
): Block[] {
  const { labels, orders, left, skipped, notes, without, onTheirWay, notReady } = written;
  const notesOf = (title: string, some: readonly LabelNote[]): Block[] => noteBlocks(title, some, shops.length > 1);
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
    ...[...without].map(([merchant, count]) =>
      paragraph(
        t`${counted(count, 'order')} of merchant ${merchant}, who has no settings for ${format} (see ops merchants change --help).`,
      ),
    ),
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

function noteBlocks(title: string, notes: readonly LabelNote[], namesShops: boolean): Block[] {
  if (notes.length === 0) return [];
  const nameOf = ({ shop, orderNumber }: LabelNote): string => `  ${namesShops ? `${shop} ` : ''}${orderNumber}`;
  return [title, ...notes.flatMap((note) => [nameOf(note), ...note.texts.map(below)]), ''];
}
