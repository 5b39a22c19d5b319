import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullMoment, shortMoment } from './days.ts';
import { type Letter, sentence } from './letter.ts';
import { mallWords } from './words.ts';

/** A word in between, written by a person. */
export interface OutageInterim {
  readonly merchant: string;
  readonly mall: MallName;
  readonly since: EpochMs;
  /** What the person wrote: one or more sentences. */
  readonly note: string;
}

/** The mail that carries a person's note while an outage lasts. */
export function outageInterim(facts: OutageInterim): Letter {
  const mall = mallWords[facts.mall];
  return {
    subject: `【作業不要・途中経過】${mall} 接続障害(${shortMoment(facts.since)}〜)`,
    to: facts.merchant,
    opening: [`${fullMoment(facts.since)} に始まった${mall}の接続障害について、途中経過をお知らせいたします。`],
    sections: [
      { heading: '貴店の作業', lines: [sentence('特にございません。復旧後、自動で再開いたします。')] },
      {
        heading: '途中経過',
        lines: facts.note
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(sentence),
      },
      {
        heading: '次のご連絡',
        lines: [sentence('復旧を確認し、照合が終わりましたら、結果をメールでお知らせいたします。')],
      },
    ],
  };
}
