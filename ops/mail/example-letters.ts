import type { Letter } from '../../core/mail/letter.ts';
import { maintenanceAfter, maintenanceAhead } from '../../core/mail/maintenance.ts';
import { outageAllClear } from '../../core/mail/outage-all-clear.ts';
import { outageCorrection } from '../../core/mail/outage-correction.ts';
import { outageInterim } from '../../core/mail/outage-interim.ts';
import { outageOpened } from '../../core/mail/outage-opened.ts';
import { dayMs, minuteMs } from '../../core/units.ts';
import type { PreviewKind } from './kinds.ts';

/** The merchant's name in an example, unless one is named. */
export const exampleMerchant = '見本商店';

/** 2 January 2030 03:00 to 05:20 in Japan: nobody takes it for something that happened. */
const since = Date.parse('2030-01-02T03:00:00+09:00');
const until = Date.parse('2030-01-02T05:20:00+09:00');
const shops = ['見本商店 一号店', '見本商店 二号店'] as const;

/** A mail of each kind with invented facts. The order numbers are of no shop. */
export function exampleLetter(kind: PreviewKind, merchant: string): Letter {
  const common = { merchant, mall: 'rms', since } as const;
  const outage = { ...common, until, capabilities: ['import', 'stock'] } as const;
  const clean = { name: shops[0], imported: 12, missing: 0, doubled: 0, caughtUp: true };
  const planned = { merchant, mall: 'rms', from: since + dayMs, to: until + dayMs, capabilities: ['import'] } as const;
  switch (kind) {
    case 'outage-opened':
      return outageOpened({
        ...common,
        capabilities: ['import', 'status', 'stock'],
        shops: shops.map((name) => ({ name, importedUntil: since - minuteMs })),
        heldPushes: 3,
      });
    case 'outage-interim':
      return outageInterim({ ...common, note: 'これは見本の文です。\n実際には担当者が書いた文が入ります。' });
    case 'outage-all-clear':
      return outageAllClear({ ...outage, shops: [clean, { ...clean, name: shops[1], imported: 4 }] });
    case 'outage-all-clear-open': {
      const open = { name: shops[1], imported: null, missing: null, doubled: null, caughtUp: true };
      return outageAllClear({ ...outage, shops: [{ ...clean, missing: 2 }, open] });
    }
    case 'outage-correction': {
      const orderNumbers = ['000000-20300102-0000000001', '000000-20300102-0000000002'];
      return outageCorrection({ ...common, until, shops: [{ name: shops[0], orderNumbers, count: 2 }] });
    }
    case 'maintenance-ahead':
      return maintenanceAhead(planned);
    case 'maintenance-after':
      return maintenanceAfter({
        ...planned,
        tasks: [`${shops[1]}: メンテナンス中のご注文の取込が終わっていません。当社で確認しております。`],
      });
  }
}
