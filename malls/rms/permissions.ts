import { refusesShop, TsunagiError } from '../../core/kernel/index.ts';
import { switchName } from './switches.ts';

/** Has the form of an order number and belongs to no shop: RMS returns no order for it, and no error. */
export const nobodysOrder = '000000-20000101-0000000000';

/** The calls that try a function; those that write cannot be tried, and one of the inventory's reading ones is enough. */
const trials = ['searchOrder', 'getOrder', 'keyExpiry', 'getSubStatusList', 'inventoryBulkGet'] as const;

/** The call that tries one of RMS's functions, by its name in 利用機能編集; an `input.invalid` where none can. */
export function operationOf(name: string): (typeof trials)[number] {
  const operation = trials.find((trial) => switchName[trial] === name);
  if (operation !== undefined) return operation;
  throw new TsunagiError('input.invalid', 'never', `RMS has no function ${JSON.stringify(name)} that can be tried.`);
}

/**
 * What a fault says of the permission to call a function; null when the key has it. The inventory API objects to a request in
 * codes of its own (IE…, GE…), from behind the switches. A refusal that concerns the shop is another matter: nothing of it works.
 */
export function permissionFault(fault: TsunagiError | null): TsunagiError | null {
  const codes = fault?.context.mallCodes ?? [];
  const isOfRequest = fault?.code === 'mall.refused' && codes.some((code) => /^(?:IE|GE)\d{4}$/.test(code));
  return isOfRequest && !refusesShop(fault) ? null : fault;
}
