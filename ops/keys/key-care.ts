import type { MallName } from '../../core/merchants/shop.ts';
import { dayMs } from '../../core/units.ts';

/** What people have to know of the keys of a mall's shops. */
export interface KeyCare {
  /** From so long before its end on, a key is something to look after. */
  readonly endsSoonMs: number;
  /** How another one comes about; `ops shops key` follows. */
  readonly renewal: string;
  /** What to do where nobody knows the end. */
  readonly untold: string;
  /** What may be the matter with one that the mall refused when it was handed in. */
  readonly refused: readonly string[];
}

/** The keys of every mall. */
export const keyCare: Readonly<Record<MallName, KeyCare>> = {
  rms: {
    // It lives 90 days, and a new one has to be issued by hand.
    endsSoonMs: 14 * dayMs,
    renewal:
      'Let the shop issue a new key (RMS: WEB APIサービス > ライセンスキーの確認・変更), which ends the old one at once, and store it right away:',
    untold:
      'Let the shop switch ライセンス管理API to 利用する in RMS (WEB APIサービス > 利用機能編集), and run this again.',
    refused: [
      'Nothing was stored. Was the key issued just now? RMS refuses a fresh key for some minutes: run this again,',
      'or store it with --unchecked; the import then tries it until it works.',
    ],
  },
  yahoo: {
    // A consent lives 28 days: with two weeks it would be something to look after half of the time.
    endsSoonMs: 7 * dayMs,
    renewal:
      'Let somebody of the shop agree to the application again (Yahoo! JAPAN), or issue a new 公開鍵 where that is what ends (ストアクリエイターPro: 設定 > 暗号鍵管理), and store it:',
    untold: 'Store its keys again, with the moment of the consent and of the 公開鍵.',
    refused: [
      'Nothing was stored. Look whether the consent, the 公開鍵 and its version are the newest ones, and run this again,',
      'or store them with --unchecked; the import then tries them until they work.',
    ],
  },
};
