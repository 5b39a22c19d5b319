import { type CancelReason, cancelReasons, type MallName, type PushKind, pushKinds } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { choice, type Parameter } from '../arguments/parameter.ts';

/** The malls whose orders can be changed like this. */
export function mallsWith(kind: PushKind): readonly MallName[] {
  return mallDesks.names.filter((mall) => mallDesks.of(mall).status?.kinds.includes(kind));
}

/** The same, as lines for the help of a command. */
export function mallsText(kind: PushKind): string {
  return mallsWith(kind)
    .map((mall) => `  ${mall.padEnd(8)}${mallDesks.of(mall).name}`)
    .join('\n');
}

export const offeredKinds: readonly PushKind[] = pushKinds.filter((kind) => mallsWith(kind).length > 0);

const offeredReasons: readonly CancelReason[] = cancelReasons.filter((reason) =>
  mallsWith('cancel').some((mall) => hasReason(mall, reason)),
);

function hasReason(mall: MallName, reason: CancelReason): boolean {
  return mallDesks.of(mall).status?.cancelReasons.includes(reason) ?? false;
}

/** Each reason for who reads Japanese, in the words of the malls. */
const reasonTitles: Readonly<Record<CancelReason, string>> = {
  'buyer-cancelled': 'お客様都合のキャンセル',
  'buyer-returned': '受取後の返品',
  'buyer-absent': '長期不在による受取拒否',
  'buyer-unpaid': '未入金',
  'buyer-refused-delivery': '代引決済の受取拒否',
  'buyer-other': 'お客様都合(その他)',
  'out-of-stock': '欠品',
  'shop-other': '店舗都合(その他)',
  'shipping-delayed': '発送遅延',
  'buyer-unreachable': '連絡不通',
  'buyer-address-unknown': '住所不明',
  'buyer-duplicate': '重複注文',
  'payment-refused': '決済審査不可',
  'payment-method': '決済方法都合',
  'sale-ended': '販売中止',
};

/** A reason as it is typed, with its title for who reads Japanese. */
export const reasonText = (reason: CancelReason): string => `${reason} ${reasonTitles[reason]}`;

const reasonWords = choice(offeredReasons, 'the reason for the mall: one of the words below');

/** `--reason`: its word, or its title. So many long words would leave no room for the help of the others. */
export const reasonOption: Parameter<CancelReason> = {
  ...reasonWords,
  takes: '<reason>',
  read: (typed) => reasonWords.read(offeredReasons.find((reason) => reasonTitles[reason] === typed?.trim()) ?? typed),
};

export function reasonLines(): string {
  return offeredReasons
    .map((reason) => {
      const malls = mallsWith('cancel').filter((mall) => hasReason(mall, reason));
      return `  ${reason.padEnd(24)}${reasonTitles[reason]} (${malls.join(', ')})`;
    })
    .join('\n');
}
