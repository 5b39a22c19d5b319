import { jstText } from '../../core/kernel/index.ts';
import type { QueuedSpan } from '../../core/model/index.ts';
import { tableLines } from '../terminal/table.ts';
import { counted, jstIso, jstIsoOrNull } from '../terminal/text.ts';

/** How many spans wait, in a sentence. */
export function spansText(spans: readonly QueuedSpan[]): string {
  return `${counted(spans.length, 'span')} asked for by hand ${spans.length === 1 ? 'waits' : 'wait'} to be imported`;
}

/** The spans that wait, as a table. */
export function spanLines(spans: readonly QueuedSpan[], width: number | null): string[] {
  return tableLines(
    spans,
    [
      { title: 'waits', of: ({ shop }: QueuedSpan) => shop },
      { title: 'placed from', flexible: true, of: ({ from }: QueuedSpan) => jstText(from) },
      { title: 'to', flexible: true, of: ({ to }: QueuedSpan) => jstText(to) },
      { title: 'asked for', flexible: true, of: ({ at, by }: QueuedSpan) => `${jstText(at)} by ${by}` },
    ],
    width,
  );
}

/** The same for programs. */
export function spanJson({ shop, from, to, by, at, doneTo }: QueuedSpan): object {
  return { shop, from: jstIso(from), to: jstIso(to), by, at: jstIso(at), doneTo: jstIsoOrNull(doneTo) };
}
