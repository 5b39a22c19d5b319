import { type EpochMs, hourMs, isNear, jstDay, jstHour, minuteMs } from '../kernel/index.ts';
import {
  digestHours,
  digestMoment,
  type Merchant,
  type MorningGroup,
  type MorningOrders,
  type MorningReport,
  mallOf,
  morningGroups,
  occasionOfMorning,
  type Shop,
} from '../model/index.ts';
import { allShops, type MallMail, type Ports } from '../ports/index.ts';
import { deliverTo, type SendingWork } from './deliver.ts';
import type { WithMails } from './facts.ts';
import {
  dayText,
  type Letter,
  type Line,
  moment,
  oneLine,
  point,
  type Section,
  sentence,
  tasksHeading,
} from './letter.ts';
import { type NoticeMemory, type NoticeReport, noNotices } from './sending.ts';

export interface MorningWork extends Omit<SendingWork, 'ports'> {
  readonly ports: Pick<Ports, 'digests' | 'notices' | 'merchants' | 'shops' | 'clock' | 'log'> & WithMails;
}

/** Interval of reading merchants while nothing is left to send. */
const lookEveryMs = 5 * minuteMs;
/** Longest wait for a shop that was not looked through. Then the digest goes and says so. */
const waitsMs = 20 * minuteMs;
/** Delay after which a digest is dropped, since its figures are of the morning. */
const lateMs = 2 * hourMs;

/**
 * Sends each merchant at most one morning digest a day, none without anything due; null if no check was due. The mail's row is written
 * before sending, so only a crash between acceptance and mark sends twice.
 */
export async function sendMornings(work: MorningWork, memory: NoticeMemory): Promise<NoticeReport | null> {
  const { merchants, clock } = work.ports;
  const now = clock.now();
  if (!isMorning(now)) return null;
  if (isNear(memory.lookedAt, now, lookEveryMs)) return null;
  const report = noNotices();
  const day = jstDay(now);
  const due = (await merchants.list()).filter(
    (one) => isDue(one, now) && !memory.told.has(occasionOfMorning(one.id, day)),
  );
  const shops = Map.groupBy(due.length === 0 ? [] : await allShops(work.ports), ({ merchant }) => merchant);
  let isWaiting = false;
  for (const merchant of due) {
    const outcome = await sendMorning(work, merchant, shops.get(merchant.id) ?? [], day, report);
    if (outcome === 'settled') memory.told.add(occasionOfMorning(merchant.id, day));
    isWaiting ||= outcome === 'waiting';
  }
  memory.lookedAt = isWaiting || report.left > 0 ? null : now;
  return report;
}

function isMorning(now: EpochMs): boolean {
  return jstHour(now) >= digestHours.from && jstHour(now - lateMs) < digestHours.to;
}

function isDue(merchant: Merchant, now: EpochMs): boolean {
  const at = merchant.contacts.length === 0 ? null : digestMoment(merchant, now);
  return at !== null && now >= at && now < at + lateMs;
}

async function sendMorning(
  work: MorningWork,
  merchant: Merchant,
  shops: readonly Shop[],
  day: string,
  report: NoticeReport,
): Promise<'settled' | 'waiting' | 'left'> {
  const { digests, mails, clock } = work.ports;
  const now = clock.now();
  const reports = await digests.mornings(merchant.id, day);
  const reported = new Set(reports.map(({ shop }) => shop));
  const digestAt = digestMoment(merchant, now) ?? 0;
  // A shop added since then joins the next digest: it was not looked through.
  const wasThere = ({ importFrom, addedAt = 0 }: Shop): boolean => importFrom <= now && addedAt < digestAt;
  const unread = shops.filter((shop) => wasThere(shop) && !reported.has(shop.key));
  if (unread.length > 0 && now < digestAt + waitsMs) return 'waiting';
  const present = reports.filter(({ shop }) => shops.some(({ key }) => key === shop));
  const write = async () =>
    morningDigest({
      merchant: merchant.name,
      day: now,
      shops: present.map((one) => ({ ...one, mall: mails.of(mallOf(one.shop)) })),
      unread: unread.map(({ name }) => name),
    });
  const mailing = { occasion: occasionOfMorning(merchant.id, day), kind: 'morning-digest' } as const;
  return (await deliverTo(work, mailing, merchant, write, report)) ? 'settled' : 'left';
}

export type ShopMorning = Pick<MorningReport, 'shopName' | 'at' | 'behindSince' | 'knowsShipDays' | 'groups'> & {
  readonly mall: MallMail;
};

/** Facts of the morning digest. Of orders, numbers and dates only. */
export interface MorningDigest {
  readonly merchant: string;
  readonly day: EpochMs;
  readonly shops: readonly ShopMorning[];
  /** Shops whose orders could not be looked through. */
  readonly unread: readonly string[];
}

const listedMax = 50;

/** The morning mail; null if nothing is due and every shop was looked through. */
export function morningDigest({ merchant, day, shops, unread }: MorningDigest): Letter | null {
  const counts = new Map(morningGroups.map((group) => [group, countOf(shops, group)]));
  const present = morningGroups.filter((group) => (counts.get(group) ?? 0) > 0);
  const behind = shops.filter(({ behindSince }) => behindSince !== undefined);
  const unverified = unread.length + behind.length;
  if (present.length + unverified === 0) return null;
  const room = { left: listedMax };
  const said = present.map((group) => `${groupWords[group].title} ${counts.get(group)}件`);
  const oldest = Math.min(...shops.map(({ at }) => at));
  return {
    asks: 'something',
    subject:
      present.length === 0
        ? `【要確認】ご注文を確認できなかった店舗があります(${dayText(day)})`
        : `【本日のご確認】${said.join('・')}(${dayText(day)})`,
    to: oneLine(merchant),
    opening: [
      `${dayText(day)}の朝のまとめをお送りいたします。`,
      ...(shops.length === 0 ? [] : [`${moment(oldest)} 現在、当社で取り込み済みのご注文の状況です。`]),
    ],
    sections: [
      {
        heading: tasksHeading,
        lines: [
          ...present.map((group) =>
            point(`${groupWords[group].title} ${counts.get(group)}件: ${groupWords[group].next}`),
          ),
          ...(unverified === 0
            ? []
            : [point(`確認できなかった店舗 ${unverified}店: モールの管理画面で、ご注文の状況をご確認ください。`)]),
        ],
      },
      ...present.flatMap((group) => groupSections(shops, group, room)),
      ...unverifiedSections(behind, unread),
      aboutSection(shops, present),
    ],
  };
}

