import type { EpochMs } from '../../../core/kernel/index.ts';
import type { Parcel } from '../../../core/model/index.ts';
import type { Carrier } from '../../../core/ports/index.ts';
import { carrierOf, carriersText } from './carrier-name.ts';
import type { ShipmentField } from './formats.ts';
import type { LineNote } from './line-note.ts';
import type { ShipmentRow } from './shipment-table.ts';
import { dayForm, dayOf, unusualDay } from './shipped-on.ts';
import { doubtfulNumber, readTrackingNumber } from './tracking-number.ts';

/** What holds for lines that do not say it themselves. */
export interface LineDefaults {
  readonly now: EpochMs;
  /** The carriers of the order's mall. */
  readonly carriers: readonly Carrier[];
  /** By code or name; stands above the line's column. Null where the column decides. */
  readonly carrier: string | null;
  /** The day of lines without one, `2026-11-24`; null where each must have its own. */
  readonly day: string | null;
}

/** A line, understood as far as it can be. */
export interface ReadLine {
  readonly line: number;
  /** Null when anything of it is wrong. */
  readonly parcel: Parcel | null;
  readonly problems: readonly LineNote[];
  readonly warnings: readonly LineNote[];
}

/** What an order number may look like at any mall, for people. */
const orderNumberForm = 'an order number of letters, digits and hyphens';

/** The order number of a line, or what is wrong with it. */
export function orderNumberOf({ line, cells }: ShipmentRow): { orderNumber: string } | { problem: LineNote } {
  const orderNumber = (cells.orderNumber ?? '').normalize('NFKC').trim();
  if (/^[0-9A-Za-z-]{1,60}$/.test(orderNumber)) return { orderNumber };
  const text = orderNumber === '' ? `is empty; expected ${orderNumberForm}.` : `expected ${orderNumberForm}.`;
  return { problem: { line, field: 'orderNumber', text } };
}

/** Understands what a line says of its parcel; every cell that is wrong is a problem. */
export function readLine({ line, cells }: ShipmentRow, defaults: LineDefaults): ReadLine {
  const problems: LineNote[] = [];
  const warnings: LineNote[] = [];
  const wrong = (field: ShipmentField, text: string): null => {
    problems.push({ line, field, text });
    return null;
  };
  const warn = (field: ShipmentField, text: string | null): void => {
    if (text !== null) warnings.push({ line, field, text });
  };

  const carrier = carrierOf(defaults.carriers, defaults.carrier ?? cells.carrier ?? '');
  if (carrier === null) {
    const got = (defaults.carrier ?? cells.carrier ?? '') === '' ? 'is empty; ' : '';
    wrong('carrier', `${got}expected ${carriersText(defaults.carriers)}.`);
  }

  const tracking = readTrackingNumber(cells.trackingNumber ?? '');
  if (tracking.kind === 'wrong') wrong('trackingNumber', tracking.why);
  else if (carrier !== null) warn('trackingNumber', doubtfulNumber(tracking.number, carrier.name));

  const written = cells.shippedOn ?? '';
  const shippedOn = written === '' ? defaults.day : dayOf(written);
  if (shippedOn === null) {
    wrong('shippedOn', written === '' ? `is empty; expected ${dayForm}, or --date.` : `expected ${dayForm}.`);
  } else warn('shippedOn', unusualDay(shippedOn, defaults.now));

  const basketId = (cells.basketId ?? '').normalize('NFKC');
  if (!/^[0-9A-Za-z-]{0,60}$/.test(basketId))
    wrong('basketId', 'expected the mall’s id of the destination, or nothing.');

  const parcel =
    problems.length > 0 || carrier === null || tracking.kind === 'wrong' || shippedOn === null
      ? null
      : {
          ...(basketId === '' ? {} : { basketId }),
          carrier: carrier.code,
          trackingNumber: tracking.number,
          shippedOn,
        };
  return { line, parcel, problems, warnings };
}
