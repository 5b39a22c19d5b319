import { basename } from 'node:path';
import { counted, countOf, enumerated, inARow, t } from '../../language/index.ts';
import { countsOf } from '../../views/plain.ts';
import { type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { type Block, cutAt, paragraph } from '../terminal/index.ts';
import { type LineNote, noteLines, rejectedPathOf, writeRejectedLines } from './line-note.ts';
import { encodingName, type TableFile } from './named-table.ts';

export interface JudgedList<Field extends string, Item> {
  readonly file: TableFile<Field>;
  readonly problems: readonly LineNote<Field>[];
  readonly warnings: readonly LineNote<Field>[];
  readonly items: readonly Item[];
}

export interface TakeSetting {
  readonly dryRun: boolean;
  readonly partial: boolean;
  readonly json: boolean;
}

export interface ListWork<Field extends string, Item> {
  readonly word: string;
  stepOf(item: Item): string;
  readonly steps: Readonly<Record<string, string>>;
  lines(items: readonly Item[]): Block[];
  json(item: Item): object;
  /** Applies it; returns what could not be done, by line. Safe to repeat. */
  apply(items: readonly Item[], onDone: (done: number) => void): Promise<readonly LineNote<Field>[]>;
  /** What to do next, once something was done. */
  readonly next: readonly string[];
}

const shownMax = 30;

/** Applies a list, or reports every problem in it and applies nothing; with `partial` the good lines are applied, the others go into a file. Safe to run again. */
export async function takeList<Field extends string, Item>(
  { terminal }: Pick<OpsContext, 'terminal'>,
  { file, problems, warnings, items }: JudgedList<Field, Item>,
  { dryRun, partial, json }: TakeSetting,
  work: ListWork<Field, Item>,
): Promise<ExitCode> {
  terminal.say(`${basename(file.path)} (${encodingName[file.encoding]}): ${counted(file.table.rows.length, 'line')}`);
  const isSound = problems.length === 0;
  const takes = !dryRun && (isSound || partial);
  const counts = countsOf(items.map((item) => work.stepOf(item)));
  const rejected = takes && !isSound ? await rejectedPathOf(file.path) : null;
  const left = takes ? await applied(terminal, work, items) : [];
  if (rejected !== null) await writeRejectedLines(rejected, file.table, problems);
  if (json) {
    terminal.printJson({
      lines: file.table.rows.length,
      encoding: file.encoding,
      dryRun: !takes,
      counts,
      problems,
      warnings,
      left,
      rejectedFile: rejected,
      [`${work.word}s`]: items.map((item) => work.json(item)),
    });
  } else {
    const notes = (some: readonly LineNote<Field>[], title: string): Block[] =>
      some.length === 0 ? [] : [...noteLines(some, file.table, title), ''];
    terminal.print(
      ...notes(problems, t`what is wrong`),
      ...notes(warnings, t`look at this`),
      ...notes(left, t`not done`),
      ...cutAt(shownMax, items, work.lines),
      summaryText(counts, work, { total: items.length, bad: new Set(problems.map(({ line }) => line)).size }),
      ...closing({ dryRun, takes, isSound, rejected, next: work.next }).map((line) => paragraph(line)),
    );
  }
  return isSound && left.length === 0 ? exit.ok : exit.failed;
}

async function applied<Field extends string, Item>(
  terminal: OpsContext['terminal'],
  work: ListWork<Field, Item>,
  items: readonly Item[],
): Promise<readonly LineNote<Field>[]> {
  let latest = 0;
  try {
    return await work.apply(items, (done) => {
      latest = done;
      terminal.progress(t`${done} of ${counted(items.length, work.word)} done`);
    });
  } catch (error) {
    terminal.say(
      t`It ended early, after ${latest} of ${counted(items.length, work.word)}. What was done stands.`,
      t`Run the same command again: it does what is missing, and nothing twice.`,
    );
    throw error;
  } finally {
    terminal.endProgress();
  }
}

function summaryText<Field extends string, Item>(
  counts: Readonly<Record<string, number>>,
  { word, steps }: ListWork<Field, Item>,
  { total, bad }: { readonly total: number; readonly bad: number },
): string {
  const parts = Object.entries(counts).map(([step, count]) => countOf(count, steps[step] ?? step));
  const figures = parts.length === 0 ? '' : `: ${enumerated(parts)}`;
  const whole = `${counted(total, word)}${figures}`;
  return bad === 0 ? whole : t`${whole}; ${counted(bad, 'line')} not good`;
}

function closing(how: {
  readonly dryRun: boolean;
  readonly takes: boolean;
  readonly isSound: boolean;
  readonly rejected: string | null;
  readonly next: readonly string[];
}): string[] {
  const { dryRun, takes, isSound, rejected, next } = how;
  if (takes) {
    return [...(rejected === null ? [] : [t`Not taken: ${rejected}. Mend its lines and run this with it.`]), ...next];
  }
  const mend = t`Mend what is wrong and run this again, or take the good lines with --partial.`;
  return [
    inARow(
      dryRun ? t`Nothing was changed: this was a dry run.` : t`Nothing was changed.`,
      isSound ? t`Without --dry-run it is done.` : mend,
    ),
  ];
}
