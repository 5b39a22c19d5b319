import type { MallName } from '../../core/model/index.ts';

/** What people at the malls call the progress values. 楽天: orderProgress, `docs/malls/rms.md`; Yahoo: `docs/malls/yahoo.md`. */
const names: Readonly<Record<MallName, Readonly<Record<string, string>>>> = {
  rms: {
    '100': '注文確認待ち',
    '200': '楽天処理中',
    '300': '発送待ち',
    '400': '変更確定待ち',
    '500': '発送済',
    '600': '支払手続き中',
    '700': '支払手続き済',
    '800': 'キャンセル確定待ち',
    '900': 'キャンセル確定',
  },
  yahoo: {
    '0': '未入力',
    '1': '予約中',
    '1-readonly': '予約中（キャンセル受付中）',
    '2': '処理中',
    '2-readonly': '処理中（キャンセル受付中）',
    '2-shipped': '処理中（出荷済）',
    '3': '保留',
    '3-readonly': '保留（キャンセル受付中）',
    '4': 'キャンセル',
    '5': '完了',
    '8': '繰上げ同意待ち',
  },
};

/** A progress value's name; empty for one the mall has added since. */
export function progressName(mall: MallName, progress: string): string {
  return names[mall][progress] ?? '';
}

/** The value with its name, `300 発送待ち`. */
export function progressText(mall: MallName, progress: string): string {
  return `${progress} ${progressName(mall, progress)}`.trimEnd();
}
