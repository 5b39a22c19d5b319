import type { World } from '../world.ts';
import { textAt } from '../xml/read-xml.ts';
import type { OrderCall } from './order-function.ts';

/** 100 to 180 注文者都合, 200 to 230 ストア都合. */
const REASONS = [100, 110, 120, 130, 140, 150, 160, 170, 180, 200, 210, 220, 230];
/** 欠品: what the mall takes where no reason is sent. It closes the stock of the order's items. */
export const SHORTAGE = 210;
const OTHER = 230;

/** The reason of a cancel and its words, or what is wrong with them. */
export function readCancelReason({ world, req }: OrderCall): {
  reason: number;
  detail: string;
  problem: string | null;
} {
  const text = textAt(req, 'Order/CancelReason');
  const reason = text === null || text === 'null' ? SHORTAGE : Number(text);
  const detail = paths(world).flatMap((path) => textAt(req, path) ?? [])[0] ?? '';
  return { reason, detail, problem: problemOf(reason, detail) };
}

function problemOf(reason: number, detail: string): string | null {
  if (!REASONS.includes(reason)) return 'CancelReason is invalid.';
  const length = [...detail].length;
  if (reason === OTHER && length === 0) return 'CancelReasonDetail is required.';
  return length === 0 || (length >= 10 && length <= 200) ? null : 'CancelReasonDetail is invalid.';
}

/** The mall's page spells the path `/Req/Oeder/CancelReasonDetail`. */
function paths({ settings }: World): string[] {
  const { detailPath } = settings.status;
  return (detailPath === 'both' ? ['Order', 'Oeder'] : [detailPath]).map((parent) => `${parent}/CancelReasonDetail`);
}
