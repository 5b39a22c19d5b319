import { type EpochMs, jstDay, jstOffsetMs, minuteMs } from '../kernel/index.ts';
import { type Capability, outageLengthMs, type PushKind } from '../model/index.ts';

export interface Section {
  readonly heading: string;
  readonly lines: readonly Line[];
  /** Left out in chats. */
  readonly isOutlook?: boolean;
}

export type Line = { readonly kind: 'sentence' | 'point' | 'step'; readonly text: string };

/** Demand on the reader; `unknown`: only the person whose words the letter carries knows. */
type Ask = 'nothing' | 'something' | 'unknown';

/** Holds no buyer's data. */
export interface Letter {
  readonly subject: string;
  readonly asks: Ask;
  readonly to: string;
  readonly opening: readonly string[];
  /** The reader's tasks come first. */
  readonly sections: readonly Section[];
}

/** The integrator, named above and below every mail. */
export interface MailIdentity {
  /** Sender's name. */
  readonly fromName: string;
  /** Address where answers are read. If absent they go to the sender, and no mail invites any. */
  readonly replyTo?: string;
  readonly telephone?: string;
  readonly signature: readonly string[];
}

export const sentence = (text: string): Line => ({ kind: 'sentence', text });
export const point = (text: string): Line => ({ kind: 'point', text });
export const step = (text: string): Line => ({ kind: 'step', text });

/** Heading of every letter's first section, the reader's tasks. */
export const tasksHeading = '貴店でのご対応';

/** `次の2点(計5件)をご確認ください。` */
export function lookAt(points: readonly Line[], things: number = points.length): Line {
  return sentence(`次の${points.length}点${things === points.length ? '' : `(計${things}件)`}をご確認ください。`);
}

/** Second-level domains that no customer can own: https://jprs.jp/about/jp-dom/spec/ */
const registries = /^(?:ac|ad|co|ed|go|gr|lg|ne|or)\.jp$/i;

/**
 * SES identities that can cover a sender: address, domain and parent domains, since a verified domain covers its subdomains. SES uses the
 * closest.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 *
 * @returns `info@mail.shop.example`, `mail.shop.example`, `shop.example` for the first, without top-level and registry domains
 */
export function identitiesOf(sender: string): string[] {
  const labels = sender.slice(sender.lastIndexOf('@') + 1).split('.');
  const domains = labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join('.'));
  return [sender, ...domains.filter((domain) => !registries.test(domain))];
}

export interface IdentityWords {
  readonly fromName: string;
  readonly replyTo: string;
  readonly telephone: string;
  /** Lines between `|`. */
  readonly signature: string;
}

export function identityOf({ fromName, replyTo, telephone, signature }: IdentityWords): MailIdentity {
  return {
    fromName,
    ...(replyTo === '' ? {} : { replyTo }),
    ...(telephone === '' ? {} : { telephone }),
    signature: signature.split('|').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
  };
}

/** Answers are invited only with a `replyTo`, where they are read. */
export function inquirySection({ replyTo, telephone }: Pick<MailIdentity, 'replyTo' | 'telephone'>): Section {
  return { heading: 'お問い合わせ', lines: [sentence(`ご不明な点がございましたら、${waysOf(replyTo, telephone)}`)] };
}

function waysOf(replyTo: string | undefined, telephone: string | undefined): string {
  if (telephone === undefined) {
    return replyTo === undefined
      ? 'いつもの当社窓口までお問い合わせください。'
      : '本メールへのご返信でお問い合わせください。';
  }
  const byTelephone = '下記の電話番号までお問い合わせください。';
  return replyTo === undefined ? byTelephone : `${byTelephone}本メールへのご返信でも承ります。`;
}

const capabilityWords: Readonly<Record<Capability, string>> = {
  import: '受注の取込',
  status: 'ステータスの送信',
  stock: '在庫の連動',
};

