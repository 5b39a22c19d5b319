import type { EpochMs } from '../../core/kernel/index.ts';
import type { Rewound, Shop, ShopAsSeen } from '../../core/model/index.ts';
import { number, text } from './attributes.ts';
import { allOf, anyOf, type Expression } from './expression.ts';
import { rewoundAttributes } from './shop-item.ts';
import type { Item } from './table.ts';

/** What sending a shop's import back sets: a cursor behind `to` stays, scan and re-reading start over. */
export function rewindAttributes(seen: Shop, to: EpochMs, rewound: Rewound): Item {
  return {
    ...(seen.cursor > to ? { cursor: number(to) } : {}),
    scannedAt: number(0),
    scanPlace: text(''),
    rereadDay: text(''),
    rereadAfter: text(''),
    ...rewoundAttributes(rewound),
  };
}

/** The import was not sent back since the shop was read. */
export function notRewoundSince(expression: Expression, { rewound }: Pick<ShopAsSeen, 'rewound'>): string {
  if (rewound === undefined) return expression.absent('rewinds');
  return expression.compare('rewinds', '=', number(rewound.times), 'rewindsSeen');
}

/**
 * The import was not sent back since, and a cursor that stood behind `to` still does. The call's repeat of our own write meets
 * the very moment we wrote.
 */
export function asSeenOrOwnRepeat(expression: Expression, seen: Shop, to: EpochMs, rewound: Rewound): string {
  const shopExists = expression.present('shop');
  const notRewound = notRewoundSince(expression, seen);
  const staysBehind = seen.cursor > to ? [] : [expression.compare('cursor', '<=', number(to), 'to')];
  const sameTimes = expression.compare('rewinds', '=', number(rewound.times), 'rewindsNow');
  const sameMoment = expression.compare('rewoundAt', '=', number(rewound.at), 'rewoundNow');
  return anyOf(allOf(shopExists, notRewound, ...staysBehind), allOf(sameTimes, sameMoment));
}
