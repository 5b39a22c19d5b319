import type { Cell } from '../orders/sheet.ts';

/**
 * What a spreadsheet takes for the beginning of a formula, its full-width forms included, which Japanese ones read alike.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line of a CSV as RFC 4180 has it, CRLF included. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Text that would be a formula gets an apostrophe before it. Buyers choose what stands in names and remarks. */
function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
