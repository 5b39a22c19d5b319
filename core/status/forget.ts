import type { OrderKey } from '../ports/orders.ts';
import type { PushStore } from '../ports/pushes.ts';
import type { EpochMs } from '../units.ts';
import { isDone } from './due.ts';
import { nextRow } from './next-row.ts';
import type { Push, PushContent } from './push.ts';
import { pushIdOf } from './push-id.ts';

/** What came of forgetting the pushes of an order. `underWay`: not done yet, so what is wanted is still needed. */
export interface ForgottenPushes {
  readonly forgotten: number;
  readonly underWay: number;
}

/**
 * Removes what people wrote from the pushes of an order that are done: memos, the numbers of parcels, the mall's words of a refusal.
 * That they were asked for, and what became of them, stays. One that failed counts as taken back: without its content it cannot be
 * tried again. May be repeated; a push that a worker has just written is left, and counted as under way.
 */
export async function forgetPushes(
  pushes: Pick<PushStore, 'ofOrder' | 'put'>,
  key: OrderKey,
  { by, now, writer }: { readonly by: string; readonly now: EpochMs; readonly writer: string },
): Promise<ForgottenPushes> {
  let [forgotten, underWay] = [0, 0];
  for (const push of await pushes.ofOrder(key)) {
    const content = withoutWords(push.content);
    const hasWords = push.state.kind === 'failed' && push.state.mallWords !== undefined;
    if (pushIdOf(content) === pushIdOf(push.content) && !hasWords) continue;
    const isOver = isDone(push) && push.untold === undefined && push.lookAgainAt === undefined;
    const written = isOver && (await pushes.put(forgottenRow(push, content, { by, now, writer }))) === 'stored';
    if (written) forgotten++;
    else underWay++;
  }
  return { forgotten, underWay };
}

/** True of a push whose content was removed: its id, which is made of the content, is another one's. */
export function isForgotten({ id, content }: Push): boolean {
  return pushIdOf(content) !== id;
}

function forgottenRow(
  push: Push,
  content: PushContent,
  { by, now, writer }: { readonly by: string; readonly now: EpochMs; readonly writer: string },
): Push {
  const { state } = push;
  if (state.kind !== 'failed') return { ...nextRow(push, writer, {}), content };
  if (pushIdOf(content) !== pushIdOf(push.content)) {
    const row = nextRow(push, writer, {
      state: { kind: 'withdrawn', at: now, by, reason: 'taken-back' },
      untold: 'withdrawn',
      steps: [{ at: now, what: 'withdrawn', by }],
    });
    return { ...row, content };
  }
  const { mallWords: _, ...rest } = state;
  return nextRow(push, writer, { state: rest });
}

/** The same change without what people wrote. */
function withoutWords(content: PushContent): PushContent {
  switch (content.kind) {
    case 'memo':
      return { ...content, text: '' };
    case 'ship':
      return { ...content, parcels: content.parcels.map((parcel) => ({ ...parcel, trackingNumber: null })) };
    case 'confirm':
    case 'cancel':
    case 'sub-status':
      return content;
  }
}
