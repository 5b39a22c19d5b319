import { counted, t } from '../../language/index.ts';
import type { KeptTable, StandingStage } from '../../wiring/teardown.ts';
import { type Block, flexible, indented, laidOut, paragraph, tableOf } from '../terminal/index.ts';
import { currentDataStack, type TeardownPlan } from './intent.ts';

interface Line {
  readonly name: string;
  readonly what: string;
}

export function announcementLines(
  standing: StandingStage,
  fate: TeardownPlan,
  { place, exportTo }: { readonly place: string; readonly exportTo: string | undefined },
): Block[] {
  const { stack, dataStack } = standing;
  const gone: Line[] = [
    ...(stack === null
      ? []
      : [
          {
            name: stack.name,
            what: t`${stack.status}: functions, schedules, bus, alarms, failed runs and 30 days of logs. Nothing is imported any more.`,
          },
        ]),
    ...(dataStack === null
      ? []
      : [{ name: dataStack.name, what: t`${dataStack.status}: the stack alone; what it holds is named below.` }]),
    ...fate.deletedTables.map((table) => ({ name: table.name, what: t`${rowsText(table)}, for good` })),
    ...fate.deletedKeys.map(({ arn }) => ({
      name: shortKey(arn),
      what: t`the KMS key, in 30 days: until then it can be kept. The shops’ keys open no more, from now on.`,
    })),
  ];
  const stays: Line[] = [
    ...fate.keptTables.map((table) => ({
      name: table.name,
      what: `${rowsText(table)}${usedText(standing, table.name)}${earlierText(standing, table)}`,
    })),
    ...fate.keptKeys.map(({ arn, deletedAt }) => ({
      name: shortKey(arn),
      what:
        deletedAt === null
          ? t`the KMS key of the shops’ keys${usedText(standing, arn)}`
          : t`a KMS key, to be deleted on ${deletedAt.slice(0, 10)}`,
    })),
    ...fate.foreignTables.map((name) => ({ name, what: t`given by a parameter: not this stage’s own` })),
  ];
  return [
    t`Tearing down ${place}.`,
    ...(exportTo === undefined ? [] : [paragraph(t`First, every order is written to ${exportTo}.`)]),
    ...block(t`Will be gone:`, gone),
    ...block(t`Will stay:`, stays),
    ...(fate.deletedTables.length > 0 && exportTo === undefined
      ? ['', paragraph(t`Orders are NOT written down first. --export <folder> does that.`)]
      : []),
  ];
}

function block(title: string, lines: readonly Line[]): Block[] {
  if (lines.length === 0) return [];
  const table = indented(
    tableOf(lines, ({ name, what }) => ({ name, what: flexible(what) })),
    { narrower: true },
  );
  // What stands in the columns needs no title.
  return ['', title, (width) => laidOut([table], width).slice(1)];
}

function rowsText({ title, items, bytes }: KeptTable): string {
  return t`${title}: ${counted(items, 'row')} some hours ago, ${sizeText(bytes)}`;
}

function usedText({ usedBy }: StandingStage, name: string): string {
  const stage = usedBy[name];
  return stage === undefined ? '' : t`; the stage ${stage} works with it`;
}

function earlierText(standing: StandingStage, { madeBy }: KeptTable): string {
  return madeBy === currentDataStack(standing) ? '' : t`; left by an earlier deployment of the stage`;
}

/** `512 kB`, `3.1 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return t`${Math.ceil(bytes / 1_000)} kB`;
  if (bytes < 1_000_000_000) return t`${(bytes / 1_000_000).toFixed(1)} MB`;
  return t`${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** `key/1234…` of a key's ARN. */
export function shortKey(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
