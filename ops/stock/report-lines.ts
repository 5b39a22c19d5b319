import { jstText } from '../../core/kernel/index.ts';
import { tableLines } from '../terminal/table.ts';
import { jstIso } from '../terminal/time.ts';
import type { JudgedLine } from './judge-report.ts';
import { kindNames } from './read-count-line.ts';

/** Movements that are taken in, or would be, as a table. */
export function movementLines(lines: readonly JudgedLine[], width: number | null): string[] {
  if (lines.length === 0) return [];
  const columns = [
    { title: 'line', side: 'right' as const, of: ({ line }: JudgedLine) => String(line) },
    { title: 'SKU', flexible: true, of: ({ movement }: JudgedLine) => movement.sku },
    { title: 'what', of: ({ movement }: JudgedLine) => `${kindNames[movement.kind]} ${movement.kind}` },
    { title: 'pieces', side: 'right' as const, of: ({ movement }: JudgedLine) => String(movement.quantity) },
    { title: 'at', of: ({ movement }: JudgedLine) => jstText(movement.at) },
    { title: '', of: ({ kind }: JudgedLine) => (kind === 'again' ? 'taken in before' : 'new') },
  ];
  return tableLines(lines, columns, width);
}

/** The same for programs. */
export function movementJson({ line, kind, movement }: JudgedLine): object {
  const { sku, quantity, at, id, by, note } = movement;
  return { line, sku, kind: movement.kind, quantity, at: jstIso(at), id, by, note, step: kind };
}
