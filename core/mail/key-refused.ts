import type { MallName } from '../merchants/shop.ts';
import { rmsSwitchesPlace } from '../status/failures.ts';

/** Why a shop does not go on by itself once its mall is well: its key is refused, a function is off at the mall, or a person holds it. */
export type Hold = 'key' | 'person' | { readonly functionOff: string | null };

/** What keeps a shop, as the beginning of a sentence that goes on with what stands still; and what its merchant can do. */
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

/** What a mall refuses, and what brings the shop back: RMS knows keys, Yahoo a consent that is given again. */
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
