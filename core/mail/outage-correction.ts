import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullSpan, shortSpan } from './days.ts';
import { type Letter, point, sentence } from './letter.ts';
import { mallWords } from './words.ts';

/** What the audit a day later found. */
export interface OutageCorrection {
  readonly merchant: string;
  readonly mall: MallName;
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** Only shops with a find. */
  readonly shops: readonly {
    readonly name: string;
    readonly orderNumbers: readonly string[];
    readonly count: number;
  }[];
}

/** The mail that sets an all-clear right: it only goes when the later audit found orders. */
export function outageCorrection(facts: OutageCorrection): Letter {
  const mall = mallWords[facts.mall];
  const total = facts.shops.reduce((sum, { count }) => sum + count, 0);
  return {
    subject: `【追加取込${total}件】${mall} 接続障害(${shortSpan(facts.since, facts.until)})の再照合の結果`,
    to: facts.merchant,
    opening: [
      `先日の${mall}の接続障害について、24時間後の照合を行いました。`,
      '先のご連絡に含まれていないご注文がございましたので、訂正いたします。',
    ],
    sections: [
      {
        heading: '貴店の作業',
        lines: [
          sentence(`次の${total}件は、ただいま取り込みました。発送のご準備に含めていただけますようお願いいたします。`),
        ],
      },
      { heading: '取り込んだご注文(受注番号)', lines: facts.shops.flatMap(ordersOf) },
      { heading: '障害期間(当社計測)', lines: [sentence(fullSpan(facts.since, facts.until))] },
    ],
  };
}

function ordersOf({ name, orderNumbers, count }: OutageCorrection['shops'][number]) {
  const rest = count - orderNumbers.length;
  return [
    sentence(`${name}: ${count}件`),
    ...orderNumbers.map((orderNumber) => point(orderNumber)),
    ...(rest > 0 ? [point(`ほか${rest}件`)] : []),
  ];
}
