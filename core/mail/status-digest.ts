import { dayMs, type EpochMs, hourMs } from '../kernel/index.ts';
import { type Deadline, type FailureReason, failures, nextOfFailure, type PushKind } from '../model/index.ts';
import type { MallMail } from '../ports/index.ts';
import {
  fullMoment,
  type Letter,
  type Line,
  moment,
  oneLine,
  point,
  pushKindWords,
  type Section,
  sentence,
  tasksHeading,
} from './letter.ts';

export interface FailedChange {
  readonly orderNumber: string;
  readonly kind: PushKind;
  readonly reason: FailureReason;
  /** The function that is off at the mall, if known as the reason. */
  readonly function?: string;
}

export interface ShopDigest {
  readonly name: string;
  readonly mall: MallMail;
  readonly failed: readonly FailedChange[];
  readonly deadlines: readonly Pick<Deadline, 'orderNumber' | 'kind' | 'at'>[];
}

/** Facts of the mail about changes that need the merchant. Of orders, numbers only. */
export interface StatusDigest {
  readonly merchant: string;
  readonly at: EpochMs;
  readonly shops: readonly ShopDigest[];
  readonly more: number;
}

const listedMax = 50;

export function statusDigest(facts: StatusDigest): Letter {
  const failed = facts.shops.reduce((sum, shop) => sum + shop.failed.length, facts.more);
  const deadlines = facts.shops.reduce((sum, shop) => sum + shop.deadlines.length, 0);
  const room = { left: listedMax };
  const near = facts.shops.flatMap((shop) => deadlineSections(shop, facts.at, room));
  const notDone = facts.shops.flatMap((shop) => failureSections(shop, room));
  const listed = listedMax - room.left;
  const rest = failed + deadlines - listed;
  return {
    asks: 'something',
    subject: subjectOf(failed, deadlines),
    to: oneLine(facts.merchant),
    opening: [openingOf(failed, deadlines), `${moment(facts.at)} 現在の状況です。`],
    sections: [
      { heading: tasksHeading, lines: tasks(failed, deadlines) },
      ...near,
      ...notDone,
      ...(rest > 0 ? [restSection(rest)] : []),
    ],
  };
}

function subjectOf(failed: number, deadlines: number): string {
  const count = `【要対応 ${failed + deadlines}件】`;
  if (deadlines === 0) return `${count}ステータス送信ができなかったご注文があります`;
  if (failed === 0) return `${count}期限の近いご注文があります`;
  return `${count}ステータス送信ができなかったご注文・期限の近いご注文があります`;
}

function openingOf(failed: number, deadlines: number): string {
  if (failed === 0) return '期限が近いご注文がございますので、お知らせいたします。';
  const near = deadlines === 0 ? '' : 'また、期限が近いご注文もございます。';
  return `お預かりしたステータスの変更のうち、モールに受け付けられなかったものがございます。${near}`;
}

function tasks(failed: number, deadlines: number): Line[] {
  return [
    ...(deadlines > 0 ? [point(`期限の近いご注文 ${deadlines}件: 期限までにご対応をお願いいたします。`)] : []),
    ...(failed > 0
      ? [point(`送信できなかった変更 ${failed}件: 自動では再送信されません。下の「ご対応」に沿ってお進めください。`)]
      : []),
  ];
}

function deadlineSections({ name, mall, deadlines }: ShopDigest, now: EpochMs, room: { left: number }): Section[] {
  const sorted = deadlines.toSorted((one, other) => one.at - other.at);
  return [...Map.groupBy(sorted, ({ kind }) => kind)].flatMap(([kind, all]) => {
    const orders = take(all, room);
    if (orders.length === 0) return [];
    const { heading, why, next } = deadlineWords(mall)[kind];
    return [
      {
        heading: `期限: ${heading}(${oneLine(name)} ${all.length}件)`,
        lines: [
          sentence(why),
          sentence(`ご対応: ${next}`),
          ...orders.map(({ orderNumber, at }) =>
            point(`${oneLine(orderNumber)} … ${moment(at)} まで(${leftText(at - now)})`),
          ),
        ],
      },
    ];
  });
}

