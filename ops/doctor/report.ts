import { wrapped } from '../../core/kernel/index.ts';
import { type TableColumn, tableLines } from '../terminal/table.ts';
import type { Outcome } from './outcome.ts';

const words = { fine: 'ok', wrong: 'WRONG', watch: 'look at', unchecked: 'unchecked', 'not-here': 'not here' } as const;

interface Row {
  readonly outcome: Outcome;
  /** Empty where the check stands on the line before. */
  readonly check: string;
  /** The number of its remedy below the table; empty without one. */
  readonly number: string;
}

const columns: readonly TableColumn<Row>[] = [
  { title: 'check', of: ({ check }) => check },
  { title: 'state', of: ({ outcome }) => words[outcome.kind] },
  { title: '', side: 'right', of: ({ number }) => number },
  { title: 'finding', flexible: true, of: ({ outcome }) => outcome.what },
];

/** How many outcomes there are of each kind. */
export function countsOf(outcomes: readonly Outcome[]) {
  const count = (kind: Outcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { wrong: count('wrong'), watch: count('watch'), unchecked: count('unchecked'), fine: count('fine') };
}

/** One line that says how it stands. */
export function summaryText(outcomes: readonly Outcome[]): string {
  const { wrong, watch, unchecked, fine } = countsOf(outcomes);
  if (wrong + watch + unchecked === 0) return 'Nothing is wrong.';
  return `${wrong} wrong, ${watch} to look at, ${unchecked} unchecked, ${fine} in order`;
}

/** A table of every check, and below it what to do, each with the number it has in the table. */
export function reportLines(outcomes: readonly Outcome[], width: number | null): string[] {
  const troubles = outcomes.filter(isTrouble);
  const shown = outcomes.filter(({ kind }) => kind !== 'not-here');
  const rows = shown.map(
    (outcome, index): Row => ({
      outcome,
      check: shown[index - 1]?.check === outcome.check ? '' : outcome.check,
      number: isTrouble(outcome) ? String(troubles.indexOf(outcome) + 1) : '',
    }),
  );
  return [
    ...tableLines(rows, columns, width),
    ...notHereLines(outcomes, width),
    ...troubles.flatMap((trouble, index) => ['', ...remedyLines(trouble, index + 1, width)]),
  ];
}

type Trouble = Extract<Outcome, { readonly kind: 'wrong' | 'watch' | 'unchecked' }>;

function isTrouble(outcome: Outcome): outcome is Trouble {
  return outcome.kind === 'wrong' || outcome.kind === 'watch' || outcome.kind === 'unchecked';
}

/** Commands stand on lines of their own, unbroken however long, so that they can be copied. */
function remedyLines({ what, why, fix }: Trouble, number: number, width: number | null): string[] {
  const mark = `${number}. `;
  const indent = ' '.repeat(mark.length);
  return [
    ...paragraph(`${mark}`, `${what}.`, width),
    ...paragraph(`${indent}why  `, why, width),
    ...paragraph(`${indent}fix  `, fix.say, width),
    ...fix.run.map((command) => `${indent}     ${command}`),
  ];
}

function paragraph(label: string, text: string, width: number | null): string[] {
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(40, width - label.length);
  return wrapped(text, room).map((line, index) => `${index === 0 ? label : ' '.repeat(label.length)}${line}`);
}

/** What does not apply, by the reason. */
function notHereLines(outcomes: readonly Outcome[], width: number | null): string[] {
  const reasons = new Map<string, string[]>();
  for (const { kind, check, what } of outcomes) {
    if (kind === 'not-here') reasons.set(what, [...(reasons.get(what) ?? []), check]);
  }
  if (reasons.size === 0) return [];
  const told = [...reasons].map(([what, checks]) => `${checks.join(', ')} (${what})`).join('; ');
  return ['', ...paragraph('Not here: ', `${told}.`, width)];
}