/** `受注の取込・在庫の連動` */
export function capabilitiesText(capabilities: readonly Capability[]): string {
  return capabilities.map((capability) => capabilityWords[capability]).join('・');
}

export const pushKindWords: Readonly<Record<PushKind, string>> = {
  confirm: '注文確認',
  'sub-status': 'サブステータスの変更',
  memo: 'ひとことメモの変更',
  pay: '入金の登録',
  ship: '発送完了報告',
  complete: '注文の完了',
  cancel: '注文キャンセル',
};

/** Line breaks, and characters that could hide or turn text. */
const breaking = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** An external name or number as one line of limited length. */
export function oneLine(text: string, max = 80): string {
  const line = text.replace(breaking, ' ').trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}

const weekdays = ['日', '月', '火', '水', '木', '金', '土'] as const;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: string;
  readonly clock: string;
}

/** The weekday is computed, never copied: the vendor's notice of 2020-02-10 has it wrong. */
function partsOf(at: EpochMs): Parts {
  const date = new Date(at + jstOffsetMs);
  const minutes = String(date.getUTCMinutes()).padStart(2, '0');
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: weekdays[date.getUTCDay()] as string,
    clock: `${date.getUTCHours()}:${minutes}`,
  };
}

/** `2020年2月10日(月) 15:45` */
export function fullMoment(at: EpochMs): string {
  const { year, month, day, weekday, clock } = partsOf(at);
  return `${year}年${month}月${day}日(${weekday}) ${clock}`;
}

/** `2月10日(月) 15:45` */
export function moment(at: EpochMs): string {
  return `${dayText(at)} ${partsOf(at).clock}`;
}

/** `2月10日(月)` */
export function dayText(at: EpochMs): string {
  const { month, day, weekday } = partsOf(at);
  return `${month}月${day}日(${weekday})`;
}

/** `2/10 15:45` */
export function shortMoment(at: EpochMs): string {
  const { month, day, clock } = partsOf(at);
  return `${month}/${day} ${clock}`;
}

/** `2/10 15:45〜22:35`, with the second day if different. */
export function shortSpan(from: EpochMs, to: EpochMs): string {
  const end = jstDay(from) === jstDay(to) ? partsOf(to).clock : shortMoment(to);
  return `${shortMoment(from)}〜${end}`;
}

/** `2020年2月10日(月) 15:45 〜 22:35(6時間50分)` */
export function fullSpan(from: EpochMs, to: EpochMs): string {
  const end = jstDay(from) === jstDay(to) ? partsOf(to).clock : moment(to);
  return `${fullMoment(from)} 〜 ${end}(${lengthText(outageLengthMs(from, to))})`;
}

/** `6時間50分` */
export function lengthText(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest}分`;
  return rest === 0 ? `${hours}時間` : `${hours}時間${rest}分`;
}

/** Advice where Tsunagi sets levels, since malls do not learn of each other's sales: levels set by hand would be overwritten. */
export const soldTwice =
  '残りの少ない商品は、ほかのモールと同時に売れることがあります。ご心配な商品がございましたら、ほかのモールでの安全在庫(モールに出さずに残しておく数)の設定を承りますので、当社までご依頼ください。';

/** While orders come in, the text must not say that the mall is unreachable. */
export function troubleText(capabilities: readonly Capability[], mall: string): string {
  return capabilities.includes('import')
    ? `${mall}に接続できない`
    : `${mall}との連携の一部(${capabilitiesText(capabilities)})ができない`;
}

export function troubleName(capabilities: readonly Capability[]): string {
  return capabilities.includes('import') ? '接続障害' : '一部機能の障害';
}

/** Announces the next mail. 照合 is promised only if orders could not be imported. */
export function resultFollows(capabilities: readonly Capability[]): Line {
  return sentence(
    capabilities.includes('import')
      ? '復旧を確認し、停止していた間のご注文の照合が終わりましたら、結果をメールでお知らせいたします。'
      : '復旧と、その後の再開の状況を確認しましたら、結果をメールでお知らせいたします。',
  );
}
