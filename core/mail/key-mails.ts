import type { EpochMs } from '../kernel/index.ts';
import {
  type Capability,
  daysLeft,
  type ExpiringPart,
  type KeyEnd,
  type MallName,
  rmsSwitchesPlace,
  warnedDaysBefore,
} from '../model/index.ts';
import {
  capabilitiesText,
  fullMoment,
  type Letter,
  type Line,
  mallWords,
  oneLine,
  point,
  type Section,
  sentence,
  shortMoment,
  soldTwice,
} from './letter.ts';

/** The facts of the mails about a key that ends, without the key itself. */
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

/** What a mail says about a part of a merchant's keys that expires. `docs/how-to/keys.md` has the source of the steps. */
interface KeyWay {
  /** What the mall calls it. */
  readonly name: string;
  /** What has to be done, in a sentence that names it. */
  readonly task: string;
  /** Step by step, through the mall's own pages. */
  readonly steps: readonly Line[];
  /** What to know before it is done. */
  readonly cautions: readonly Line[];
}

const secret = point(
  'キーは大切な情報です。このメールへの返信などには記載せず、当社からご案内している方法でお渡しください。',
);

/** The way to a new one, by the part that ends. */
const keyWays: Readonly<Record<ExpiringPart, KeyWay>> = {
  licence: {
    name: 'ライセンスキー',
    task: '新しいライセンスキーを発行し、当社へお知らせください。',
    steps: [
      point('RMSにログインし、「店舗様向け情報・サービス」→「WEB APIサービス」→「2-1 アプリ一覧」を開きます。'),
      point(
        'アプリ登録者名が「店舗様」の行の「詳細」を開き、「ライセンスキーの確認・変更」から新しいライセンスキーを発行します。',
      ),
      point('発行されましたら、すぐに新しいライセンスキーを当社へお知らせください。'),
    ],
    cautions: [
      point('新しいキーを発行すると、これまでのキーはその時点で使えなくなります。発行後はお早めにお知らせください。'),
      point(
        '発行から10〜30分ほどは、新しいキーが楽天市場に受け付けられないことがあります。使えるようになりしだい自動で切り替えますので、発行し直さずにお待ちください。',
      ),
      point('切り替わるまでの間のご注文は、切り替え後にすべて取り込みます。'),
      secret,
    ],
  },
  consent: {
    name: '利用の同意(再認可)',
    task: 'アプリケーションの利用について、あらためて同意の操作をしてください。',
    steps: [
      point(
        '当社からご案内している再認可のページを開き、ストアを管理しているYahoo! JAPAN IDでログインして、同意の操作をします。',
      ),
      point('操作が終わりましたら、その日時を当社へお知らせください。'),
    ],
    cautions: [point('同意は4週間ごとに必要です。期限の前であれば、いつ操作していただいても差し支えございません。')],
  },
  'public-key': {
    name: '公開鍵',
    task: '新しい公開鍵を発行し、当社へお知らせください。',
    steps: [
      point('ストアクリエイターProにログインし、「設定」→「暗号鍵管理」を開きます。'),
      point('新しい公開鍵を発行します。'),
      point('発行されましたら、公開鍵とそのバージョン、発行日時を当社へお知らせください。'),
    ],
    cautions: [secret],
  },
};

/** Why a shop does not resume automatically once its mall is healthy: its key is refused, a function is off at the mall, or a person holds it. */
export type Hold = 'key' | 'person' | { readonly functionOff: string | null };

/** What holds a shop, as the beginning of a sentence that continues with the held work; and what its merchant can do. */
export interface KeyTrouble {
  readonly what: string;
  readonly ask: string;
}

/** What its merchant has to do about a hold; null where there is nothing that they can do. */
export function keyTrouble(mall: MallName, hold: Hold | null | undefined): KeyTrouble | null {
  if (hold === 'key') return keyRefused[mall];
  if (hold === 'person' || hold === null || hold === undefined) return null;
  return functionOff[mall]?.(hold.functionOff) ?? null;
}

/** What a mall refuses, and what helps: a new key at RMS, another consent at Yahoo. */
const keyRefused: Readonly<Record<MallName, KeyTrouble>> = {
  rms: {
    what: 'ライセンスキーが受け付けられず',
    ask: '有効期限をご確認のうえ、新しいキーを当社へお知らせください。',
  },
  yahoo: {
    what: '利用の同意(認可)が受け付けられず',
    ask: '当社からご案内している再認可のページで、あらためて同意の操作をお願いいたします。',
  },
};

/** RMS has a switch for each function, which is the merchant's; what an application may do at Yahoo is not theirs to see to. */
const functionOff: Readonly<Record<MallName, ((name: string | null) => KeyTrouble) | null>> = {
  rms: (name) => ({
    what: `RMSの利用機能${name === null ? '' : `「${name}」`}が「利用しない」に設定されているため`,
    ask: `${rmsSwitchesPlace}で「利用する」に変更してください。ライセンスキーの再発行は不要です。`,
  }),
  yahoo: null,
};
