import type { KeyErrorCode } from '../../core/kernel/index.ts';
import { mallOf } from '../../core/model/index.ts';
import type { ListingStanding, ShownStep } from '../../core/stock/index.ts';
import { t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { functionOffText, heldText, heldUntilText, standingOfFacts } from '../pause/index.ts';
import { type Column, label, timeText } from '../words.ts';
import type { ListingFacts } from './facts.ts';

export const stepWords = (): Readonly<Record<ShownStep, string>> => ({
  'sku-buffer': t`確保在庫 of the SKU kept back`,
  'listing-buffer': t`安全在庫 of the listing kept back`,
  floor: t`below the 下限 of the listing`,
  cap: t`the 上限 of the listing`,
  'mall-highest': t`the highest that the mall takes`,
  clamp: t`nothing is left`,
});

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

const standingText = (facts: ListingFacts): string =>
  `${standingNames[facts.standing]} ${standingWords[facts.standing](facts)}`;

const standingWords: Readonly<Record<ListingStanding['kind'], (facts: ListingFacts) => string>> = {
  shown: () => t`shown`,
  'not-linked': () => t`not linked: its level is left alone`,
  'not-counted': () => t`its stock is not counted`,
  orphan: () => t`the mall has no such item`,
  refused: ({ code = '', words = '' }) =>
    code === functionOff ? functionOffText(words) : t`the mall refuses it [${code}] ${words}`.trimEnd(),
  differs: ({ shows }) => t`the mall shows ${shows ?? '無限大'}`,
  closed: () => t`the mall sells none of it, whatever it shows`,
  held: ({ cause = 'outage', heldBy }) => heldText(cause, heldBy ? standingOfFacts(heldBy) : null),
  'raise-held': () => t`is to show more; its shop’s orders come first`,
  retrying: ({ code = '', tries = 0 }) => t`tried ${tries} times [${code}]`,
  open: () => t`a call has an open end`,
  'under-way': ({ inBatch }) => (inBatch ? t`in a batch that the mall works through by itself` : t`a worker is at it`),
  due: () => t`waits for a worker`,
  moved: () => t`what it sells has moved`,
};

const advice = (): Partial<Record<ListingStanding['kind'], string>> => ({
  'not-counted': t`count what it sells: ops stock set, or ops stock count --from-mall <shop>`,
  orphan: t`correct the listing (ops listings import), or make the item at the mall and run ops listings check`,
  refused: t`look at the item on the mall’s own pages, then ops stock resend`,
  differs: t`if ours is right, ops stock resend; if the mall is, ops stock set`,
  closed: t`open it on the mall’s own pages, where it is to be sold`,
});

const functionOff: KeyErrorCode = 'key.function-off';

/** What to do about some standings, each once. */
export function adviceLines(listings: readonly ListingFacts[]): string[] {
  const lines = listings.flatMap((one) => {
    const what = adviceOn(one);
    return what === undefined ? [] : [`${standingNames[one.standing]}: ${what}`];
  });
  return [...new Set(lines)];
}

function adviceOn({ shop, standing, code, words = '', heldBy }: ListingFacts): string | undefined {
  if (standing === 'refused' && code === functionOff) {
    if (words === '') return t`ops shops verify --shop ${shop} says which function is off`;
    return t`${mallDesks.of(mallOf(shop)).keyCare.switchOn(words)} Tried again every ten minutes`;
  }
  return heldBy ? heldUntilText(standingOfFacts(heldBy)) : advice()[standing];
}

export const toldText = ({ lastTold }: Pick<ListingFacts, 'lastTold'>): string =>
  lastTold === null ? t`nothing yet` : t`${lastTold.level} at ${timeText(lastTold.at)}`;

export const standingSinceText = (facts: ListingFacts): string =>
  facts.since === null ? standingText(facts) : t`${standingText(facts)}, since ${timeText(facts.since)}`;

/** The columns of listings; `wanted` is what each should show by the ledger. */
export const listingColumns = (): Column<ListingFacts & { readonly wanted: number | null }>[] => [
  { title: label.item(), whole: true, of: ({ item }) => item },
  { title: label.shop(), whole: true, joins: true, of: ({ shop }) => ({ text: shop, to: ['shops', shop] }) },
  { title: 'SKU', whole: true, of: ({ merchant, sku }) => ({ text: sku, to: ['stock', merchant, sku] }) },
  { title: label.shouldShow(), right: true, of: ({ wanted }) => wanted ?? '-' },
  { title: label.standing(), long: true, of: standingText },
  {
    ...{ title: label.lastTold(), below: true },
    of: (facts) => {
      const told = t`last told: ${toldText(facts)}`;
      return facts.since === null ? told : t`${told}; it stands so since ${timeText(facts.since)}`;
    },
  },
];
