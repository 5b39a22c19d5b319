import { jstDatetimeColon } from '../../jst.ts';
import type { InventoryRow } from '../state.ts';

/** A stock row as the API shows it: times with a colon in their zone; 2.1 adds lead time and shipFromIds where set. */
export function showRow(row: InventoryRow, version: InventoryVersion) {
  return {
    manageNumber: row.manageNumber,
    variantId: row.variantId,
    quantity: row.quantity,
    ...(version === '2.1' && row.operationLeadTime && { operationLeadTime: row.operationLeadTime }),
    ...(version === '2.1' && row.shipFromIds && { shipFromIds: row.shipFromIds }),
    created: jstDatetimeColon(row.createdAt),
    updated: jstDatetimeColon(row.updatedAt),
  };
}

export type InventoryVersion = '2.0' | '2.1';
