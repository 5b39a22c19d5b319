import { refusesShop, sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { MallSwitches } from '../../core/ports/index.ts';

/** The functions of RMS that change orders. */
export type RmsChange =
  | 'confirmOrder'
  | 'updateOrderShipping'
  | 'updateOrderSubStatus'
  | 'updateOrderMemo'
  | 'cancelOrder';

/** The functions of RMS that we call. */
export type RmsOperation =
  | RmsChange
  | 'searchOrder'
  | 'getOrder'
  | 'keyExpiry'
  | 'getSubStatusList'
  | 'inventoryBulkGet'
  | 'inventoryBulkGetRange'
  | 'inventoryBulkUpsert';

/** True for what changes orders: its answer has words about each of them. */
export function isChange(operation: RmsOperation): operation is RmsChange {
  switch (operation) {
    case 'confirmOrder':
    case 'updateOrderShipping':
    case 'updateOrderSubStatus':
    case 'updateOrderMemo':
    case 'cancelOrder':
      return true;
    case 'searchOrder':
    case 'getOrder':
    case 'keyExpiry':
    case 'getSubStatusList':
    case 'inventoryBulkGet':
    case 'inventoryBulkGetRange':
    case 'inventoryBulkUpsert':
      return false;
  }
}

/** The way to the switches of 利用機能編集 through RMS's pages. */
export const switchesPath = '店舗様向け情報・サービス → WEB APIサービス → 利用機能編集';

/** What RMS's list of its functions shows each as (`docs/malls/rms.md#the-switches`): the one source of these names. */
export const switchName: Readonly<Record<RmsOperation, string>> = {
  searchOrder: 'rpay.order.searchOrder',
  getOrder: 'rpay.order.getOrder',
  confirmOrder: 'rpay.order.confirmOrder',
  updateOrderShipping: 'rpay.order.updateOrderShipping',
  updateOrderSubStatus: 'rpay.order.updateOrderSubStatus',
  updateOrderMemo: 'rpay.order.updateOrderMemo',
  cancelOrder: 'rpay.order.cancelOrder',
  keyExpiry: 'license.expiryDate.get',
  getSubStatusList: 'rpay.order.getSubStatusList',
  inventoryBulkGet: 'inventories.bulk.get',
  inventoryBulkGetRange: 'inventories.bulk.get.range',
  inventoryBulkUpsert: 'inventories.bulk.upsert',
};

/**
 * The functions that a shop has to set to 利用する. Of each API the reading ones are tried; the others would change something.
 */
export const rmsSwitches: MallSwitches = {
  path: switchesPath,
  whenOff: sentence`not ticked: set it to ${'利用する'} under ${switchesPath}`,
  functions: [
    { name: switchName.searchOrder, title: '受注検索', feature: 'import' },
    { name: switchName.getOrder, title: '注文情報取得', feature: 'import' },
    { name: switchName.keyExpiry, title: 'ライセンスキー有効期限取得', feature: null },
    { name: switchName.getSubStatusList, title: 'サブステータス情報取得', feature: 'status' },
    { name: switchName.inventoryBulkGet, title: '在庫情報一括取得', feature: 'stock' },
  ],
  untried: {
    import: [],
    status: [
      switchName.confirmOrder,
      switchName.updateOrderShipping,
      switchName.updateOrderSubStatus,
      switchName.updateOrderMemo,
      switchName.cancelOrder,
    ],
    stock: [switchName.inventoryBulkUpsert],
  },
};

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
