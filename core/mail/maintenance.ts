import type { Capability } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullSpan, shortSpan } from './days.ts';
import { type Letter, type Line, point, sentence } from './letter.ts';
import { capabilitiesText, mallWords } from './words.ts';

/** What the mail ahead of a planned maintenance tells. */
export interface MaintenanceAhead {
  readonly merchant: string;
  readonly mall: MallName;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly capabilities: readonly Capability[];
}

/** The one mail ahead of a planned maintenance. */
export function maintenanceAhead(facts: MaintenanceAhead): Letter {
  const mall = mallWords[facts.mall];
  const isImport = facts.capabilities.includes('import');
  return {
    subject: `【作業不要】${mall} メンテナンスのお知らせ(${shortSpan(facts.from, facts.to)})`,
    to: facts.merchant,
    opening: [`${mall}より、メンテナンスの予定が発表されていますので、お知らせいたします。`],
    sections: [
      { heading: '貴店の作業', lines: [sentence('特にございません。終了後、自動で再開いたします。')] },
      {
        heading: '予定',
        lines: [
          sentence(fullSpan(facts.from, facts.to)),
          sentence(`止まるもの: ${capabilitiesText(facts.capabilities)}`),
        ],
      },
      {
        heading: '影響',
        lines: [
          ...(isImport ? [point('メンテナンス中のご注文は、終了後にすべて取り込みます。')] : []),
          point(
            '残りの少ない商品は、ほかのモールと同時に売れることがあります。ご心配な商品は、在庫数をお控えめにご設定ください。',
          ),
        ],
      },
      {
        heading: '次のご連絡',
        lines: [sentence('終了後、貴店にご確認いただきたいことがある場合に限り、ご連絡いたします。')],
      },
    ],
  };
}

/** The mail after a maintenance; it only goes when something needs the merchant. */
export function maintenanceAfter(facts: MaintenanceAhead & { readonly tasks: readonly string[] }): Letter {
  const mall = mallWords[facts.mall];
  const tasks: Line[] = facts.tasks.map(point);
  return {
    subject: `【要確認${facts.tasks.length}件】${mall} メンテナンス終了のお知らせ(${shortSpan(facts.from, facts.to)})`,
    to: facts.merchant,
    opening: [`${mall}のメンテナンスが終わりましたので、結果をお知らせいたします。`],
    sections: [
      { heading: '貴店の作業', lines: [sentence('次の点をご確認ください。'), ...tasks] },
      { heading: 'メンテナンスの期間', lines: [sentence(fullSpan(facts.from, facts.to))] },
    ],
  };
}

/** What a merchant can do about a shop whose orders of the maintenance are not all here. */
export function maintenanceTask(shop: string, mall: MallName, isKeyRefused: boolean): string {
  const isBehind = 'メンテナンス中のご注文の取込が終わっていません(未完了)。';
  const urgent = `お急ぎのご注文は、${mallWords[mall]}の画面でご確認ください。`;
  return isKeyRefused
    ? `${shop}: ライセンスキーが受け付けられず、${isBehind}有効期限をご確認のうえ、新しいキーを当社へお知らせください。${urgent}`
    : `${shop}: ${isBehind}このまま自動で取り込みます。${urgent}`;
}
