import { optional, type Parameter, required } from '../../arguments/parameter.ts';
import type { ColumnPlace } from '../../files/named-table.ts';
import { type ShipmentField, shipmentFields } from './formats.ts';

/** Columns that the operator has named. */
export type NamedColumns = { readonly [Field in ShipmentField]?: ColumnPlace };

const form = `<field>=<heading> or <field>=#<place>, several separated by commas; fields: ${shipmentFields.join(', ')}`;

/** `orderNumber=お客様管理番号,trackingNumber=#4`, as an option. */
export const columnsOption: Parameter<NamedColumns | undefined> = optional(
  required({
    takes: '<columns>',
    help: 'where fields stand, if not where the format has them: orderNumber=記事1,trackingNumber=#4',
    read(typed) {
      const columns: { -readonly [Field in ShipmentField]?: ColumnPlace } = {};
      for (const part of typed.split(',')) {
        const [name, heading] = splitAtFirst(part, '=');
        const field = shipmentFields.find((known) => known === name.trim());
        if (field === undefined || heading === null || heading.trim() === '') {
          return { problem: `got ${JSON.stringify(part)}, expected ${form}.` };
        }
        if (columns[field] !== undefined) return { problem: `names ${field} twice.` };
        const place = /^#([1-9]\d{0,3})$/.exec(heading.trim())?.[1];
        columns[field] = place === undefined ? { heading: heading.trim() } : { place: Number(place) };
      }
      return { value: columns };
    },
  }),
);

function splitAtFirst(text: string, sign: string): [string, string | null] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
