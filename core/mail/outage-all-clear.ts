import { outageLengthMs } from '../model/index.ts';
import {
  capabilitiesText,
  fullMoment,
  fullSpan,
  type Letter,
  type Line,
  lengthText,
  lookAt,
  point,
  type Section,
  sentence,
  shortSpan,
  tasksHeading,
  troubleName,
  troubleText,
} from './letter.ts';
import {
  type OpenPoint,
  type OutageAllClear,
  openPushes,
  openStock,
  oversoldSection,
  pointsOf,
  pushResult,
  type ShopOutcome,
  stockResult,
  underWayHeading,
  underWaySection,
} from './lines.ts';
import { openKeys, openShops } from './outage-correction.ts';

/** Maximum lines for hours of flapping. */
const periodsMax = 10;

export function outageAllClear(facts: OutageAllClear): Letter {
  const mall = facts.mall.name;
  const isImport = facts.capabilities.includes('import');
  const open = openPoints(facts);
  const toDo = pointsOf(open, 'merchant');
  const underWay = pointsOf(open, 'us');
  return {
    asks: toDo.count > 0 ? 'something' : 'nothing',
    subject: `【復旧${outcomeText(facts, toDo.count, underWay.count)}】${mall} ${troubleName(facts.capabilities)}(${shortSpan(facts.since, facts.until)})`,
    to: facts.merchant,
    opening: [
      isImport
        ? `${mall}への接続が復旧しましたので、結果をお知らせいたします。`
        : `${troubleText(facts.capabilities, mall)}状態が解消しましたので、結果をお知らせいたします。`,
    ],
    sections: [
      { heading: tasksHeading, lines: tasks(toDo, underWay.lines) },
      {
        heading: '障害期間(当社計測)',
        lines: [...periodLines(facts), sentence(`停止していた機能: ${capabilitiesText(facts.capabilities)}`)],
      },
      {
        heading: '結果',
        lines: [...(isImport ? facts.shops.map(shopResult) : []), ...otherResults(facts)],
      },
      ...underWaySection(underWay.lines),
      ...oversoldSection(facts.oversold),
      ...(isImport ? [later] : []),
    ],
  };
}

/** Orders that were not held back were not compared, and leave nothing open. */
function openPoints(facts: OutageAllClear): OpenPoint[] {
  const { capabilities, shops, mall } = facts;
  return [
    ...(capabilities.includes('import') ? openShops(shops, mall) : openKeys(shops, mall)),
    ...openPushes(facts),
    ...openStock(facts, mall.name),
  ];
}

/** The merchant's tasks come first. Nothing is called complete while anything is open. */
function outcomeText({ capabilities, shops }: OutageAllClear, toDo: number, underWay: number): string {
  if (toDo > 0) return `・要確認${toDo}件`;
  if (underWay > 0) return `・未完了${underWay}件`;
  if (!capabilities.includes('import')) return '';
  const found = shops.reduce((sum, { missing }) => sum + (missing ?? 0), 0);
  return found === 0 ? '・取込漏れ0件' : `・照合で${found}件を追加取込`;
}

/** Orders came in between two failures, so the mall was not out all the time. */
function periodLines({ since, until, periods = [] }: OutageAllClear): Line[] {
  if (periods.length < 2) return [sentence(fullSpan(since, until))];
  const shown = periods.slice(0, periodsMax);
  const rest = periods.length - shown.length;
  const total = periods.reduce((sum, period) => sum + outageLengthMs(period.since, period.until), 0);
  return [
    ...shown.map((period) => point(fullSpan(period.since, period.until))),
    ...(rest > 0 ? [point(`ほか${rest}回(${fullMoment(until)} に終了)`)] : []),
    sentence(
      `停止していた時間は、${periods.length}回で合計${lengthText(total)}です。その間の時間帯は、応答がございました。`,
    ),
  ];
}

const later: Section = {
  heading: '今後24時間の照合',
  lines: [
    sentence(
      '遅れて表示されるご注文に備えて、24時間後にもう一度照合いたします。差異が見つかった場合と、照合できなかった場合に限り、ご連絡いたします。',
    ),
  ],
  isOutlook: true,
};

function tasks(toDo: ReturnType<typeof pointsOf>, underWay: readonly Line[]): Line[] {
  if (toDo.lines.length > 0) return [lookAt(toDo.lines, toDo.count), ...toDo.lines];
  const rest = underWay.length > 0 ? [sentence(`下の「${underWayHeading}」は、このまま当社で進めてまいります。`)] : [];
  return [sentence('特にございません。'), ...rest];
}

function shopResult({ name, imported, missing, doubled, surplus, unread }: ShopOutcome): Line {
  if (imported === null || missing === null || doubled === null) return point(`${name}: 確認できませんでした`);
  const notHere = unread?.count ?? 0;
  const found = [
    ...(missing === 0 ? [] : [`照合による追加取込 ${missing}件`]),
    ...(notHere === 0 ? [] : [`取り込めていないご注文 ${notHere}件`]),
  ];
  return point(
    [
      `${name}(照合済み): 障害期間のご注文 ${imported}件`,
      ...(found.length > 0 ? found : ['取込漏れ 0件']),
      doubledResult(doubled, surplus?.rows ?? 0),
    ].join('・'),
  );
}

/** 重複: orders with wrong claims on stock, and doubled rows of 発送明細 at the mall. Our tables cannot hold an order twice. */
function doubledResult(doubled: number, rows: number): string {
  const claims = doubled - rows;
  if (rows === 0) return `重複 ${doubled}件${doubled === 0 ? '' : '(在庫の引当を直しました)'}`;
  return `重複 ${doubled}件(${claims === 0 ? '' : `在庫の引当 ${claims}件は直しました・`}発送明細 ${rows}件)`;
}

function otherResults({ capabilities, pushes, stock }: OutageAllClear): Line[] {
  const lines: Line[] = [];
  if (capabilities.includes('status')) lines.push(point(`ステータスの送信: ${pushResult(pushes)}`));
  if (capabilities.includes('stock')) lines.push(point(`在庫の連動: ${stockResult(stock)}`));
  return lines;
}
