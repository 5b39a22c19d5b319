import { jstText, printable, wrapped } from '../../core/kernel/index.ts';
import type { Pause, Push } from '../../core/model/index.ts';
import { pauseOver } from '../outages/pause-words.ts';
import { tableWithBelow } from '../terminal/table.ts';
import { pushKindText, pushNextText, pushReasonText, pushStateText, standsSince } from './push-words.ts';

/**
 * Pushes as a table, with why and what next below each: both are sentences, and the columns are many. Whose they are is left out
 * where all are of an order that is named above.
 *
 * @param pauses what stands now (`pausesNow`): which of them holds a push
 */
export function pushLines(
  pushes: readonly Push[],
  pauses: readonly Pause[],
  width: number | null,
  { ofOneOrder = false }: { readonly ofOneOrder?: boolean } = {},
): string[] {
  const whose = [
    { title: 'shop', of: ({ shop }: Push) => shop },
    { title: 'order', of: ({ orderNumber }: Push) => orderNumber },
  ];
  const columns = [
    ...(ofOneOrder ? [] : whose),
    { title: 'what', of: ({ content }: Push) => pushKindText(content.kind) },
    { title: 'state', of: ({ state }: Push) => pushStateText(state.kind) },
    { title: 'since', of: (push: Push) => jstText(standsSince(push)) },
  ];
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(40, width - 4);
  const below = (push: Push): string[] => {
    const pause = push.state.kind === 'held' ? pauseOver(push.shop, 'status', pauses, push.state.cause) : null;
    const next = pushNextText(push, pause);
    const text = `${pushReasonText(push, pause)}${next === '' ? '' : `; next: ${next}`}`;
    return wrapped(printable(text), room).map((line) => `    ${line}`);
  };
  return tableWithBelow(pushes, columns, width, below);
}