const deadlineWords = ({
  nextDay,
}: MallMail): Readonly<Record<Deadline['kind'], { heading: string; why: string; next: string }>> => ({
  'auto-cancel': {
    heading: '注文確認がまだのご注文',
    why: '注文確認をされないまま期限を過ぎますと、モールで自動的にキャンセルされます。',
    next: '期限までに注文確認をお願いいたします。',
  },
  'next-day': {
    heading: '本日出荷のお約束',
    why: `翌日配送のお約束${nextDay === null ? '' : `(${nextDay})`}のご注文ですが、モールへの発送完了報告がまだ済んでおりません。`,
    next: '締め時刻までに発送し、発送完了報告をお願いいたします。報告がお済みの場合は、行き違いをご容赦ください。',
  },
});

function leftText(ms: number): string {
  if (ms <= 0) return '期限を過ぎています';
  if (ms >= dayMs) return `あと${Math.floor(ms / dayMs)}日`;
  return ms >= hourMs ? `あと${Math.floor(ms / hourMs)}時間` : '1時間以内';
}

/** One section per reason and remedy, instead of repeating both for each order. */
function failureSections({ name, mall, failed }: ShopDigest, room: { left: number }): Section[] {
  return [...Map.groupBy(failed, (change) => `${change.reason} ${nextStepOf(mall, change)}`).values()].flatMap(
    (all) => {
      const changes = take(all, room);
      const [first] = changes;
      if (first === undefined) return [];
      const { reason } = first;
      return [
        {
          heading: `${oneLine(name)}: ${all.length}件`,
          lines: [
            sentence(`理由: ${failures[reason].why}`),
            sentence(`ご対応: ${nextStepOf(mall, first)}`),
            ...changes.map(({ orderNumber, kind }) => point(`${oneLine(orderNumber)} … ${pushKindWords[kind]}`)),
          ],
        },
      ];
    },
  );
}

/** Advice about a failure. For a function that is off, the mall's own way; `off` is its name there. */
function nextStepOf({ functionOff }: MallMail, { reason, kind, function: off }: FailedChange): string {
  if (reason !== 'function-off' || functionOff === null) return nextOfFailure(failures[reason], kind);
  const { what, ask } = functionOff(off ?? null);
  return `${what}、${ask}そのうえで、もう一度ご依頼ください。`;
}

function restSection(rest: number): Section {
  return {
    heading: `ほか ${rest}件`,
    lines: [
      sentence(`このメールに書ききれないものが、ほかに${rest}件ございます。一覧は、当社までお問い合わせください。`),
    ],
  };
}

function take<T>(all: readonly T[], room: { left: number }): T[] {
  const taken = all.slice(0, room.left);
  room.left -= taken.length;
  return taken;
}

/** A test of mail delivery, for a deployment's operator, never a merchant. */
export function testLetter(facts: { readonly stage: string; readonly where: string; readonly at: EpochMs }): Letter {
  return {
    asks: 'nothing',
    subject: `【テスト】メール送信の確認(${facts.stage})`,
    to: 'ご担当者',
    opening: ['このメールは、店舗様へのお知らせが届くことを確認するためのテストです。'],
    sections: [
      {
        heading: 'お願い',
        lines: [
          sentence('このメールが届いていれば、送信の設定に問題はありません。ご返信は不要です。'),
          sentence(
            '迷惑メールとして届いた場合や、差出人に見覚えのない名前が表示されている場合は、送信元ドメインの DKIM、SPF、DMARC の設定をご確認ください。',
          ),
        ],
      },
      {
        heading: '送信元',
        lines: [point(`ステージ: ${facts.stage}(${facts.where})`), point(`送信日時: ${fullMoment(facts.at)}`)],
      },
    ],
  };
}

export function testChat(at: EpochMs): Letter {
  return {
    asks: 'nothing',
    subject: '【テスト】障害のお知らせが届くことの確認',
    to: 'ご担当者',
    opening: [],
    sections: [
      {
        heading: tasksHeading,
        lines: [
          sentence('特にございません。'),
          sentence(
            'モールの障害のお知らせ(発生・途中経過・復旧・訂正)を、メールと同じ内容でこのチャットにお送りします。',
          ),
          point(`送信日時: ${fullMoment(at)}`),
        ],
      },
    ],
  };
}
