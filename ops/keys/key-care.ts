import { dayMs } from '../../core/kernel/index.ts';
import type { MallName } from '../../core/model/index.ts';

/** What people have to know of the keys of a mall's shops. */
export interface KeyCare {
  /** From so long before its end on, a key is something to look after. */
  readonly endsSoonMs: number;
  /** How another one comes about; `ops keys rotate` follows. */
  readonly renewal: string;
  /** Where the one that holds is found once the mall refuses the stored one, in sentences. */
  readonly lookUp: string;
  /** What to do about a function that the mall does not let a shop use, in sentences; undefined where only the note of its pause names it. The keys are good. */
  readonly switchOn: (name: string | undefined) => string;
  /** The same after keys were handed in, and the mall's answer, which names the function, was printed. */
  readonly switchAsked: string;
  /** What to do where the end is unknown. */
  readonly untold: string;
  /** Possible reasons why the mall refused one that was handed in, in sentences. */
  readonly refused: string;
}

/** The keys of every mall. */
export const keyCare: Readonly<Record<MallName, KeyCare>> = {
  rms: {
    // It lives 90 days, and a new one has to be issued by hand.
    endsSoonMs: 14 * dayMs,
    renewal:
      'Let the shop issue a new key (RMS: WEB APIサービス > ライセンスキーの確認・変更), which ends the old one at once, and hand it in right away:',
    lookUp:
      'Look up the licence key that RMS shows now (WEB APIサービス > ライセンスキーの確認・変更); let the shop issue another one only where that one has ended.',
    switchOn: (name = 'the function that the pause names (ops pauses)') =>
      `No new key is needed; it would end the one that works. Let the shop set ${name} to 利用する in RMS (WEB APIサービス > 利用機能編集).`,
    switchAsked:
      'Nothing was said against the key: let the shop set that function to 利用する in RMS (WEB APIサービス > 利用機能編集).',
    untold:
      'Let the shop switch ライセンス管理API to 利用する in RMS (WEB APIサービス > 利用機能編集), and run this again.',
    refused: 'Was the key issued just now? RMS refuses a fresh one for 10 to 30 minutes.',
  },
  yahoo: {
    // A consent lives 28 days: with two weeks it would be something to look after half of the time.
    endsSoonMs: 7 * dayMs,
    renewal:
      'Let the shop agree to the application again (Yahoo! JAPAN), or issue a new 公開鍵 where that is what ends (ストアクリエイターPro: 設定 > 暗号鍵管理), and hand it in:',
    lookUp:
      'Look whether the consent has ended, and whether the stored 公開鍵 and its version are those that ストアクリエイターPro shows under 設定 > 暗号鍵管理.',
    switchOn: () =>
      'See to what the pause names (ops pauses); it is about what the application may do, and from where (Yahoo!デベロッパーネットワーク → アプリケーションの管理: 注文APIの利用申請, グローバルIPアドレスの登録).',
    switchAsked:
      'It is about what the application may do, and from where: see to it as said, in Yahoo!デベロッパーネットワーク → アプリケーションの管理.',
    untold: 'Store its keys again, with the moment of the consent and of the 公開鍵.',
    refused: 'Look whether the consent, the 公開鍵 and its version are the newest ones.',
  },
};
