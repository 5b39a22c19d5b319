import type { BatchWork, QueueMessage } from '../aws/lambda/queue-batch.ts';
import { hintOfMessage } from '../aws/queues.ts';
import { type HintRun, hasImportedHinted, importHinted, type ShopHint } from '../core/import/index.ts';
import { askForLooks, type ShopLevelHint } from '../core/jobs/index.ts';
import { shopKey } from '../core/model/index.ts';
import type { Log, Malls, StockPorts } from '../core/ports/index.ts';
import { keepWaits } from '../core/session/index.ts';

/** Amazon's message has some kilobytes. */
const bytesMax = 64 * 1024;

/**
 * The work on messages by which malls say that an order has changed, or a level, and on what `receive-hooks` passed on of their posts. One that cannot be used is logged by its id, never by what it says, and is
 * over: it would be no better the next time.
 */
export function hintWork(
  log: Log,
  runOf: (run: Parameters<BatchWork>[1]) => HintRun & { readonly ports: StockPorts },
): BatchWork {
  return async (messages, invocation) => {
    const run = runOf(invocation);
    const named = new Map<string, ShopHint>();
    const levels: ShopLevelHint[] = [];
    for (const message of messages) {
      const hint = shopHintIn(message, run.ports.malls);
      if (typeof hint !== 'string') {
        if (hint.kind === 'level') levels.push(hint);
        else named.set(message.id, hint);
      } else if (hint !== 'not-imported') log.warn('hint.unusable', { messageId: message.id, reason: hint });
    }
    const { report, internalErrors } = await importHinted(run, [...named.values()]);
    if (hasImportedHinted(report)) log.info('hints.done', { ...report });
    const looks = await askForLooks(run, levels);
    if (looks > 0) log.info('hints.look', { looks });
    await keepWaits(run);
    return new Map(
      [...named].flatMap(([id, { shop }]) => (internalErrors.has(shop) ? [[id, internalErrors.get(shop)]] : [])),
    );
  };
}

/** The hint in a message, or why there is none. */
function shopHintIn(
  { body }: QueueMessage,
  malls: Malls,
): ShopHint | ShopLevelHint | 'not-imported' | 'too-large' | 'not-json' | 'unknown-message' {
  if (body.length > bytesMax) return 'too-large';
  const passedOn = hintOfMessage(body, malls.names);
  if (passedOn !== null) return passedOn;
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    return 'not-json';
  }
  for (const mall of malls.names) {
    const hint = malls.traits(mall).hintIn?.(message) ?? null;
    if (hint === 'not-imported') return hint;
    if (hint !== null) return { ...hint, shop: shopKey(mall, hint.code) };
  }
  return 'unknown-message';
}
