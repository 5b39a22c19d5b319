import { type Sentence, sentence, sentences } from '../../core/kernel/index.ts';
import type { FailureReason, PauseCause } from '../../core/model/index.ts';
import {
  mallOf,
  nextOfFailure,
  type PushKind,
  type PushState,
  type RetryReason,
  type Shop,
  type WhoMustAct,
} from '../../core/model/index.ts';
import { failuresForOps } from '../../core/status/index.ts';
import { enumerated, t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { causeWord, heldText, heldUntilText, standingOfFacts } from '../pause/index.ts';
import { agoSaid, type Column, type Look, label, timeText } from '../words.ts';
import type { AnyParcel, ChangeFacts, ShownParcel, StepFacts } from './facts.ts';
import type { GroupFacts } from './facts-groups.ts';

/** A kind with what merchants call it, `ship 発送完了報告`. */
export const pushKindText = (kind: PushKind): string =>
  ({
    confirm: t`confirm 注文確認`,
    'sub-status': t`sub-status サブステータス`,
    memo: t`memo ひとことメモ`,
    pay: t`pay 入金済み`,
    ship: t`ship 発送完了報告`,
    complete: t`complete 完了`,
    cancel: t`cancel 注文キャンセル`,
  })[kind];

const kindWord = (kind: PushKind): string =>
  ({
    confirm: t`confirm`,
    'sub-status': t`sub-status`,
    memo: t`memo`,
    pay: t`pay`,
    ship: t`ship`,
    complete: t`complete`,
    cancel: t`cancel`,
  })[kind];

/** A state with what merchants call it, `retrying 再試行待ち`. */
export const pushStateText = (kind: PushState['kind']): string =>
  ({
    requested: t`requested 受付済`,
    pushing: t`pushing 変更中`,
    held: t`held 一時停止中`,
    retrying: t`retrying 再試行待ち`,
    confirmed: t`confirmed 反映済`,
    failed: t`failed 要対応`,
    withdrawn: t`withdrawn 取下げ済`,
  })[kind];

/** How a state looks: what needs a person is not well, and what is not at the mall yet not done. */
export function stateLook(state: PushState['kind']): Look | undefined {
  if (state === 'withdrawn') return undefined;
  return state === 'confirmed' ? 'good' : state === 'failed' ? 'bad' : 'warn';
}

const retryText = (reason: RetryReason): string =>
  ({
    'not-done': t`the call was surely not applied`,
    unknown: t`whether the call was applied is not known: the mall is looked at first`,
    'confirm-first': t`注文確認 of the order comes first`,
    'ship-first': t`the shipment of the order comes first`,
    'mall-processing': t`the mall is still processing the order`,
    'mall-changing': t`the order is being changed at the mall`,
    'not-shown': t`the mall did not show the order: it is read again`,
  })[reason];

/** Why a change stands as it does, in a sentence. */
function pushReasonText(change: ChangeFacts): string {
  const { state, reason, code, heldBy } = change;
  switch (state) {
    case 'requested':
      return t`waits for a worker`;
    case 'pushing':
      return t`a worker has it`;
    case 'held':
      return heldText(reason as PauseCause, heldBy ? standingOfFacts(heldBy) : null);
    case 'retrying':
      return `${retryText(reason as RetryReason)}${code === null ? '' : ` [${code}]`}`;
    case 'confirmed':
      return t`seen at the mall`;
    case 'failed':
      if (change.surplusStays) {
        return t`${reason ?? ''}: what was asked for is at the mall; beside it a surplus parcel stays, though the mall accepts each removal`;
      }
      return `${reason}: ${translated(failuresForOps[reason as FailureReason].why)}${change.function === null ? '' : `, ${change.function}`}${mallText(code, change.words)}`;
    case 'withdrawn':
      return withdrawalText(change);
  }
}

function withdrawalText({ endedBy, reason }: ChangeFacts): string {
  if (reason === 'superseded') return t`a later request took its place, by ${endedBy ?? ''}`;
  return reason === 'shop-removed' ? t`its shop was removed` : t`by ${endedBy ?? ''}`;
}

function mallText(code: string | null, words: string | null): string {
  const parts = [code, words].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${parts.join(' ')})`;
}

const whoText = (who: WhoMustAct): string =>
  ({
    merchant: t`the merchant acts`,
    ops: t`ops act`,
    us: t`a defect of ours`,
  })[who];

/** What comes next, and when; empty where nothing is left to say. */
export function pushNextText(change: ChangeFacts): string {
  const { state, next, heldBy, lookAgainAt, reason, kind } = change;
  switch (state) {
    case 'requested':
      return t`at once`;
    case 'pushing':
      return t`taken over ${timeText(next)}`;
    case 'held':
      if (heldBy === undefined) return t`when no pause holds it any more (ops stuck --minutes 0)`;
      return heldBy === null ? '' : heldUntilText(standingOfFacts(heldBy));
    case 'retrying':
      return timeText(next);
    case 'confirmed':
    case 'withdrawn':
      return lookAgainAt === null ? '' : t`looked at again ${timeText(lookAgainAt)}`;
    case 'failed': {
      const who = whoText(change.who ?? 'ops');
      if (change.surplusStays) return t`${who}: remove the surplus parcel in the mall’s own pages, then retry this`;
      if (reason !== 'function-off')
        return `${who}: ${translated(nextOfFailure(failuresForOps[reason as FailureReason], kind))}`;
      const { switchOn } = mallDesks.of(mallOf(change.shop)).keyCare;
      return t`${who}. ${switchOn(change.function ?? sentence`the function that this needs`)} Then retry this.`;
    }
  }
}

export function whyAndNextText(change: ChangeFacts): string {
  const next = pushNextText(change);
  return `${pushReasonText(change)}${next === '' ? '' : t`; next: ${next}`}`;
}

/** The parcels of a shipment, a line each. One whose number was corrected says by which it was replaced. */
export function parcelsOf(
  { shop, parcels = [] }: Pick<ChangeFacts, 'shop' | 'parcels'>,
  { asRequested = false } = {},
): string[] {
  return parcels.map(({ replacedBy, ...parcel }) => {
    const said = parcelText({ mall: mallOf(shop) }, parcel as AnyParcel);
    if (replacedBy === undefined || asRequested) return translated(said);
    const number = replacedBy.trackingNumber ?? sentence`none`;
    return replacedBy.confirmed
      ? t`${said} (no longer valid: replaced by ${number})`
      : t`${said} (being replaced by ${number})`;
  });
}

/** A carrier by its name at the mall; by its code where the mall has added it since. */
export const carrierName = (mall: string, code: string): string =>
  mallDesks.of(mall).carriers.find((one) => one.code === code)?.name ?? code;

/** A parcel in a line: `ヤマト運輸 444413758703, 2026-11-24`. */
export function parcelText(
  { mall }: Pick<Shop, 'mall'>,
  { basketId, carrier, trackingNumber, shippedOn, corrects, contents = [] }: AnyParcel,
): Sentence {
  const name = carrier === null ? sentence`no carrier` : carrierName(mall, carrier);
  const parts = [
    sentence`${name} ${trackingNumber ?? sentence`without a number`}`,
    ...(shippedOn === null ? [] : [shippedOn]),
    ...(basketId === undefined ? [] : [sentence`送付先 ${basketId}`]),
    ...(corrects === undefined ? [] : [sentence`in place of ${corrects}`]),
    ...contents.map(({ lineId, quantity }) => sentence`${quantity} pieces of line ${lineId}`),
  ];
  return sentences(parts, ', ');
}

export function shownParcelText(shop: Pick<Shop, 'mall'>, parcel: ShownParcel): Sentence {
  const text = parcelText(shop, parcel);
  return parcel.isForeign === true ? sentence`${text}, not requested here` : text;
}

/** The columns of changes: why and what next stand below each in a terminal, for both are sentences. */
export function changeColumns({
  ofOneOrder = false,
  ofOneShop = false,
}: {
  readonly ofOneOrder?: boolean;
  readonly ofOneShop?: boolean;
} = {}): Column<ChangeFacts>[] {
  const order: Column<ChangeFacts>[] = [
    {
      ...{ title: label.order(), whole: true },
      of: ({ shop, orderNumber }) => ({ text: orderNumber, to: ['orders', shop, orderNumber] }),
    },
    { title: label.shop(), joins: true, whole: true, of: ({ shop }) => shop },
  ];
  return [
    ...(ofOneOrder ? [] : ofOneShop ? order.slice(0, 1) : order),
    { title: label.what(), of: ({ kind }) => pushKindText(kind) },
    { title: label.state(), of: ({ state }) => ({ text: pushStateText(state), look: stateLook(state) }) },
    { title: label.since(), of: ({ since }) => agoSaid(since) },
    { title: label.parcels(), below: true, long: true, of: parcelsOf },
    { title: label.whyAndNext(), below: true, long: true, of: whyAndNextText },
  ];
}

export function pushStepText(step: Omit<StepFacts, 'at'>): string {
  const { what, code, operation, reason, progress, refused, detail } = step;
  const parts = [
    code,
    reason === undefined ? undefined : partsText(reason),
    progress === undefined ? undefined : t`progress ${progress}`,
    surplusText(step),
    refused ? t`refused` : undefined,
    partsText(detail ?? ''),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(t`, `);
  const call = what === 'called' && operation !== undefined ? ` (${operation})` : '';
  return `${stepWords()[what]}${call}${parts === '' ? '' : `: ${parts}`}`;
}

function surplusText({ what, surplusRows: rows }: Omit<StepFacts, 'at'>): string | undefined {
  if (rows === undefined) return undefined;
  if (what === 'failed') return t`surplus rows stay: ${rows}`;
  return what === 'called' ? t`removing ${rows} of them` : t`${rows} of them`;
}

/** What is stored of a step in English, in the language of the run. Codes of malls and of failures stay: people look for them. */
function partsText(detail: string): string {
  const plain = plainParts();
  return detail
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => plain[part] ?? partText(part))
    .join(t`, `);
}

function partText(part: string): string {
  for (const [pattern, say] of partsWithValues) {
    const value = pattern.exec(part)?.[1];
    if (value !== undefined) return say(value);
  }
  return part;
}

const retryWords = (): Readonly<Record<RetryReason, string>> => ({
  'not-done': t`not applied`,
  unknown: t`whether it was applied is not known`,
  'confirm-first': t`注文確認 comes first`,
  'ship-first': t`the shipment comes first`,
  'mall-processing': t`the mall is processing the order`,
  'mall-changing': t`it is being changed at the mall`,
  'not-shown': t`the mall did not show the order`,
});

const plainParts = (): Readonly<Record<string, string>> => ({
  outage: causeWord('outage'),
  maintenance: causeWord('maintenance'),
  manual: causeWord('manual'),
  credentials: causeWord('credentials'),
  ...retryWords(),
  absent: t`absent`,
  unreadable: t`not readable`,
  'no call was needed': t`no call was needed`,
  'it is so': t`it is so`,
  'it is not so': t`it is not so`,
  'it is not so any more': t`it is not so any more`,
  'it is not to be told yet': t`it is not to be told yet`,
  'asked otherwise since': t`asked otherwise since`,
  'what took its place was taken back': t`what took its place was taken back`,
  'the answer says nothing of this order': t`the answer says nothing of this order`,
});

const partsWithValues: readonly (readonly [RegExp, (value: string) => string])[] = [
  [/^it cannot be so: (\S+)$/, (reason) => t`it cannot be so: ${reason}`],
  [/^asked otherwise since: (\S+)$/, (id) => t`asked otherwise since: ${id}`],
  [/^parcels not requested here: (\d+)$/, (rows) => t`parcels beside it that were not requested here: ${rows}`],
  [/^rows of it not made here: (\d+)$/, (rows) => t`further rows of its number that were not made here: ${rows}`],
];

const stepWords = (): Readonly<Record<StepFacts['what'], string>> => ({
  requested: t`requested`,
  held: t`held by a pause`,
  called: t`called the mall`,
  'read-back': t`seen at the mall`,
  // It may not have found the change: what follows says so.
  'looked-again': t`looked at the mall again`,
  retrying: t`waits for another try`,
  confirmed: t`confirmed 反映済`,
  failed: t`failed 要対応`,
  'surplus-removed': t`removed what was there twice`,
  'retried-by-hand': t`tried again by hand`,
  withdrawn: t`withdrawn 取下げ済`,
});

/** Changes that stand alike. Why is a sentence, which a column would break to pieces. */
export const groupColumns = (): Column<GroupFacts>[] => [
  { title: label.shop(), whole: true, of: ({ shop }) => shop },
  { title: label.state(), of: ({ state }) => ({ text: pushStateText(state), look: stateLook(state) }) },
  { title: label.what(), of: ({ kinds }) => enumerated(kinds.map(kindWord)) },
  { title: label.changes(), right: true, of: ({ pushes }) => pushes },
  { title: t`oldest`, of: ({ oldest }) => agoSaid(oldest) },
  { title: label.whyAndNext(), below: true, of: ({ example }) => whyAndNextText(example) },
];
