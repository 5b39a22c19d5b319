import { apiKeysAdd, apiKeysEnd, apiKeysList } from './api-keys/api-keys.ts';
import { chatRemove, chatSet } from './chat/chat-set.ts';
import { chatShow, chatTest } from './chat/chat-show.ts';
import { completionOf } from './completion/completion.ts';
import { consoleCommand } from './console/console-command.ts';
import { doctor } from './doctor/doctor.ts';
import type { Command } from './frame/command.ts';
import { auditCommand } from './import/audit.ts';
import { importCommand } from './import/import.ts';
import { keysList } from './keys/keys-list.ts';
import { keysRotate } from './keys/keys-rotate.ts';
import { listingsList, listingsRemove } from './listings/listings.ts';
import { listingsCheck } from './listings/listings-check.ts';
import { listingsDiscover } from './listings/listings-discover.ts';
import { listingsImport } from './listings/listings-import.ts';
import { mailList, mailShow } from './mail/mail-history.ts';
import { mailPreview } from './mail/mail-preview.ts';
import { mailTest } from './mail/mail-test.ts';
import { merchantsList, merchantsShow } from './merchants/merchants.ts';
import { merchantsChange } from './merchants/merchants-change.ts';
import { merchantsImport } from './merchants/merchants-import.ts';
import { ordersCheck } from './orders/orders-check.ts';
import { ordersErase } from './orders/orders-erase.ts';
import { ordersExport } from './orders/orders-export.ts';
import { ordersList } from './orders/orders-list.ts';
import { ordersProblems } from './orders/orders-problems.ts';
import { ordersShow } from './orders/orders-show.ts';
import { incidentsList, incidentsShow } from './outages/incidents.ts';
import { incidentsNote } from './outages/incidents-note.ts';
import { maintenanceAdd, maintenanceList, maintenanceRemove } from './outages/maintenance.ts';
import { pause, resume, shopsPause, shopsResume } from './outages/pause.ts';
import { pausesCommand } from './outages/pauses.ts';
import { pushCancel, pushConfirm, pushSubStatus } from './pushes/push-asks.ts';
import { pushList } from './pushes/push-list.ts';
import { pushCarriers, pushComplete, pushMemo, pushPay } from './pushes/push-orders.ts';
import { pushShip } from './pushes/push-ship.ts';
import { pushRetry, pushWithdraw } from './pushes/standing-pushes.ts';
import { stuck } from './pushes/stuck.ts';
import { shopsAdd } from './shops/shops-add.ts';
import { shopsChange } from './shops/shops-change.ts';
import { shopsKey } from './shops/shops-key.ts';
import { shopsList } from './shops/shops-list.ts';
import { shopsRemove } from './shops/shops-remove.ts';
import { shopsRewind } from './shops/shops-rewind.ts';
import { shopsSpread } from './shops/shops-spread.ts';
import { shopsVerify } from './shops/shops-verify.ts';
import { redriveCommand } from './stage/redrive.ts';
import { teardown } from './stage/tear-down.ts';
import { status } from './status/status.ts';
import { stockCount } from './stock/stock-count.ts';
import { stockHistory } from './stock/stock-history.ts';
import { stockOversold } from './stock/stock-oversold.ts';
import { stockAdd, stockSet } from './stock/stock-reports.ts';
import { stockResend } from './stock/stock-resend.ts';
import { stockSetsImport, stockSetsList, stockSetsRemove } from './stock/stock-sets.ts';
import { stockShow, stockSku } from './stock/stock-sku.ts';

/** Every command, in the order of help. A new one is a file in the folder of its noun and a line here. */
export const commands: readonly Command[] = [
  status,
  consoleCommand,
  doctor,
  importCommand,
  auditCommand,
  ordersList,
  ordersShow,
  ordersProblems,
  ordersExport,
  ordersCheck,
  ordersErase,
  pushConfirm,
  pushShip,
  pushCancel,
  pushSubStatus,
  pushPay,
  pushComplete,
  pushMemo,
  pushCarriers,
  pushList,
  pushRetry,
  pushWithdraw,
  stuck,
  redriveCommand,
  stockSet,
  stockAdd,
  stockCount,
  stockShow,
  stockHistory,
  stockOversold,
  stockResend,
  stockSku,
  stockSetsImport,
  stockSetsList,
  stockSetsRemove,
  listingsImport,
  listingsDiscover,
  listingsCheck,
  listingsList,
  listingsRemove,
  merchantsList,
  merchantsShow,
  merchantsImport,
  merchantsChange,
  shopsList,
  shopsAdd,
  shopsKey,
  shopsVerify,
  shopsPause,
  shopsResume,
  shopsChange,
  shopsRemove,
  shopsRewind,
  shopsSpread,
  keysList,
  keysRotate,
  pausesCommand,
  pause,
  resume,
  maintenanceAdd,
  maintenanceList,
  maintenanceRemove,
  incidentsList,
  incidentsShow,
  incidentsNote,
  mailList,
  mailShow,
  mailPreview,
  mailTest,
  chatSet,
  chatShow,
  chatTest,
  chatRemove,
  apiKeysAdd,
  apiKeysList,
  apiKeysEnd,
  teardown,
  completionOf(() => ({ commands, groups })),
];

export const groups: Readonly<Record<string, string>> = {
  orders: 'Lists, shows, exports and checks orders, removes a buyer from them',
  stock: 'Takes counts in, shows why a level is what it is, tells malls anew, lists what is oversold',
  'stock sets': 'Says what set products are made of',
  listings: 'Says which SKU each item of a shop sells, finds, checks and lists them',
  push: 'Requests changes of orders at the mall, shows how they stand, tries them again',
  maintenance: 'Keeps the calendar of what malls have announced',
  incidents: 'Shows outages with their timeline, mails and audits',
  mail: 'Shows the mails to merchants, and tries whether mails arrive',
  chat: 'Says which chats notices of outages go to beside the mails, and tries them',
  merchants: 'Lists, shows and changes merchants, and adds many at once; ops shops add adds one with its shop',
  shops: 'Lists, adds, verifies, pauses and removes shops, replaces their keys, sends their import back',
  keys: 'Lists when keys end, and hands in the next ones',
  'api-keys': 'Makes, lists and ends the keys of the API',
};
