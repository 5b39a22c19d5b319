/** `2026/11/1` and `2026/11/1 9:05:00`: what Excel in Japan makes of a day that was typed as `2026-11-01`. */
const rewritten = /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** A moment as it would be typed for a command; what a spreadsheet has not rewritten stays as it is. */
export function asTyped(cell: string): string {
  const [, year, month = '', day = '', hour, minute, second] = rewritten.exec(cell) ?? [];
  if (year === undefined) return cell;
  const date = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  if (hour === undefined) return date;
  return `${date} ${[hour.padStart(2, '0'), minute, ...(second === undefined ? [] : [second])].join(':')}`;
}
