import type { ListingStanding } from '../../core/stock/listing-standing.ts';
import type { ShownStep } from '../../core/stock/shown-level.ts';
import { type EpochMs, jstText } from '../../core/units.ts';
import { causeWords } from './pause.ts';
import { jstIsoOrNull } from './time.ts';

/** A rule that decided what a listing shows, as it is told to people. */
export const stepWords: Readonly<Record<ShownStep, string>> = {
  'sku-buffer': '確保在庫 of the SKU kept back',
  'listing-buffer': '安全在庫 of the listing kept back',
  floor: 'below the 下限 of the listing',
  cap: 'the 上限 of the listing',
  'mall-highest': 'the highest that the mall takes',
  clamp: 'nothing is left',
};

/** What merchants call each standing. */
export const standingNames: Readonly<Record<ListingStanding['kind'], string>> = {
  shown: '反映済',
  'not-linked': '連携しない',
  'not-counted': '在庫未登録',
  orphan: '商品なし',
  refused: '要対応',
  differs: '差異あり',
  closed: '在庫クローズ',
  held: '一時停止中',
  'raise-held': '引上げ待ち',
  retrying: '再試行待ち',
  open: '反映確認中',
  'under-way': '反映中',
  due: '反映待ち',
  moved: '反映待ち',
};

/** How a listing stands, in a sentence. */
export function standingText(standing: ListingStanding): string {
  return `${standingNames[standing.kind]} ${wordsOf(standing)}`;
}

function wordsOf(standing: ListingStanding): string {
  switch (standing.kind) {
    case 'shown':
      return 'shown';
    case 'not-linked':
      return 'not linked: its level is left alone';
    case 'not-counted':
      return 'nobody has counted what it sells';
    case 'orphan':
      return 'the mall has no such item';
    case 'refused':
      return `the mall refuses it [${standing.code}] ${standing.words}`.trimEnd();
    case 'differs':
      return `the mall shows ${standing.shows ?? '無限大'}`;
    case 'closed':
      return 'the mall sells none of it, whatever it shows';
    case 'held':
      return causeWords[standing.cause];
    case 'raise-held':
      return 'is to show more; its shop’s orders come first';
    case 'retrying':
      return `tried ${standing.tries} times [${standing.code}]`;
    case 'open':
      return 'a call has an open end';
    case 'under-way':
      return 'a worker is at it';
    case 'due':
      return 'waits for a worker';
    case 'moved':
      return 'what it sells has moved';
  }
}

/** What to do about a standing, where it does not go on by itself. */
const advice: Partial<Record<ListingStanding['kind'], string>> = {
  'not-counted': 'count what it sells: ops stock set, or ops stock count --from-mall',
  orphan: 'correct the listing (ops listings import), or make the item at the mall and run ops listings check',
  refused: 'look at the item on the mall’s own pages, then ops stock resend',
  differs: 'if ours is right, ops stock resend; if the mall is, ops stock set',
  closed: 'open it on the mall’s own pages, where it is to be sold',
  held: 'goes on when nothing holds it: ops pauses',
};

/** What to do about some standings, each once. */
export function adviceLines(standings: readonly ListingStanding[]): string[] {
  const kinds = new Set(standings.map(({ kind }) => kind));
  return [...kinds].flatMap((kind) => (advice[kind] === undefined ? [] : [`${standingNames[kind]}: ${advice[kind]}`]));
}

/** Since when it stands so; null where nobody wrote it down. */
export function standingSince(standing: ListingStanding): EpochMs | null {
  return 'since' in standing ? standing.since : null;
}

/** `since 2026-11-24 15:45:07`, or nothing. */
export function sinceText(standing: ListingStanding): string {
  const since = standingSince(standing);
  return since === null ? '' : jstText(since);
}

/** The same for programs. */
export function standingJson(standing: ListingStanding): object {
  const { kind, ...more } = standing;
  return { standing: kind, ...more, since: jstIsoOrNull(standingSince(standing)) };
}
