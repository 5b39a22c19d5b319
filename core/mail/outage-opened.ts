import type { Capability } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullMoment, moment, shortMoment, shortSpan } from './days.ts';
import { type Letter, type Line, point, sentence } from './letter.ts';
import { capabilitiesText, mallWords } from './words.ts';

/** What the mail of an outage that has begun tells. */
export interface OutageOpened {
  readonly merchant: string;
  readonly mall: MallName;
  /** The first failure, as we measured it. */
  readonly since: EpochMs;
  /** When everything of it was answered again; absent while something is out. */
  readonly until?: EpochMs;
  /** What is out and concerns this merchant. */
  readonly capabilities: readonly Capability[];
  /** Per shop: its name, and the moment up to which its orders are imported. */
  readonly shops: readonly { readonly name: string; readonly importedUntil: EpochMs }[];
  /** Status changes that wait to be sent; null when they could not be counted. */
  readonly heldPushes: number | null;
}

/** The one mail at the start of an outage. */
export function outageOpened(facts: OutageOpened): Letter {
  const mall = mallWords[facts.mall];
  const trouble = troubleText(facts, mall);
  return {
    subject: `【作業不要】${mall} 接続障害のお知らせ(${spanText(facts)})`,
    to: facts.merchant,
    opening: [`${trouble}状態を検知しましたので、お知らせいたします。`],
    sections: [
      {
        heading: '貴店の作業',
        lines: [
          sentence('特にございません。復旧後、自動で再開いたします。'),
          ...(facts.capabilities.includes('import')
            ? [
                sentence(
                  '接続できない間のご注文も、復旧後にすべて取り込みます。手動で取り込まれても、注文は重複いたしません。',
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
      {
        heading: '次のご連絡',
        lines: [sentence('復旧を確認し、止まっていた間の照合が終わりましたら、結果をメールでお知らせいたします。')],
      },
    ],
  };
}

function spanText({ since, until }: OutageOpened): string {
  return until === undefined ? `${shortMoment(since)}〜` : shortSpan(since, until);
}

/** A mail that comes late must not say that it still lasts. */
function standing({ since, until, capabilities }: OutageOpened, trouble: string): Line[] {
  const what = capabilitiesText(capabilities);
  if (until === undefined) {
    return [
      sentence(`${fullMoment(since)} から、${trouble}状態が続いています。`),
      sentence(`止まっているもの: ${what}`),
    ];
  }
  return [
    sentence(`${fullMoment(since)} から、${trouble}状態でした。${moment(until)} からは応答があり、回復を確認中です。`),
    sentence(`止まっていたもの: ${what}(順に再開しています)`),
  ];
}

/** Where orders come in as ever, nobody shall read that the mall cannot be reached. */
export function troubleText({ capabilities }: Pick<OutageOpened, 'capabilities'>, mall: string): string {
  return capabilities.includes('import')
    ? `${mall}に接続できない`
    : `${mall}との連携の一部(${capabilitiesText(capabilities)})ができない`;
}

function effects(facts: OutageOpened, mall: string): Line[] {
  const lines: Line[] = [];
  for (const capability of facts.capabilities) {
    switch (capability) {
      case 'import':
        for (const { name, importedUntil } of facts.shops) {
          lines.push(point(`受注の取込: ${name} は ${moment(importedUntil)} までのご注文を取込済みです。`));
        }
        lines.push(point(`他モールの在庫: 取込前の${mall}のご注文は、ほかのモールの在庫数に反映されません。`));
        break;
      case 'status':
        lines.push(point(`ステータスの送信: ${waitingText(facts.heldPushes)}`));
        break;
      case 'stock':
        lines.push(
          point(`在庫の連動: ${mall}の在庫は、復旧するまで更新されません。復旧後に最新の在庫数を送信いたします。`),
        );
        break;
    }
  }
  if (facts.capabilities.includes('import') || facts.capabilities.includes('stock')) {
    lines.push(
      point(
        '売り越しの可能性: 残りの少ない商品は、ほかのモールと同時に売れることがあります。ご心配な商品は、在庫数をお控えめにご設定ください。',
      ),
    );
  }
  return lines;
}

function waitingText(heldPushes: number | null): string {
  const later = '復旧後に順に送信いたします。';
  if (heldPushes === null) return `送信待ちの件数は確認できませんでした。お預かりした変更は、${later}`;
  return heldPushes === 0 ? `お預かりした変更は、${later}` : `送信待ち ${heldPushes}件をお預かりしています。${later}`;
}
