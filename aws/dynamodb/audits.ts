import { dayMs } from '../../core/kernel/index.ts';
import type { ShopAudit } from '../../core/model/index.ts';
import type { AuditStore } from '../../core/ports/index.ts';
import { entryKey, expiry, number, text } from './attributes.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { putItem, readItem, type Table } from './table.ts';

const auditFormat = 1;
/** What an audit found shop by shop is kept for so long; its sum stands in the incident for ever. */
const keptMs = 60 * dayMs;

const row = rowCodec<ShopAudit>({
  audit: 'text',
  shop: 'text=entry',
  from: 'number',
  to: 'number',
  at: 'number',
  result: 'json',
});

/** What audits found, on DynamoDB (table Control). */
export function dynamoAudits(table: Table): AuditStore {
  return {
    async put(audit) {
      const key = { scope: text(scopeOf(audit.audit)), format: number(auditFormat) };
      await putItem(table, { ...key, ...row.write(audit), ...expiry(audit.at + keptMs) });
    },

    async get(audit, shop) {
      const item = await readItem(table, entryKey(scopeOf(audit), shop));
      return item && row.read(item);
    },

    async of(audit) {
      return (await partitionItems(table, 'scope', scopeOf(audit))).map(row.read);
    },
  };
}

const scopeOf = (audit: string): string => `audit#${audit}`;
