import { jstText } from '../../core/kernel/index.ts';
import type { Pause, Shop, Window } from '../../core/model/index.ts';
import { refuse } from '../arguments/shop-and-span.ts';
import type { OpsContext } from '../frame/command.ts';
import { type ExitCode, exit } from '../frame/exit.ts';
import { causeText } from '../outages/pause-words.ts';
import { jstIso } from '../terminal/time.ts';

/** Queues a span that cannot be imported now, and says when it will be. */
export async function queueSpan(
  { ports, terminal }: OpsContext,
  wanted: {
    readonly shop: Shop;
    readonly span: Window;
    readonly pause: Pause;
    readonly by: string;
    readonly json: boolean;
  },
): Promise<ExitCode> {
  const { shop, span, pause, by, json } = wanted;
  const now = ports.clock.now();
  const earliest = now - ports.malls.traits(shop.mall).lookBackMs;
  if (span.from < earliest) {
    return refuse('This span cannot be imported', [
      `--from (${jstText(span.from)}) is further back than the mall answers; use ${jstText(earliest)} or later.`,
    ]);
  }
  const result = await ports.spans.queue({ shop: shop.key, ...span, by, at: now });
  const { cause, scope, since } = pause;
  if (json) {
    terminal.printJson({
      shop: shop.key,
      from: jstIso(span.from),
      to: jstIso(span.to),
      queued: result,
      waitsFor: { cause, scope, since: jstIso(since) },
    });
    return exit.ok;
  }
  const already = result === 'renewed' ? ' It waited already, and is one.' : '';
  terminal.print(
    `Queued: ${shop.key}, placed ${jstText(span.from)} to ${jstText(span.to)}.${already}`,
    `It waits because ${causeText(pause)} (${scope}, since ${jstText(since)}). It is imported by itself`,
    'within ten minutes of the moment from which nothing holds the shop any more, and',
    'stores nothing twice. How many spans wait: ops status',
  );
  return exit.ok;
}
