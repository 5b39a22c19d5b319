import type { Capability } from '../health/capability.ts';
import { daysLeft, type KeyEnd, warnedDaysBefore } from '../merchants/key-expiry.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullMoment, shortMoment } from './days.ts';
import { keyWays } from './key-ways.ts';
import { type Letter, point, type Section, sentence } from './letter.ts';
import { oneLine } from './one-line.ts';
import { soldTwice } from './sold-twice.ts';
import { capabilitiesText, mallWords } from './words.ts';

/** What the mails about a key that ends tell. Nothing of the key itself. */
export interface KeyFacts {
  readonly merchant: string;
  /** What people call the shop. */
  readonly shop: string;
  readonly mall: MallName;
  readonly expiry: KeyEnd;
  readonly at: EpochMs;
  /** What is switched on for the merchant. */
  readonly features: readonly Capability[];
}

/** What is done for shops of each mall, and stops without a key; the same as the traits of its adapter say. */
export const servedAt: Readonly<Record<MallName, readonly Capability[]>> = {
  rms: ['import', 'status', 'stock'],
  yahoo: ['import', 'stock'],
};

/** The mail ahead of the end of a key. */
export function keyEnding(facts: KeyFacts): Letter {
  const { mall, expiry, at } = facts;
  const { name, task } = keyWays[expiry.part];
  const days = daysLeft(expiry.at, at);
  const left = leftText(days);
  const shop = oneLine(facts.shop);
  return {
    subject: `【要対応】${mallWords[mall]} ${name}の期限のお知らせ(${left}、${shortMoment(expiry.at)}まで)`,
    to: oneLine(facts.merchant),
    opening: [
      `「${shop}」(${mallWords[mall]})の${name}が、まもなく有効期限を迎えますので、お知らせいたします。`,
      `有効期限: ${fullMoment(expiry.at)}(${left})`,
    ],
    sections: [
      workSection(facts, `有効期限までに、${task}`),
      cautionSection(facts),
      {
        heading: '期限を過ぎますと',
        lines: [
          point(`${capabilitiesText(stopped(facts))}が止まります。モールでのご注文の受付は止まりません。`),
          point('止まっていた間のご注文は、更新後にすべて取り込みます。'),
        ],
      },
      {
        heading: '次のご連絡',
        lines: [
          sentence(`更新を確認できない場合は、${nextText(days)}にあらためてお知らせいたします。`),
          sentence('行き違いですでにお手続きがお済みの場合は、ご容赦ください。'),
        ],
      },
    ],
  };
}

/** The mail once a key has ended. */
export function keyEnded(facts: KeyFacts): Letter {
  const { mall, expiry } = facts;
  const capabilities = stopped(facts);
  const { name, task } = keyWays[expiry.part];
  const shop = oneLine(facts.shop);
  return {
    subject: `【至急】${mallWords[mall]} ${name}の期限が切れました(${shortMoment(expiry.at)})`,
    to: oneLine(facts.merchant),
    opening: [
      `「${shop}」(${mallWords[mall]})の${name}の有効期限が切れました。`,
      `有効期限: ${fullMoment(expiry.at)}`,
      `現在、${capabilitiesText(capabilities)}が止まっています。`,
    ],
    sections: [
      workSection(facts, `お早めに、${task}`),
      cautionSection(facts),
      {
        heading: '影響',
        lines: [
          point('モールでのご注文の受付は続いています。止まっている間のご注文は、更新後にすべて取り込みます。'),
          point(`お急ぎのご注文は、${mallWords[mall]}の画面でご確認ください。`),
          ...(capabilities.includes('stock') ? [point(`在庫の連動が止まっている間は、${soldTwice}`)] : []),
        ],
      },
    ],
  };
}

function stopped({ mall, features }: KeyFacts): Capability[] {
  return servedAt[mall].filter((capability) => features.includes(capability));
}

/** `7日前・3日前・前日と、期限を過ぎたとき` */
function nextText(days: number): string {
  const next = warnedDaysBefore
    .filter((before) => before < days)
    .map((before) => (before === 1 ? '前日' : `${before}日前`));
  return next.length === 0 ? '期限を過ぎたとき' : `${next.join('・')}と、期限を過ぎたとき`;
}

function workSection({ expiry }: KeyFacts, task: string): Section {
  return { heading: '貴店の作業', lines: [sentence(task), ...keyWays[expiry.part].steps] };
}

function cautionSection({ expiry }: KeyFacts): Section {
  return { heading: 'ご注意', lines: keyWays[expiry.part].cautions };
}

/** `あと14日`, `本日まで` */
function leftText(days: number): string {
  return days <= 0 ? '本日まで' : `あと${days}日`;
}
