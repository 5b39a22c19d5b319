/** A condition on one field: `updated_at:>=2026-10-01`. */
interface Term {
  field: string;
  operator: '' | '>' | '>=' | '<' | '<=';
  /** In small letters. */
  value: string;
  /** The moment that the value names; NaN where it names none. */
  moment: number;
  isNot: boolean;
}

/** How a field of a search is compared: with a moment, or with some texts. */
export type Field<Row> = { kind: 'moment'; of(row: Row): number } | { kind: 'text'; of(row: Row): readonly string[] };

interface Warning {
  field: string;
  message: string;
  code: string;
}

/** A search, and what is wrong with it. Shopify ignores a condition that it does not know, and only warns. */
export interface Search<Row> {
  matches(row: Row): boolean;
  warnings: readonly Warning[];
}

const TERM =
  /(-|NOT\s+)?([a-z_]+):(>=|<=|>|<)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s()]+))|\b(AND|OR)\b|(\S+)/g;

/** Reads a search: conditions side by side or joined by AND must all hold; OR joins groups of them. Brackets are not read. */
export function readSearch<Row>(
  text: string | null | undefined,
  fields: Readonly<Record<string, Field<Row>>>,
): Search<Row> {
  const warnings: Warning[] = [];
  const groups: Term[][] = [[]];
  for (const [, not, field, operator, single, double, plain, word, rest] of (text ?? '').matchAll(TERM)) {
    if (word === 'OR') groups.push([]);
    else if (field !== undefined) {
      if (!Object.hasOwn(fields, field)) {
        warnings.push({ field, message: 'Invalid search field for this query.', code: 'invalid_field' });
        continue;
      }
      const value = (single ?? double ?? plain ?? '').replace(/\\(.)/g, '$1');
      // A day counts from midnight UTC.
      const moment = Date.parse(value);
      const isNot = not !== undefined;
      const term: Term = {
        field,
        operator: (operator ?? '') as Term['operator'],
        value: value.toLowerCase(),
        moment,
        isNot,
      };
      if (fields[field]?.kind === 'moment' && Number.isNaN(moment)) {
        warnings.push({ field, message: `Invalid timestamp for query filter \`${field}\`.`, code: 'invalid_value' });
        continue;
      }
      groups.at(-1)?.push(term);
    } else if (rest !== undefined) {
      warnings.push({
        field: 'default',
        message: `Input \`${rest}\` is not searched for here.`,
        code: 'invalid_value',
      });
    }
  }
  const holds = (row: Row, term: Term): boolean => {
    const field = fields[term.field];
    return field === undefined || matchesTerm(row, field, term) !== term.isNot;
  };
  return {
    matches: (row) => groups.some((terms) => terms.every((term) => holds(row, term))),
    warnings,
  };
}

function matchesTerm<Row>(row: Row, field: Field<Row>, { operator, value: wanted, moment: limit }: Term): boolean {
  if (field.kind === 'text') {
    const isStart = wanted.endsWith('*');
    return field.of(row).some((text) => {
      const present = text.toLowerCase();
      return isStart ? present.startsWith(wanted.slice(0, -1)) : present === wanted;
    });
  }
  const moment = field.of(row);
  switch (operator) {
    case '>':
      return moment > limit;
    case '>=':
      return moment >= limit;
    case '<':
      return moment < limit;
    case '<=':
      return moment <= limit;
    case '':
      return moment === limit;
  }
}
