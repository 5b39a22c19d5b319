import { wrapped } from '../../core/kernel/index.ts';
import type { KeptTable, StandingStage } from '../../wiring/teardown.ts';
import { tableLines } from '../terminal/table.ts';
import { counted } from '../terminal/text.ts';
import { currentDataStack, type TeardownPlan } from './intent.ts';

interface Line {
  readonly name: string;
  readonly what: string;
}

const columns = [
  { title: '', of: () => '' },
  { title: '', of: ({ name }: Line) => name },
  { title: '', flexible: true, of: ({ what }: Line) => what },
];

/** What will be deleted, and what will stay, for the operator who is about to agree. */
export function announcementLines(
  standing: StandingStage,
  fate: TeardownPlan,
  {
    place,
    exportTo,
    width,
  }: { readonly place: string; readonly exportTo: string | undefined; readonly width: number | null },
): string[] {
  const { stack, dataStack } = standing;
  const gone: Line[] = [
    ...(stack === null
      ? []
      : [
          {
            name: stack.name,
            what: `${stack.status}: functions, schedules, bus, alarms, failed runs and 30 days of logs. Nothing is imported any more.`,
          },
        ]),
    ...(dataStack === null
      ? []
      : [{ name: dataStack.name, what: `${dataStack.status}: the stack alone; what it holds is named below.` }]),
    ...fate.deletedTables.map((table) => ({ name: table.name, what: `${rowsText(table)}, for good` })),
    ...fate.deletedKeys.map(({ arn }) => ({
      name: shortKey(arn),
      what: 'the KMS key, in 30 days: until then it can be kept. The shops’ keys open no more, from now on.',
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
          ? `the KMS key of the shops’ keys${usedText(standing, arn)}`
          : `a KMS key, to be deleted on ${deletedAt.slice(0, 10)}`,
    })),
    ...fate.foreignTables.map((name) => ({ name, what: 'given by a parameter: not this stage’s own' })),
  ];
  const paragraph = (text: string): string[] => wrapped(text, width ?? Number.POSITIVE_INFINITY);
  return [
    `Tearing down ${place}.`,
    ...(exportTo === undefined ? [] : paragraph(`First, every order is written to ${exportTo}.`)),
    ...block('Will be gone:', gone, width),
    ...block('Will stay:', stays, width),
    ...(fate.deletedTables.length > 0 && exportTo === undefined
      ? ['', ...paragraph('Orders are NOT written down first. --export <folder> does that.')]
      : []),
  ];
}

function block(title: string, lines: readonly Line[], width: number | null): string[] {
  if (lines.length === 0) return [];
  return ['', title, ...tableLines(lines, columns, width).slice(1)];
}

function rowsText({ title, items, bytes }: KeptTable): string {
  return `${title}: ${counted(items, 'row')} some hours ago, ${sizeText(bytes)}`;
}

function usedText({ usedBy }: StandingStage, name: string): string {
  const stage = usedBy[name];
  return stage === undefined ? '' : `; the stage ${stage} works with it`;
}

function earlierText(standing: StandingStage, { madeBy }: KeptTable): string {
  return madeBy === currentDataStack(standing) ? '' : '; left by an earlier deployment of the stage';
}

/** `512 kB`, `3.1 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** `key/1234…` of a key's ARN. */
export function shortKey(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
