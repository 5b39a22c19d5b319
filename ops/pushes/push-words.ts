import { jstText, type Sentence, sentence } from '../../core/kernel/index.ts';
import {
  type Change,
  mallOf,
  nextOfFailure,
  type Pause,
  type PushKind,
  type PushState,
  type RetryReason,
  type WhoMustAct,
} from '../../core/model/index.ts';
import { failuresForOps } from '../../core/status/index.ts';
import { t, translated } from '../../language/language.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { heldText, heldUntilText, pauseJson, pauseOver } from '../outages/pause-words.ts';
import { type Block, below, tableOf, whole } from '../terminal/table.ts';
import { correctedNumbers, parcelText } from './known-parcels.ts';

/** A kind with what merchants call it, `ship 発送完了報告`. */
export function pushKindText(kind: PushKind): string {
  switch (kind) {
    case 'confirm':
      return t`confirm 注文確認`;
    case 'sub-status':
      return t`sub-status サブステータス`;
    case 'memo':
      return t`memo ひとことメモ`;
    case 'pay':
      return t`pay 入金済み`;
    case 'ship':
      return t`ship 発送完了報告`;
    case 'complete':
      return t`complete 完了`;
    case 'cancel':
      return t`cancel 注文キャンセル`;
  }
}

/** A kind in a word. */
export function kindWord(kind: PushKind): string {
  switch (kind) {
    case 'confirm':
      return t`confirm`;
    case 'sub-status':
      return t`sub-status`;
    case 'memo':
      return t`memo`;
    case 'pay':
      return t`pay`;
    case 'ship':
      return t`ship`;
    case 'complete':
      return t`complete`;
    case 'cancel':
      return t`cancel`;
  }
}

/** A state with what merchants call it, `retrying 再試行待ち`. */
export function pushStateText(kind: PushState['kind']): string {
  switch (kind) {
    case 'requested':
      return t`requested 受付済`;
    case 'pushing':
      return t`pushing 変更中`;
    case 'held':
      return t`held 一時停止中`;
    case 'retrying':
      return t`retrying 再試行待ち`;
    case 'confirmed':
      return t`confirmed 反映済`;
    case 'failed':
      return t`failed 要対応`;
    case 'withdrawn':
      return t`withdrawn 取下げ済`;
  }
}

function retryText(reason: RetryReason): string {
  switch (reason) {
    case 'not-done':
      return t`the call was surely not applied`;
    case 'unknown':
      return t`whether the call was applied is not known: the mall is looked at first`;
    case 'confirm-first':
      return t`注文確認 of the order comes first`;
    case 'ship-first':
      return t`the shipment of the order comes first`;
    case 'mall-processing':
      return t`the mall is still processing the order`;
    case 'mall-changing':
      return t`the order is being changed at the mall`;
    case 'not-shown':
      return t`the mall did not show the order: it is read again`;
  }
}

/** Why a push stands as it does, in a sentence. `pause`: what holds its shop now (`pauseOver`). */
export function pushReasonText(push: Change, pause: Pause | null): string {
  const { state } = push;
  switch (state.kind) {
    case 'requested':
      return t`waits for a worker`;
    case 'pushing':
      return t`a worker has it`;
    case 'held':
      return heldText(state.cause, pause);
    case 'retrying':
      return `${retryText(state.reason)}${state.code === undefined ? '' : ` [${state.code}]`}`;
    case 'confirmed':
      return t`seen at the mall`;
    case 'failed':
      if (push.surplusStays) {
        return t`${state.reason}: what was asked for is at the mall; beside it a surplus parcel stays, though the mall accepts each removal`;
      }
      return `${state.reason}: ${translated(failuresForOps[state.reason].why)}${state.function === undefined ? '' : `, ${state.function}`}${mallText(state.mallCode, state.mallWords)}`;
    case 'withdrawn':
      return withdrawalText(state);
  }
}

function withdrawalText({ by, reason }: Extract<Change['state'], { readonly kind: 'withdrawn' }>): string {
  if (reason === 'superseded') return t`a later request took its place, by ${by}`;
  return reason === 'shop-removed' ? t`its shop was removed` : t`by ${by}`;
}

function mallText(code: string | undefined, words: string | undefined): string {
  if (code === undefined && words === undefined) return '';
  return ` (${[code, words].filter((part) => part !== undefined).join(' ')})`;
}

function whoText(who: WhoMustAct): string {
  switch (who) {
    case 'merchant':
      return t`the merchant acts`;
    case 'ops':
      return t`ops act`;
    case 'us':
      return t`a defect of ours`;
  }
}

