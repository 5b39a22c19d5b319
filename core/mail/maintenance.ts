import type { EpochMs } from '../kernel/index.ts';
import type { Capability } from '../model/index.ts';
import type { MallMail } from '../ports/index.ts';
import { type Hold, keyTrouble } from './key-mails.ts';
import {
  capabilitiesText,
  fullSpan,
  type Letter,
  type Line,
  lookAt,
  oneLine,
  point,
  sentence,
  shortSpan,
  soldTwice,
  tasksHeading,
} from './letter.ts';
import {
  type HeldShop,
  type OpenPoint,
  type OversoldGoods,
  ours,
  oversoldSection,
  pointsOf,
  theirs,
  underWaySection,
} from './lines.ts';

export interface MaintenanceAhead {
  readonly merchant: string;
  readonly mall: MallMail;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly capabilities: readonly Capability[];
  readonly features: readonly Capability[];
  readonly shops: readonly HeldShop[];
}

export function maintenanceAhead(facts: MaintenanceAhead): Letter {
  const mall = facts.mall.name;
  return {
    asks: 'nothing',
    subject: `【対応不要】${mall} メンテナンスのお知らせ(${shortSpan(facts.from, facts.to)})`,
    to: facts.merchant,
    opening: [`${mall}より、メンテナンスの予定が発表されましたので、お知らせいたします。`],
    sections: [
      { heading: tasksHeading, lines: nothingToDo(facts.shops, facts.capabilities, '終了後') },
      {
        heading: '予定',
        lines: [
          sentence(fullSpan(facts.from, facts.to)),
          sentence(`停止する機能: ${capabilitiesText(facts.capabilities)}`),
        ],
      },
      { heading: '影響', lines: effects(facts, mall) },
      {
        heading: '次のご連絡',
        lines: [sentence('終了後、貴店にご確認いただきたいことがある場合に限り、ご連絡いたします。')],
      },
    ],
  };
}

function effects({ capabilities, features }: MaintenanceAhead, mall: string): Line[] {
  const hasStock = features.includes('stock');
  const isImport = capabilities.includes('import');
  const isStock = capabilities.includes('stock');
  return [
    ...(isImport ? [point('受注の取込: メンテナンス中のご注文は、終了後にすべて取り込みます。')] : []),
    ...(isImport && hasStock
      ? [point(`他モールの在庫: ${mall}のご注文は、取り込まれるまで、ほかのモールの在庫数に反映されません。`)]
      : []),
    ...(capabilities.includes('status')
      ? [point('ステータスの送信: メンテナンス中の変更は当社でお預かりし、終了後に順に送信いたします。')]
      : []),
    ...(isStock
      ? [point(`在庫の連動: メンテナンス中は、${mall}の在庫は更新されません。終了後に最新の在庫数を送信いたします。`)]
      : []),
    ...(hasStock && (isImport || isStock) ? [point(`売り越しの可能性: ${soldTwice}`)] : []),
  ];
}

export interface MaintenanceAfter extends Pick<MaintenanceAhead, 'merchant' | 'mall' | 'from' | 'to'> {
  /** Open points, at least one of them the merchant's. */
  readonly open: readonly OpenPoint[];
  /** Oversold goods; absent or null: none known. */
  readonly oversold?: readonly OversoldGoods[] | null;
}

/** The mail after a maintenance, sent only if something needs the merchant. */
export function maintenanceAfter(facts: MaintenanceAfter): Letter {
  const mall = facts.mall.name;
  const tasks = pointsOf(facts.open, 'merchant');
  const underWay = pointsOf(facts.open, 'us');
  return {
    asks: 'something',
    subject: `【要確認${tasks.count}件】${mall} メンテナンス終了のお知らせ(${shortSpan(facts.from, facts.to)})`,
    to: facts.merchant,
    opening: [`${mall}のメンテナンスが終わりましたので、結果をお知らせいたします。`],
    sections: [
      { heading: tasksHeading, lines: [lookAt(tasks.lines, tasks.count), ...tasks.lines] },
      ...underWaySection(underWay.lines),
      ...oversoldSection(facts.oversold),
      { heading: 'メンテナンスの期間', lines: [sentence(fullSpan(facts.from, facts.to))] },
    ],
  };
}

/** @param hold why the import does not resume by itself; null: it does */
export function maintenanceImport(shop: string, mall: MallMail, hold: Hold | null): OpenPoint {
  const isBehind = 'メンテナンス中のご注文の取込が終わっていません(未完了)。';
  const urgent = `お急ぎのご注文は、${mall.screen}でご確認ください。`;
  const trouble = keyTrouble(mall, hold);
  if (trouble !== null) return theirs(1, `${shop}: ${trouble.what}、${isBehind}${trouble.ask}${urgent}`);
  if (hold !== null) {
    return ours(1, `${shop}: ${isBehind}別の理由で停止中のため、停止が解除され次第、取り込みます。${urgent}`);
  }
  return ours(1, `${shop}: メンテナンス中のご注文を順次、自動で取り込んでいます(未完了)。${urgent}`);
}

export function allHeld(shops: readonly HeldShop[], capability: Capability): boolean {
  return shops.length > 0 && shops.every(({ heldApart = [] }) => heldApart.includes(capability));
}

/**
 * Says that there is nothing to do and what continues by itself, except for shops held for another reason.
 *
 * @param end when the rest continues: `復旧後`
 */
export function nothingToDo(shops: readonly HeldShop[], capabilities: readonly Capability[], end: string): Line[] {
  const held = shops.filter(({ heldApart = [] }) => heldApart.length > 0);
  if (held.length === 0) return [sentence(`特にございません。${end}、自動で再開いたします。`)];
  const names = held.map(({ name, heldApart = [] }) =>
    heldApart.length < capabilities.length ? `${oneLine(name)}(${capabilitiesText(heldApart)})` : oneLine(name),
  );
  const isAll = capabilities.every((capability) => allHeld(shops, capability));
  return [
    sentence(
      isAll
        ? 'この件でのご対応は、特にございません。'
        : `この件でのご対応は、特にございません。${end}、自動で再開いたします(次に記載のものを除きます)。`,
    ),
    sentence(`${names.join('、')}は、別の理由で停止中です。${end}も、その停止が解除されるまで再開いたしません。`),
  ];
}
