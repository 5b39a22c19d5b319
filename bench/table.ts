import { type Budget, isMet } from './budgets.ts';

/** The budgets as a table for people: figure, measured, budget, met, and whether a broken one fails the run. */
export function budgetTable(budgets: readonly Budget[]): string {
  const rows = budgets.map((budget) => [
    budget.figure,
    shown(budget.measured),
    `${budget.sense === 'at most' ? '≤' : '≥'} ${shown(budget.limit)}`,
    isMet(budget) ? 'met' : 'NOT MET',
    budget.gated ? 'gate' : 'reported',
  ]);
  const all = [['figure', 'measured', 'budget', '', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** A figure as people read it: four digits. */
export function shown(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 3 });
}
