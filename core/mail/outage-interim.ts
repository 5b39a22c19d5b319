import type { Capability } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullMoment, shortMoment } from './days.ts';
import { type Letter, sentence } from './letter.ts';
import { resultFollows, troubleName, troubleText } from './trouble.ts';
import { mallWords } from './words.ts';

/** A word in between, written by a person. */
export interface OutageInterim {
  readonly merchant: string;
  readonly mall: MallName;
  readonly since: EpochMs;
  /** What was out and concerns this merchant. */
  readonly capabilities: readonly Capability[];
  /** What the person wrote: one or more sentences. */
  readonly note: string;
}

/** The mail that carries a person's note while an outage lasts. Only the note knows whether it asks for something. */
export function outageInterim(facts: OutageInterim): Letter {
  const mall = mallWords[facts.mall];
  return {
    subject: `【途中経過】${mall} ${troubleName(facts.capabilities)}(${shortMoment(facts.since)}〜)`,
    to: facts.merchant,
    opening: [
      `${fullMoment(facts.since)} に始まった、${troubleText(facts.capabilities, mall)}状態について、途中経過をお知らせいたします。`,
    ],
    sections: [
      {
        heading: '貴店の作業',
        lines: [sentence('次の「途中経過」にお願いごとの記載がない限り、特にございません。')],
      },
      {
        heading: '途中経過',
        lines: facts.note
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(sentence),
      },
      { heading: '次のご連絡', lines: [resultFollows(facts.capabilities)] },
    ],
  };
}
