import type { EpochMs } from '../kernel/index.ts';
import { type Capability, daysLeft, type KeyEnd, warnedDaysBefore } from '../model/index.ts';
import type { KeyTrouble, KeyWay, MallMail } from '../ports/index.ts';
import {
  capabilitiesText,
  fullMoment,
  type Letter,
  oneLine,
  point,
  type Section,
  sentence,
  shortMoment,
  soldTwice,
  step,
  tasksHeading,
} from './letter.ts';

/** Holds nothing of the key. */
export interface KeyFacts {
  readonly merchant: string;
  readonly shop: string;
  readonly mall: MallMail;
  readonly expiry: KeyEnd;
  readonly at: EpochMs;
  readonly features: readonly Capability[];
}

export function keyEnding(facts: KeyFacts): Letter {
  const { mall, expiry, at } = facts;
  const { name, task } = wayOf(facts);
  const days = daysLeft(expiry.at, at);
  const left = leftText(days);
  const shop = oneLine(facts.shop);
  return {
    asks: 'something',
    subject: `【要対応】${mall.name} ${name}の期限のお知らせ(${left}、${shortMoment(expiry.at)}まで)`,
    to: oneLine(facts.merchant),
    opening: [
      `「${shop}」(${mall.name})の${name}が、まもなく有効期限を迎えますので、お知らせいたします。`,
      `有効期限: ${fullMoment(expiry.at)}(${left})`,
    ],
    sections: [
      workSection(facts, `有効期限までに、${task}`),
      ...cautionSections(facts),
      {
        heading: '期限を過ぎますと',
        lines: [
          point(`${capabilitiesText(stopped(facts))}が停止します。モールでのご注文の受付は停止しません。`),
          point('停止していた間のご注文は、更新後にすべて取り込みます。'),
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

export function keyEnded(facts: KeyFacts): Letter {
  const { mall, expiry } = facts;
  const capabilities = stopped(facts);
  const { name, task } = wayOf(facts);
  const shop = oneLine(facts.shop);
  return {
    asks: 'something',
    subject: `【至急】${mall.name} ${name}の期限が切れました(${shortMoment(expiry.at)})`,
    to: oneLine(facts.merchant),
    opening: [
      `「${shop}」(${mall.name})の${name}の有効期限が切れました。`,
      `有効期限: ${fullMoment(expiry.at)}`,
      `現在、${capabilitiesText(capabilities)}が停止しています。`,
    ],
    sections: [
      workSection(facts, `お早めに、${task}`),
      ...cautionSections(facts),
      {
        heading: '影響',
        lines: [
          point('モールでのご注文の受付は続いています。停止している間のご注文は、更新後にすべて取り込みます。'),
          point(`お急ぎのご注文は、${mall.screen}でご確認ください。`),
          ...(capabilities.includes('stock') ? [point(`在庫の連動が停止している間は、${soldTwice}`)] : []),
        ],
      },
    ],
  };
}

function stopped({ mall, features }: KeyFacts): Capability[] {
  return mall.capabilities.filter((capability) => features.includes(capability));
}

/** `7日前・3日前・前日と、期限を過ぎたとき` */
function nextText(days: number): string {
  const next = warnedDaysBefore
    .filter((before) => before < days)
    .map((before) => (before === 1 ? '前日' : `${before}日前`));
  return next.length === 0 ? '期限を過ぎたとき' : `${next.join('・')}と、期限を過ぎたとき`;
}

function workSection(facts: KeyFacts, task: string): Section {
  const steps = wayOf(facts).steps.map(step);
  const howMany = steps.length < 2 ? '' : `手順は、次の${steps.length}つです。`;
  return { heading: tasksHeading, lines: [sentence(`${task}${howMany}`), ...steps] };
}

function cautionSections(facts: KeyFacts): Section[] {
  const { cautions } = wayOf(facts);
  return cautions.length === 0 ? [] : [{ heading: 'ご注意', lines: cautions.map(point) }];
}

/** `あと14日`, `本日まで` */
function leftText(days: number): string {
  return days <= 0 ? '本日まで' : `あと${days}日`;
}

const unnamed: KeyWay = {
  name: 'キー',
  task: '新しいキーを当社へお知らせください。',
  steps: [],
  cautions: [],
};

const wayOf = ({ mall, expiry }: KeyFacts): KeyWay => mall.keyWays[expiry.part] ?? unnamed;

/** Reasons why a shop does not resume with its mall: a refused key, a function that is off, a pause by a person. */
export type Hold = 'key' | 'person' | { readonly functionOff: string | null };

/** The merchant's steps against a hold; null if there are none. */
export function keyTrouble(
  { keyRefused, functionOff }: Pick<MallMail, 'keyRefused' | 'functionOff'>,
  hold: Hold | null | undefined,
): KeyTrouble | null {
  if (hold === 'key') return keyRefused;
  if (hold === 'person' || hold === null || hold === undefined) return null;
  return functionOff?.(hold.functionOff) ?? null;
}
