import type { Capability } from '../health/capability.ts';
import { type Line, sentence } from './letter.ts';
import { capabilitiesText } from './words.ts';

/** What is wrong, before 状態. Where orders come in as ever, nobody shall read that the mall cannot be reached. */
export function troubleText(capabilities: readonly Capability[], mall: string): string {
  return capabilities.includes('import')
    ? `${mall}に接続できない`
    : `${mall}との連携の一部(${capabilitiesText(capabilities)})ができない`;
}

/** The same in a word, as subjects have it after the mall's name. */
export function troubleName(capabilities: readonly Capability[]): string {
  return capabilities.includes('import') ? '接続障害' : '一部機能の障害';
}

/** When the next mail comes. Orders are compared only where they could not be imported: elsewhere no 照合 is promised. */
export function resultFollows(capabilities: readonly Capability[]): Line {
  return sentence(
    capabilities.includes('import')
      ? '復旧を確認し、止まっていた間の照合が終わりましたら、結果をメールでお知らせいたします。'
      : '復旧と、その後の再開の状況を確認しましたら、結果をメールでお知らせいたします。',
  );
}
