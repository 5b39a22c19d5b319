import { object, orNull, type Static, secondMs, text } from '../../core/kernel/index.ts';
import type { QueuedSpan, ShopKey } from '../../core/model/index.ts';
import { jstIso, jstIsoOrNull } from '../plain.ts';
import { moment } from '../shape.ts';

/** A span that was asked for by hand, and waits. */
export const spanShape = object({
  ...{ shop: text<ShopKey>(), from: moment, to: moment, by: text(), at: moment, doneTo: orNull(moment) },
});
export type SpanFacts = Static<typeof spanShape>;

/** Malls are asked for both ends, and for whole seconds. */
export const spanFacts = ({ shop, from, to, by, at, doneTo }: QueuedSpan): SpanFacts => ({
  ...{ shop, from: jstIso(from), to: jstIso((Math.floor(to / secondMs) + 1) * secondMs), by },
  ...{ at: jstIso(at), doneTo: jstIsoOrNull(doneTo) },
});
