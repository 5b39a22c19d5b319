import type { FailureReason, PushKind, WhoMustAct } from './push.ts';

export interface FailureWords {
  readonly who: WhoMustAct;
  readonly why: string;
  readonly next: string;
  readonly nextOf?: Partial<Readonly<Record<PushKind, string>>>;
}

export const nextOfFailure = ({ next, nextOf }: Pick<FailureWords, 'next' | 'nextOf'>, kind: PushKind): string =>
  nextOf?.[kind] ?? next;

/** Who must act, why, and how. Holds no data of orders, so mails and screens show it unchanged. */
export const failures: Readonly<Record<FailureReason, FailureWords>> = {
  'order-cancelled': {
    who: 'merchant',
    why: 'このご注文は、モールでキャンセルされています。',
    next: '発送前であれば、出荷を止めてください。発送済みの場合は、モールの管理画面でご注文をご確認のうえ、ご購入者様とご相談ください。',
  },
  'order-unknown': {
    who: 'merchant',
    why: 'この受注番号のご注文が、モールに見つかりません。',
    next: '受注番号と店舗に誤りがないかご確認のうえ、正しい番号でもう一度ご依頼ください。',
  },
  'not-confirmed-yet': {
    who: 'merchant',
    why: 'ご注文が「注文確認待ち」のままのため、受け付けられませんでした。',
    next: '先に注文確認を済ませてから、もう一度ご依頼ください。',
  },
  'amount-unset': {
    who: 'merchant',
    why: '送料などの金額が決まっていないため、注文確認ができませんでした。',
    next: 'モールの管理画面で送料などの金額を設定してから、もう一度ご依頼ください。',
  },
  'wrong-progress': {
    who: 'merchant',
    why: 'ご注文の今のステータスではこの変更ができないか、発送できる商品が残っていません。',
    next: 'モールの管理画面で今のステータスをご確認のうえ、まだ必要な変更であれば、そこで行ってください。',
  },
  'shipping-date-set': {
    who: 'merchant',
    why: '発送日が入力されているため、キャンセルできませんでした。',
    next: '発送していないことをご確認のうえ、モールの管理画面で発送日を消してから、もう一度ご依頼ください。',
  },
  'basket-unknown': {
    who: 'merchant',
    why: 'ご依頼の送付先が、このご注文にありません。',
    next: 'モールの管理画面で送付先をご確認のうえ、正しい送付先でもう一度ご依頼ください。',
  },
  'basket-ambiguous': {
    who: 'merchant',
    why: '送付先が2か所以上あり、どの送付先のお荷物か分かりませんでした。',
    next: '送付先を指定してもう一度ご依頼いただくか、モールの管理画面で直接ご入力ください。',
  },
  'content-refused': {
    who: 'merchant',
    why: 'ご依頼の内容が、モールに受け付けられませんでした。',
    next: 'モールの管理画面でご注文をご確認のうえ、まだ必要な変更であれば、もう一度ご依頼ください。',
    nextOf: {
      ship: '配送会社、お荷物伝票番号、日付などの内容をご確認のうえ、直してもう一度ご依頼ください。',
      memo: 'ひとことメモの内容をご確認のうえ、直してもう一度ご依頼ください。',
    },
  },
  'parcel-beside': {
    who: 'merchant',
    why: 'このご注文には、当システムからご依頼いただいていないお荷物伝票番号が、モールで既に登録されています。',
    next: 'モールの管理画面で登録済みのお荷物をご確認ください。別のお荷物であれば追加のお荷物として、番号の誤りであれば訂正として、もう一度ご依頼ください。',
  },
  'function-off': {
    who: 'merchant',
    why: 'モールの設定で、この機能の利用が許可されていません。',
    // Merchants' steps are in `MallMail.functionOff`.
    next: '当社で確認しております。',
  },
  'not-ready-for-too-long': {
    who: 'merchant',
    why: 'モールでのご注文の処理が、長い間終わりませんでした。',
    next: 'モールの管理画面で今のステータスをご確認のうえ、まだ必要な変更であれば、もう一度ご依頼ください。',
  },
  'refused-otherwise': {
    who: 'ops',
    why: 'モールに受け付けられませんでした。',
    next: '当社で確認しております。',
  },
  'done-after-withdrawal': {
    who: 'ops',
    why: '取り下げられたご依頼が、モールに反映されていました。',
    next: '当社で確認しております。',
  },
};
