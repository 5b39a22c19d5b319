import type { EpochMs } from '../kernel/index.ts';
import type { Capability } from '../model/index.ts';
import type { MallMail } from '../ports/index.ts';
import {
  capabilitiesText,
  fullMoment,
  type Letter,
  type Line,
  moment,
  point,
  resultFollows,
  sentence,
  shortMoment,
  shortSpan,
  soldTwice,
  tasksHeading,
  troubleName,
  troubleText,
} from './letter.ts';
import type { HeldShop } from './lines.ts';
import { allHeld, nothingToDo } from './maintenance.ts';

export interface OutageOpened {
  readonly merchant: string;
  readonly mall: MallMail;
  /** First failure as measured. */
  readonly since: EpochMs;
  /** End of all failures; absent while anything is out. */
  readonly until?: EpochMs;
  readonly capabilities: readonly Capability[];
  /** Enabled features: the mail does not mention others. */
  readonly features: readonly Capability[];
  readonly shops: readonly (HeldShop & { readonly importedUntil: EpochMs })[];
  /** Changes waiting to be sent; null if unknown. */
  readonly heldPushes: number | null;
}

export function outageOpened(facts: OutageOpened): Letter {
  const mall = facts.mall.name;
  const { capabilities, shops } = facts;
  const trouble = troubleText(capabilities, mall);
  return {
    asks: 'nothing',
    subject: `【対応不要】${mall} ${troubleName(capabilities)}のお知らせ(${spanText(facts)})`,
    to: facts.merchant,
    opening: [`${trouble}状態を検知しましたので、お知らせいたします。`],
    sections: [
      {
        heading: tasksHeading,
        lines: [
          ...nothingToDo(shops, capabilities, '復旧後'),
          ...(capabilities.includes('import')
            ? [
                sentence(
                  `接続できない間のご注文も、${afterwards(facts, 'import')}すべて取り込みます。手動でお取り込みいただいても、ご注文が重複することはございません。`,
                ),
              ]
            : []),
        ],
      },
      {
        heading: '状況(当社計測)',
        lines: [...standing(facts, trouble)],
      },
      { heading: '影響', lines: effects(facts, mall) },
      { heading: '次のご連絡', lines: [resultFollows(capabilities)], isOutlook: true },
    ],
  };
}

function spanText({ since, until }: OutageOpened): string {
  return until === undefined ? `${shortMoment(since)}〜` : shortSpan(since, until);
}

/** A late mail must not say that the outage lasts. */
function standing({ since, until, capabilities }: OutageOpened, trouble: string): Line[] {
  const what = capabilitiesText(capabilities);
  if (until === undefined) {
    return [sentence(`${fullMoment(since)} から、${trouble}状態が続いています。`), sentence(`停止中の機能: ${what}`)];
  }
  return [
    sentence(`${fullMoment(since)} から、${trouble}状態でした。${moment(until)} からは応答があり、回復を確認中です。`),
    sentence(`停止していた機能: ${what}(順に再開しています)`),
  ];
}

/** If something else holds every shop, the end of the outage starts nothing. */
function afterwards({ shops }: OutageOpened, capability: Capability): string {
  return allHeld(shops, capability) ? '再開後に' : '復旧後に';
}

function effects(facts: OutageOpened, mall: string): Line[] {
  const lines: Line[] = [];
  const hasStock = facts.features.includes('stock');
  for (const capability of facts.capabilities) {
    switch (capability) {
      case 'import':
        for (const { name, importedUntil, heldApart = [] } of facts.shops) {
          const held = heldApart.includes('import') ? '(別の理由で停止中)' : '';
          lines.push(point(`受注の取込: 「${name}」は ${moment(importedUntil)} までのご注文を取込済みです${held}。`));
        }
        if (hasStock)
          lines.push(
            point(`他モールの在庫: ${mall}のご注文は、取り込まれるまで、ほかのモールの在庫数に反映されません。`),
          );
        break;
      case 'status':
        lines.push(
          point(
            `ステータスの送信: ${waitingText(facts.heldPushes, `${afterwards(facts, 'status')}順に送信いたします。`)}`,
          ),
        );
        break;
      case 'stock':
        lines.push(
          point(
            `在庫の連動: ${mall}の在庫は、復旧するまで更新されません。${afterwards(facts, 'stock')}最新の在庫数を送信いたします。`,
          ),
        );
        break;
    }
  }
  if (hasStock && (facts.capabilities.includes('import') || facts.capabilities.includes('stock')))
    lines.push(point(`売り越しの可能性: ${soldTwice}`));
  return lines;
}

function waitingText(heldPushes: number | null, later: string): string {
  if (heldPushes === null) return `送信待ちの件数は確認できませんでした。お預かりした変更は、${later}`;
  return heldPushes === 0 ? `お預かりした変更は、${later}` : `送信待ち ${heldPushes}件をお預かりしています。${later}`;
}

interface OutageInterim {
  readonly merchant: string;
  readonly mall: MallMail;
  readonly since: EpochMs;
  readonly capabilities: readonly Capability[];
  readonly note: string;
}

/** Leaves open whether the reader must act: only the note knows. */
export function outageInterim(facts: OutageInterim): Letter {
  const mall = facts.mall.name;
  return {
    asks: 'unknown',
    subject: `【途中経過】${mall} ${troubleName(facts.capabilities)}(${shortMoment(facts.since)}〜)`,
    to: facts.merchant,
    opening: [
      `${fullMoment(facts.since)} に始まった、${troubleText(facts.capabilities, mall)}状態について、途中経過をお知らせいたします。`,
    ],
    sections: [
      {
        heading: tasksHeading,
        lines: [sentence('下の「途中経過」に特にお願いの記載がない限り、ご対応は不要です。')],
      },
      {
        heading: '途中経過',
        lines: facts.note
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(sentence),
      },
      { heading: '次のご連絡', lines: [resultFollows(facts.capabilities)], isOutlook: true },
    ],
  };
}
