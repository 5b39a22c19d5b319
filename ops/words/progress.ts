import type { MallName } from '../../core/merchants/shop.ts';

/** What people at the malls call the progress values. 楽天: orderProgress, `docs/malls/rms.md`. */
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
};

/** A progress value's name; empty for one the mall has added since. */
export function progressName(mall: MallName, progress: string): string {
  return names[mall][progress] ?? '';
}

/** The value with its name, `300 発送待ち`. */
export function progressText(mall: MallName, progress: string): string {
  return `${progress} ${progressName(mall, progress)}`.trimEnd();
}
