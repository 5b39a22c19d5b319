import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import { daysLeft, pendingOf, type Shop } from '../../core/model/index.ts';
import { t } from '../../language/language.ts';
import { fieldsOf, isoOf, jstIsoOrNull } from '../../views/plain.ts';
import { lagText, type ShopState, stateFacts, stateLook, stateText } from '../../views/shop/index.ts';
import { type Block, below, flexible, looking, onRight, tableOf, whole } from '../terminal/table.ts';

/** A shop in a list of shops. */
export interface ShopLine {
  readonly shop: Shop;
  readonly state: ShopState;
}

/** From these widths on there is room for more than what is looked at first. */
const wideFrom = 120;
const widestFrom = 140;

/** A list of shops, with as many columns as the terminal has room for. */
export function shopTable(
  lines: readonly ShopLine[],
  now: EpochMs,
  { merchant = true }: { readonly merchant?: boolean } = {},
): Block[] {
  return tableOf(
    lines,
    ({ shop, state }, width) => {
      const has = (columns: number): boolean => width === null || width >= columns;
      return {
        shop: whole(shop.key),
        name: flexible(shop.name),
        ...(merchant && { merchant: shop.merchant }),
        ...(has(wideFrom) && { shard: shop.shard }),
        ...(has(widestFrom) && { 'import from': jstText(shop.importFrom) }),
        ...(has(wideFrom) && { cursor: jstText(shop.cursor) }),
        lag: onRight(lagText(state)),
        state: looking(stateLook(state), stateText(state)),
        key: keyText(shop, now),
      };
    },
    ({ shop: { lostSpan } }) =>
      lostSpan === undefined ? [] : [below(t`lost: ${jstText(lostSpan.from)} to ${jstText(lostSpan.to)}`)],
  );
}

/** How long the key still works, where the mall has reported it. */
function keyText(shop: Shop, now: EpochMs): string {
  const text = keyEndText(shop, now);
  return pendingOf(shop) === null ? text : t`${text}, next waits`;
}

function keyEndText({ credential }: Shop, now: EpochMs): string {
  const { expiresAt, version } = credential;
  if (expiresAt === undefined) return `v${version}`;
  return expiresAt < now ? t`v${version}, ended` : t`v${version}, ${daysLeft(expiresAt, now)} d`;
}

/** A shop for a program. */
export function shopJson({ shop, state }: ShopLine): object {
  const { callsPerSecond, credential, lostSpan, nextDayCutOff, shipWithinDays, cardDays } = shop;
  return {
    shop: shop.key,
    ...fieldsOf(shop, 'name', 'merchant', 'shard'),
    ...isoOf(shop, 'importFrom', 'cursor'),
    ...stateFacts(state),
    callsPerSecond,
    nextDayCutOff: nextDayCutOff ?? null,
    shipWithinDays: shipWithinDays ?? null,
    cardDays: cardDays ?? null,
    keyVersion: credential.version,
    keyExpiresAt: jstIsoOrNull(credential.expiresAt),
    keyReadAt: jstIsoOrNull(credential.checkedAt),
    nextKeySince: jstIsoOrNull(pendingOf(shop)?.since),
    lostSpan: lostSpan === undefined ? null : isoOf(lostSpan, 'from', 'to'),
  };
}