const countOf = (shops: readonly ShopMorning[], group: MorningGroup): number =>
  shops.reduce((sum, { groups }) => sum + (groups[group]?.count ?? 0), 0);

/** `title` stands with a count, also in the subject; `next` says what to do. */
const groupWords: Readonly<Record<MorningGroup, { readonly title: string; readonly next: string }>> = {
  overdue: {
    title: '出荷期限超過',
    next: '至急、出荷と発送完了報告をお願いいたします。お届けが遅れる場合は、ご購入者様へのご連絡をご検討ください。',
  },
  today: { title: '本日が出荷期限', next: '本日の期限までに出荷し、発送完了報告をお願いいたします。' },
  card: {
    title: '与信期限',
    next: 'クレジットカードの与信期限が近いか、過ぎているご注文です。期限までに出荷できない場合は、お支払いの状況をモールの管理画面でご確認ください。',
  },
  unconfirmed: {
    title: '注文確認待ち',
    next: '期限を過ぎますと、モールで自動的にキャンセルされます。注文確認をお願いいたします。',
  },
  failed: {
    title: '送信できなかった変更',
    next: 'ステータスの変更がモールに受け付けられていません。理由とご対応は、別途「要対応」のメールでお知らせしております。',
  },
};

function groupSections(shops: readonly ShopMorning[], group: MorningGroup, room: { left: number }): Section[] {
  return shops.flatMap(({ shopName, mall, at, groups }) => {
    const { count, orders } = groups[group] ?? { count: 0, orders: [] };
    if (count === 0) return [];
    const shown = orders.slice(0, room.left);
    room.left -= shown.length;
    const rest = count - shown.length;
    return [
      {
        heading: `${groupWords[group].title}: ${oneLine(shopName)}(${mall.name}) ${count}件`,
        lines: [
          ...shown.map((order) => orderLine(group, order, at)),
          ...(rest === 0 ? [] : [point(shown.length === 0 ? `${rest}件` : `ほか ${rest}件`)]),
        ],
      },
    ];
  });
}

const isEndOfDay = (at: EpochMs): boolean => jstDay(at + minuteMs) !== jstDay(at);

function orderLine(group: MorningGroup, { orderNumber, by }: MorningOrders['orders'][number], at: EpochMs): Line {
  const number = oneLine(orderNumber);
  if (by === undefined || (group === 'today' && isEndOfDay(by))) return point(number);
  // Cancels, and Amazon's own deadlines, have a moment; a computed 出荷期限 ends with the day.
  const until = isEndOfDay(by) ? dayText(by) : moment(by);
  return point(`${number} … ${until} まで${group === 'card' && by < at ? '(超過)' : ''}`);
}

function unverifiedSections(behind: readonly ShopMorning[], unread: readonly string[]): Section[] {
  if (behind.length + unread.length === 0) return [];
  return [
    {
      heading: '確認できなかった店舗',
      lines: [
        sentence(
          '次の店舗は、最新のご注文を確認できておりません。このメールに記載のないご注文にも、期限の近いものがある可能性がございます。',
        ),
        ...behind.map(({ shopName, behindSince }) =>
          point(
            `${oneLine(shopName)}: 受注の取込が ${moment(behindSince ?? 0)} 受付分までとなっており、それ以降のご注文と変更は含まれておりません。`,
          ),
        ),
        ...unread.map((name) => point(`${oneLine(name)}: ご注文の状況を確認できませんでした。`)),
      ],
    },
  ];
}

function aboutSection(shops: readonly ShopMorning[], present: readonly MorningGroup[]): Section {
  const hasShipping = present.includes('overdue') || present.includes('today');
  const daysUnknown = shops.filter(({ knowsShipDays }) => !knowsShipDays).map(({ shopName }) => oneLine(shopName));
  return {
    heading: 'このメールについて',
    lines: [
      ...(hasShipping
        ? [
            point(
              '出荷期限は、モールが期限を定めているご注文ではその期限、配達希望日のあるご注文では希望日の前日、それ以外では店舗ごとの「出荷までの日数」から計算しています。お届けに2日以上かかる地域へは、さらに早い出荷が必要です。',
            ),
          ]
        : []),
      ...(daysUnknown.length === 0
        ? []
        : [
            point(
              `「出荷までの日数」のご登録がない店舗(${daysUnknown.join('、')})では、出荷期限は配達希望日のあるご注文だけが対象です。`,
            ),
          ]),
      ...(present.includes('card')
        ? [point('与信期限は、注文確認日から計算した目安です。実際の期限は、モールとカード会社の扱いによります。')]
        : []),
      point('このメールの作成後に出荷やキャンセルがお済みの場合は、行き違いをご容赦ください。'),
      point('該当のご注文がない日には、このメールはお送りしません。配信の停止や時刻の変更は、当社までご連絡ください。'),
    ],
  };
}
