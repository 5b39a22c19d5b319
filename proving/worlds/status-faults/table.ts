import { minuteMs } from '../../../core/kernel/time.ts';
import type { Cell } from './play.ts';

/** A cell in words: how it ended, with how many calls that change something, after how long. */
export function cellText({ state, writingCalls, tookMs }: Cell): string {
  const calls = writingCalls === 1 ? '1 call' : `${writingCalls} calls`;
  const minutes = `${Math.round(tookMs / minuteMs)} min`;
  switch (state.kind) {
    case 'confirmed':
      return `confirmed, ${calls}, ${minutes}`;
    case 'failed':
      return `failed (${state.reason}), ${calls}, ${minutes}`;
    case 'requested':
    case 'pushing':
    case 'held':
    case 'retrying':
    case 'withdrawn':
      return `not ended: ${state.kind}`;
  }
}

/** A table of Markdown: a row a call, a column a fault, for some faults. */
export function tableOf(cells: readonly Cell[], faults: readonly string[]): string {
  const calls = [...new Set(cells.map(({ call }) => call))];
  const rows = calls.flatMap((call) => {
    const own = faults.map((fault) => cells.find((cell) => cell.call === call && cell.fault === fault));
    if (own.every((cell) => cell === undefined)) return [];
    return [[call, ...own.map((cell) => (cell === undefined ? '–' : cellText(cell)))]];
  });
  const lines = [['call', ...faults], ['---', ...faults.map(() => '---')], ...rows];
  return lines.map((fields) => `| ${fields.join(' | ')} |`).join('\n');
}

/** The tables turned: a row a fault and a call. Read one below the other they show what a call goes through. */
export function listOf(cells: readonly Cell[]): string {
  const lines = cells.map((cell) => [cell.call, cell.fault, cellText(cell)]);
  return [['call', 'answer', 'what becomes of it'], ['---', '---', '---'], ...lines]
    .map((fields) => `| ${fields.join(' | ')} |`)
    .join('\n');
}

/** `docs/reference/status-faults.md`. */
export function documentOf(common: readonly Cell[], coded: readonly Cell[]): string {
  const faults = [...new Set(common.map(({ fault }) => fault))];
  const perTable = 5;
  const tables: string[] = [];
  for (let first = 0; first < faults.length; first += perTable) {
    tables.push(tableOf(common, faults.slice(first, first + perTable)));
  }
  return `# What becomes of a status change whose call goes wrong

Every call with which Tsunagi changes orders at RMS or reads them for it, under every fault. Each cell was played against the
simulator in virtual time, until nothing could come any more: the fault lasts ten minutes, then the mall is well.
\`test/simulation/status-faults.test.ts\` plays them all, and fails when this page says something else.

A cell says how the push ended, how many calls that change something were made for it (those that the fault struck are counted),
and how many minutes after it was asked for it had ended. In every one of them the mall has exactly what was asked for, once, or
the push failed with its reason and the mall has nothing of it; no parcel ever had two rows, but for the line *deleting*, which
begins with two and ends with one.

## Faults that can strike any call

${tables.join('\n\n')}

## Answers of status 200 with an ERROR inside

The mall gives the answer for ten minutes, whatever the order, and does nothing. What is refused for good fails at once, with the
mall's words kept; what the next reading contradicts, and what is the mall's own trouble, is tried again.

${listOf(coded)}
`;
}
