import { jstText } from '../../core/kernel/index.ts';
import type { QueuedSpan } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { counted } from '../../language/phrases.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { spanOf } from '../arguments/meant.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';

/** How many spans wait, in a sentence. */
export function spansText(spans: readonly QueuedSpan[]): string {
  const count = counted(spans.length, 'span');
  return spans.length === 1
    ? t`${count} asked for by hand waits to be imported`
    : t`${count} asked for by hand wait to be imported`;
}

/** The spans that wait, as a table. */
export function spanLines(spans: readonly QueuedSpan[]): Block[] {
  return tableOf(spans, (queued) => {
    const { from, to } = spanOf(queued);
    return {
      waits: queued.shop,
      'placed from': flexible(jstText(from)),
      to: flexible(jstText(to)),
      'asked for': flexible(t`${jstText(queued.at)} by ${queued.by}`),
    };
  });
}

/** The same for programs. */
export function spanJson({ shop, by, at, doneTo, ...window }: QueuedSpan): object {
  const { from, to } = spanOf(window);
  return { shop, from: jstIso(from), to: jstIso(to), by, at: jstIso(at), doneTo: jstIsoOrNull(doneTo) };
}
