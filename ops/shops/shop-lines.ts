import { dayMs, type EpochMs, jstText } from '../../core/kernel/index.ts';
import { pendingOf, type Shop } from '../../core/model/index.ts';
import type { TableColumn } from '../terminal/table.ts';
import { jstIso, jstIsoOrNull } from '../terminal/text.ts';
import { lagText, type ShopState, stateJson, stateText } from './shop-state.ts';

/** A shop in a list of shops. */
export interface ShopLine {
  readonly shop: Shop;
  readonly state: ShopState;
}

/** From these widths on there is room for more than what is looked at first. */
const wideFrom = 120;
const widestFrom = 140;

/** The columns of a list of shops, as many as the terminal has room for. */
export function shopColumns(
  lines: readonly ShopLine[],
  now: EpochMs,
  width: number | null,
  { merchant = true }: { readonly merchant?: boolean } = {},
): TableColumn<ShopLine>[] {
  const wide = width === null || width >= wideFrom;
  const widest = width === null || width >= widestFrom;
  const has = (isThere: boolean, column: TableColumn<ShopLine>): TableColumn<ShopLine>[] => (isThere ? [column] : []);
  return [
    { title: 'shop', of: ({ shop }) => shop.key },
    { title: 'name', flexible: true, of: ({ shop }) => shop.name },
    ...has(merchant, { title: 'merchant', of: ({ shop }) => shop.merchant }),
    ...has(wide, { title: 'shard', side: 'right', of: ({ shop }) => String(shop.shard) }),
    ...has(widest, { title: 'import from', of: ({ shop }) => jstText(shop.importFrom) }),
    ...has(wide, { title: 'cursor', of: ({ shop }) => jstText(shop.cursor) }),
    { title: 'lag', side: 'right', of: ({ state }) => lagText(state) },
    { title: 'state', of: ({ state }) => stateText(state) },
    { title: 'key', of: ({ shop }) => keyText(shop, now) },
    // A lost span is rare and must not be overlooked: it has a column of its own.
    ...has(
      lines.some(({ shop }) => shop.lostSpan),
      { title: 'lost', flexible: true, of: ({ shop }) => lostText(shop) },
    ),
  ];
}

/** How long the key still works, where the mall has reported it. */
function keyText(shop: Shop, now: EpochMs): string {
  const text = keyEndText(shop, now);
  return pendingOf(shop) === null ? text : `${text}, next waits`;
}

function keyEndText({ credential }: Shop, now: EpochMs): string {
  const { expiresAt, version } = credential;
  if (expiresAt === undefined) return `v${version}`;
  const days = Math.floor((expiresAt - now) / dayMs);
  return expiresAt < now ? `v${version}, ended` : `v${version}, ${days} d`;
}

/** A span the mall no longer shows. */
function lostText({ lostSpan }: Shop): string {
  return lostSpan === undefined ? '' : `${jstText(lostSpan.from)} to ${jstText(lostSpan.to)}`;
}

/** A shop for a program. */
export function shopJson({ shop, state }: ShopLine): object {
  const { key, name, merchant, shard, importFrom, cursor, callsPerSecond, credential, lostSpan } = shop;
  return {
    shop: key,
    name,
    merchant,
    shard,
    importFrom: jstIso(importFrom),
    cursor: jstIso(cursor),
    ...stateJson(state),
    callsPerSecond,
    keyVersion: credential.version,
    keyExpiresAt: jstIsoOrNull(credential.expiresAt),
    keyReadAt: jstIsoOrNull(credential.checkedAt),
    nextKeySince: jstIsoOrNull(pendingOf(shop)?.since),
    lostSpan: lostSpan === undefined ? null : { from: jstIso(lostSpan.from), to: jstIso(lostSpan.to) },
  };
}
