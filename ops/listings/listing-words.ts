import { type EpochMs, jstText, type KeyErrorCode } from '../../core/kernel/index.ts';
import { mallOf, type Pause, type ShopKey } from '../../core/model/index.ts';
import type { ListingStanding, ShownStep } from '../../core/stock/index.ts';
import { t } from '../../language/language.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { functionOffText, heldText, heldUntilText, pauseOver } from '../../views/pause/index.ts';
import { jstIsoOrNull } from '../../views/plain.ts';

/** A rule that decided what a listing shows, in words for people. */
export const stepWords = (): Readonly<Record<ShownStep, string>> => ({
  'sku-buffer': t`確保在庫 of the SKU kept back`,
  'listing-buffer': t`安全在庫 of the listing kept back`,
  floor: t`below the 下限 of the listing`,
  cap: t`the 上限 of the listing`,
  'mall-highest': t`the highest that the mall takes`,
  clamp: t`nothing is left`,
});

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

/** A listing's shop, and how it stands. */
export interface ShopStands {
  readonly shop: ShopKey;
  readonly standing: ListingStanding;
}

/** How a listing stands, in a sentence. `pauses`: what stands now (`pausesNow`). */
export function standingText({ shop, standing }: ShopStands, pauses: readonly Pause[]): string {
  return `${standingNames[standing.kind]} ${wordsOf(standing, pauseOfRow(shop, standing, pauses))}`;
}

/** What holds a listing that is held; null of others, and where nothing does any more. */
function pauseOfRow(shop: ShopKey, standing: ListingStanding, pauses: readonly Pause[]): Pause | null {
  return standing.kind === 'held' ? pauseOver(shop, 'stock', pauses, standing.cause) : null;
}

function wordsOf(standing: ListingStanding, pause: Pause | null): string {
  switch (standing.kind) {
    case 'shown':
      return t`shown`;
    case 'not-linked':
      return t`not linked: its level is left alone`;
    case 'not-counted':
      return t`its stock is not counted`;
    case 'orphan':
      return t`the mall has no such item`;
    case 'refused':
      if (standing.code === functionOff) return functionOffText(standing.words);
      return t`the mall refuses it [${standing.code}] ${standing.words}`.trimEnd();
    case 'differs':
      return t`the mall shows ${standing.shows ?? '無限大'}`;
    case 'closed':
      return t`the mall sells none of it, whatever it shows`;
    case 'held':
      return heldText(standing.cause, pause);
    case 'raise-held':
      return t`is to show more; its shop’s orders come first`;
    case 'retrying':
      return t`tried ${standing.tries} times [${standing.code}]`;
    case 'open':
      return t`a call has an open end`;
    case 'under-way':
      return standing.inBatch ? t`in a batch that the mall works through by itself` : t`a worker is at it`;
    case 'due':
      return t`waits for a worker`;
    case 'moved':
      return t`what it sells has moved`;
  }
}

/** What to do about a standing, where it does not go on by itself. */
const advice = (): Partial<Record<ListingStanding['kind'], string>> => ({
  'not-counted': t`count what it sells: ops stock set, or ops stock count --from-mall <shop>`,
  orphan: t`correct the listing (ops listings import), or make the item at the mall and run ops listings check`,
  refused: t`look at the item on the mall’s own pages, then ops stock resend`,
  differs: t`if ours is right, ops stock resend; if the mall is, ops stock set`,
  closed: t`open it on the mall’s own pages, where it is to be sold`,
});

const functionOff: KeyErrorCode = 'key.function-off';

/** The function of the mall that the shop has not switched on, empty where unknown; null where that is not the cause. */
function functionOffOf(standing: ListingStanding): string | null {
  return standing.kind === 'refused' && standing.code === functionOff ? standing.words : null;
}

/** What to do about some standings, each once. */
export function adviceLines(stands: readonly ShopStands[], pauses: readonly Pause[]): string[] {
  const lines = stands.flatMap((one) => {
    const what = adviceOn(one, pauses);
    return what === undefined ? [] : [`${standingNames[one.standing.kind]}: ${what}`];
  });
  return [...new Set(lines)];
}

function adviceOn({ shop, standing }: ShopStands, pauses: readonly Pause[]): string | undefined {
  const off = functionOffOf(standing);
  if (off === '') return t`ops shops verify --shop ${shop} says which function is off`;
  if (off !== null) return t`${mallDesks.of(mallOf(shop)).keyCare.switchOn(off)} Tried again every ten minutes`;
  const pause = pauseOfRow(shop, standing, pauses);
  return pause === null ? advice()[standing.kind] : heldUntilText(pause);
}

/** Since when it stands so; null where that is not recorded. */
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