/** What comes next, and when; empty where nothing is left to say. `pause`: what holds its shop now, where that was looked up. */
export function pushNextText(push: Change, pause?: Pause | null): string {
  const { state } = push;
  switch (state.kind) {
    case 'requested':
      return t`at once`;
    case 'pushing':
      return t`taken over ${jstText(state.until)}`;
    case 'held':
      if (pause === undefined) return t`when no pause holds it any more (ops stuck --minutes 0)`;
      return pause === null ? '' : heldUntilText(pause);
    case 'retrying':
      return jstText(state.next);
    case 'confirmed':
    case 'withdrawn':
      return push.lookAgainAt === undefined ? '' : t`looked at again ${jstText(push.lookAgainAt)}`;
    case 'failed':
      if (push.surplusStays) {
        return t`${whoText(state.who)}: remove the surplus parcel in the mall’s own pages, then retry this`;
      }
      return state.reason === 'function-off'
        ? t`${whoText(state.who)}. ${mallDesks.of(mallOf(push.shop)).keyCare.switchOn(state.function ?? sentence`the function that this needs`)} Then retry this.`
        : `${whoText(state.who)}: ${translated(nextOfFailure(failuresForOps[state.reason], push.content.kind))}`;
  }
}

/**
 * A push for programs. The text of a memo is left out: it may hold personal data.
 *
 * @param pauses what stands now (`pausesNow`), where that was looked up: which of them holds the push
 */
export function pushJson(push: Change, pauses?: readonly Pause[]): object {
  const { shop, orderNumber, id, content, requestedAt, by, version, state, unknownAt, lookAgainAt, untold } = push;
  const { text: _, ...shown } = content.kind === 'memo' ? content : { ...content, text: undefined };
  return {
    shop,
    orderNumber,
    push: id,
    ...shown,
    requestedAt: jstIso(requestedAt),
    by,
    version,
    state: state.kind,
    since: jstIso(push.since),
    next: jstIsoOrNull(push.next),
    reason: 'reason' in state ? state.reason : state.kind === 'held' ? state.cause : null,
    ...(pauses === undefined ? {} : { heldBy: heldByJson(push, pauses) }),
    code: state.kind === 'failed' ? (state.mallCode ?? null) : state.kind === 'retrying' ? (state.code ?? null) : null,
    who: state.kind === 'failed' ? state.who : null,
    words: state.kind === 'failed' ? (state.mallWords ?? null) : null,
    tries: 'tries' in state ? state.tries : null,
    unknownAt: jstIsoOrNull(unknownAt),
    lookAgainAt: jstIsoOrNull(lookAgainAt),
    untold: untold ?? null,
    trail: push.timeline.map((step) => ({ ...step, at: jstIso(step.at) })),
  };
}

function heldByJson(push: Change, pauses: readonly Pause[]): object | null {
  const pause = pauseOverPush(push, pauses);
  return pause === null ? null : pauseJson(pause);
}

/** The pause that holds a push now; null of one that is not held, and where none does any more. */
export function pauseOverPush({ shop, state }: Change, pauses: readonly Pause[]): Pause | null {
  return state.kind === 'held' ? pauseOver(shop, 'status', pauses, state.cause) : null;
}

/** Why a push stands as it does and what comes next, in a line. */
export function whyAndNextText(push: Change, pause: Pause | null): string {
  const next = pushNextText(push, pause);
  return `${pushReasonText(push, pause)}${next === '' ? '' : t`; next: ${next}`}`;
}

/**
 * The parcels of a shipment, a line each. One whose number was corrected says by which it was replaced.
 *
 * @param ofOrder the changes of its order, read together
 */
export function parcelsOf({ shop, content }: Change, ofOrder: readonly Change[] = []): Sentence[] {
  if (content.kind !== 'ship') return [];
  const corrected = correctedNumbers(ofOrder);
  return content.parcels.map((parcel) => {
    const said = parcelText({ mall: mallOf(shop) }, parcel);
    const right = corrected.get(parcel.trackingNumber ?? '');
    if (right === undefined) return said;
    const number = right.trackingNumber ?? sentence`none`;
    return right.isConfirmed
      ? sentence`${said} (no longer valid: replaced by ${number})`
      : sentence`${said} (being replaced by ${number})`;
  });
}

/** From so many columns on, each fact about a push has a column of its own. */
const wideColumns = 110;

/** The order of a push, and its shop. On a narrow terminal they share a column: what is broken cannot be copied. */
export function orderCells({ shop, orderNumber }: Pick<Change, 'shop' | 'orderNumber'>, width: number | null) {
  const isNarrow = width !== null && width < wideColumns;
  return isNarrow ? { order: `${orderNumber} ${shop}` } : { shop, order: whole(orderNumber) };
}

/**
 * Pushes as a table, with why and what next below each: both are sentences, and the columns are many. Whose they are is left out
 * where all are of a shop that was asked for, or of an order that is named above.
 *
 * @param pauses what stands now (`pausesNow`): which of them holds a push
 */
export function pushLines(
  pushes: readonly Change[],
  pauses: readonly Pause[],
  { ofOneOrder = false, ofOneShop = false }: { readonly ofOneOrder?: boolean; readonly ofOneShop?: boolean } = {},
): Block[] {
  const follows = (push: Change): Block[] => [
    ...parcelsOf(push, ofOneOrder ? pushes : []).map(below),
    below(whyAndNextText(push, pauseOverPush(push, pauses))),
  ];
  const cellsOf = (push: Change, width: number | null) => ({
    ...(!ofOneOrder && (ofOneShop ? { order: whole(push.orderNumber) } : orderCells(push, width))),
    what: pushKindText(push.content.kind),
    state: pushStateText(push.state.kind),
    since: jstText(push.since),
  });
  return tableOf(pushes, cellsOf, follows);
}
