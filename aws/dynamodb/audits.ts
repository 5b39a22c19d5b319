import { dayMs, secondMs } from '../../core/kernel/index.ts';
import type { ShopAudit, ShopKey } from '../../core/model/index.ts';
import type { AuditStore } from '../../core/ports/index.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { type Item, putItem, readItem, type Table } from './table.ts';

const auditFormat = 1;
/** What an audit found shop by shop is kept for so long; its sum stands in the incident for ever. */
const keptMs = 60 * dayMs;

/** What audits found, on DynamoDB (table Control). */
export function dynamoAudits(table: Table): AuditStore {
  return {
    async put(audit) {
      await putItem(table, auditItem(audit));
    },

    async get(audit, shop) {
      const item = await readItem(table, { scope: text(scopeOf(audit)), entry: text(shop) });
      return item === null ? null : auditOf(item);
    },

    async of(audit) {
      const expression = new Expression();
      const ofAudit = expression.compare('scope', '=', text(scopeOf(audit)));
      const query = { KeyConditionExpression: ofAudit, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(auditOf);
    },
  };
}

const scopeOf = (audit: string): string => `audit#${audit}`;

function auditItem(audit: ShopAudit): Item {
  return {
    scope: text(scopeOf(audit.audit)),
    entry: text(audit.shop),
    format: number(auditFormat),
    audit: text(audit.audit),
    from: number(audit.from),
    to: number(audit.to),
    at: number(audit.at),
    result: text(JSON.stringify(audit.result)),
    expiresAt: number(Math.ceil((audit.at + keptMs) / secondMs)),
  };
}

function auditOf(item: Item): ShopAudit {
  return {
    audit: textOf(item, 'audit'),
    shop: textOf(item, 'entry') as ShopKey,
    from: numberOf(item, 'from'),
    to: numberOf(item, 'to'),
    at: numberOf(item, 'at'),
    result: JSON.parse(textOf(item, 'result')) as ShopAudit['result'],
  };
}
