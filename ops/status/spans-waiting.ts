import { jstText } from '../../core/kernel/index.ts';
import type { QueuedSpan } from '../../core/model/index.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';
import { counted, jstIso, jstIsoOrNull } from '../terminal/text.ts';

/** How many spans wait, in a sentence. */
export function spansText(spans: readonly QueuedSpan[]): string {
  return `${counted(spans.length, 'span')} asked for by hand ${spans.length === 1 ? 'waits' : 'wait'} to be imported`;
}

/** The spans that wait, as a table. */
export function spanLines(spans: readonly QueuedSpan[]): Block[] {
  return tableOf(spans, ({ shop, from, to, at, by }) => ({
    waits: shop,
    'placed from': flexible(jstText(from)),
    to: flexible(jstText(to)),
    'asked for': flexible(`${jstText(at)} by ${by}`),
  }));
}

/** The same for programs. */
export function spanJson({ shop, from, to, by, at, doneTo }: QueuedSpan): object {
  return { shop, from: jstIso(from), to: jstIso(to), by, at: jstIso(at), doneTo: jstIsoOrNull(doneTo) };
}
