import { jstText, printable } from '../../core/kernel/index.ts';
import type { Pause, Push } from '../../core/model/index.ts';
import { pushLines } from '../pushes/push-lines.ts';
import { tableLines } from '../terminal/table.ts';
import { jstIso } from '../terminal/time.ts';
import type { OrderEvent } from './timeline.ts';

/** The pushes of an order, and everything that happened to it, for a person. */
export function historyLines(
  pushes: readonly Push[],
  timeline: readonly OrderEvent[],
  pauses: readonly Pause[],
  width: number | null,
): string[] {
  return [
    '',
    'Requested changes',
    ...(pushes.length === 0 ? ['none'] : pushLines(pushes, pauses, indented(width), { ofOneOrder: true })).map(
      (line) => `  ${line}`,
    ),
    '',
    'Everything in the order of time',
    ...tableLines(timeline, columns, indented(width)).map((line) => `  ${line}`),
  ];
}

const indented = (width: number | null): number | null => (width === null ? null : width - 2);

const columns = [
  { title: 'when', of: ({ at }: OrderEvent) => jstText(at) },
  { title: 'about', of: ({ about }: OrderEvent) => about },
  { title: 'what', flexible: true, of: ({ what }: OrderEvent) => printable(what) },
  { title: 'by', of: ({ by }: OrderEvent) => by ?? '' },
  { title: 'request', of: ({ requestId }: OrderEvent) => requestId ?? '' },
];

/** The same for a program. */
export function timelineJson(timeline: readonly OrderEvent[]): object[] {
  return timeline.map((event) => ({ ...event, at: jstIso(event.at) }));
}
