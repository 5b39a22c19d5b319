import { basename } from 'node:path';
import { counted, t } from '../../../language/index.ts';
import { orRefuse } from '../../arguments/meant.ts';
import { whoDoes } from '../../arguments/parameter.ts';
import { noteLines, rejectedPathOf, writeRejectedLines } from '../../files/line-note.ts';
import { encodingName } from '../../files/named-table.ts';
import { type ExitCode, exit, type OpsContext } from '../../frame/command.ts';
import type { Block } from '../../terminal/index.ts';
import { type AnsweredWish, askForChanges, checkWishes, type Wish } from '../ask.ts';
import { shopsToSearch } from '../places.ts';
import { type Asking, wishCounts, wishJson, wishLines } from '../push-asks.ts';
import type { LineNote } from './formats.ts';
import { type FileSetting, readShipments, type Shipments } from './read-shipments.ts';

export async function shipFile(
  context: OpsContext,
  setting: FileSetting & { readonly file: string },
  asking: Asking & { readonly partial: boolean; readonly another: boolean },
): Promise<ExitCode> {
  const { ports, terminal } = context;
  const { dryRun, partial, json } = asking;
  const search = await orRefuse(t`Nothing was requested`, (problems) => shopsToSearch(ports, asking, problems));
  const read = await readShipments(ports, setting, search);
  const { table, encoding, format } = read;
  const how = [encodingName[encoding], ...(format === 'tsunagi' ? [] : [format])].join(', ');
  terminal.say(`${basename(setting.file)} (${how}): ${counted(table.rows.length, 'line')}`);

  const { wishes, shipments } = await checkShipments(ports, read, asking.another);
  const isSound = shipments.problems.length === 0;
  const asks = isSound || partial;
  const rejected = asks && !dryRun && !isSound ? await rejectedPathOf(setting.file) : null;
  // Where a bad line keeps the whole file back, the others are looked at all the same.
  const answered = await askForChanges(context, wishes, { by: whoDoes(asking.by), dryRun: dryRun || !asks });
  terminal.endProgress();
  if (rejected !== null) await writeRejectedLines(rejected, table, shipments.problems);
  if (json) terminal.printJson(reportJson(shipments, answered, { requested: asks && !dryRun, rejected }));
  else terminal.print(...reportLines(shipments, answered, { dryRun, asks, rejected }));
  return isSound && answered.every(({ outcome }) => outcome.kind !== 'refused') ? exit.ok : exit.failed;
}

export async function checkShipments(
  ports: OpsContext['ports'],
  shipments: Shipments,
  isAnother: boolean,
): Promise<{ readonly wishes: readonly Wish[]; readonly shipments: Shipments }> {
  const asked = shipments.orders.map((order) => ({
    shop: shipments.shopOf(order),
    orderNumber: order.orderNumber,
    content: { kind: 'ship' as const, parcels: order.parcels },
    isAnother,
  }));
  const { wishes, problems: found, warnings: noted } = await checkWishes(ports, asked);
  const notes = shipments.orders.flatMap(({ lines }, index) =>
    (found[index] ?? []).flatMap((text) => lines.map((line): LineNote => ({ line, field: null, text }))),
  );
  const looks = shipments.orders.flatMap(({ lines: [line = 0] }, index): LineNote[] => {
    const text = noted[index] ?? null;
    return text === null ? [] : [{ line, field: 'orderNumber', text }];
  });
  const byLine = (a: LineNote, b: LineNote): number => a.line - b.line;
  const problems = [...shipments.problems, ...notes].sort(byLine);
  return {
    wishes: wishes.filter((_, index) => (found[index] ?? []).length === 0),
    shipments: { ...shipments, problems, warnings: [...shipments.warnings, ...looks].sort(byLine) },
  };
}

interface ReportSetting {
  readonly dryRun: boolean;
  readonly asks: boolean;
  readonly rejected: string | null;
}

function reportLines(
  { problems, warnings, table }: Shipments,
  answered: readonly AnsweredWish[],
  { dryRun, asks, rejected }: ReportSetting,
): Block[] {
  const bad = new Set(problems.map(({ line }) => line)).size;
  const notes = (some: typeof problems, title: string): Block[] =>
    some.length === 0 ? [] : [...noteLines(some, table, title), ''];
  return [
    ...notes(problems, t`what is wrong`),
    ...notes(warnings, t`look at this`),
    ...wishLines(answered, dryRun || !asks),
    ...(bad === 0 ? [] : [t`${counted(bad, 'line')} not good`]),
    ...closing({ dryRun, asks, rejected }),
  ];
}

function closing({ dryRun, asks, rejected }: ReportSetting): string[] {
  if (!asks) {
    return [
      t`Nothing was requested. Mend what is wrong and run this again, or request the good orders with --partial.`,
    ];
  }
  if (dryRun) return [t`Nothing was requested: this was a dry run.`];
  return [
    ...(rejected === null ? [] : [t`Not requested: ${rejected}. Mend its lines and run this with it.`]),
    t`How they stand: ops push list`,
  ];
}

function reportJson(
  { problems, warnings, table, orders, encoding, format }: Shipments,
  answered: readonly AnsweredWish[],
  { requested, rejected }: { readonly requested: boolean; readonly rejected: string | null },
): object {
  return {
    lines: table.rows.length,
    encoding,
    format,
    orders: orders.length,
    dryRun: !requested,
    counts: wishCounts(answered),
    problems,
    warnings,
    rejectedFile: rejected,
    changes: answered.map(wishJson),
  };
}
