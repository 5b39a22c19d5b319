import type { Command } from './command.ts';
import { auditCommand } from './commands/audit.ts';
import { doctor } from './commands/doctor.ts';
import { importCommand } from './commands/import.ts';
import { incidentsList } from './commands/incidents-list.ts';
import { incidentsNote } from './commands/incidents-note.ts';
import { incidentsShow } from './commands/incidents-show.ts';
import { keysList } from './commands/keys-list.ts';
import { keysRotate } from './commands/keys-rotate.ts';
import { listingsCheck } from './commands/listings-check.ts';
import { listingsDiscover } from './commands/listings-discover.ts';
import { listingsImport } from './commands/listings-import.ts';
import { listingsList } from './commands/listings-list.ts';
import { listingsRemove } from './commands/listings-remove.ts';
import { mailPreview } from './commands/mail-preview.ts';
import { mailTest } from './commands/mail-test.ts';
import { maintenanceAdd } from './commands/maintenance-add.ts';
import { maintenanceList } from './commands/maintenance-list.ts';
import { maintenanceRemove } from './commands/maintenance-remove.ts';
import { merchantsChange } from './commands/merchants-change.ts';
import { merchantsImport } from './commands/merchants-import.ts';
import { merchantsList } from './commands/merchants-list.ts';
import { merchantsShow } from './commands/merchants-show.ts';
import { ordersCheck } from './commands/orders-check.ts';
import { ordersErase } from './commands/orders-erase.ts';
import { ordersExport } from './commands/orders-export.ts';
import { ordersProblems } from './commands/orders-problems.ts';
import { ordersShow } from './commands/orders-show.ts';
import { pause } from './commands/pause.ts';
import { pausesCommand } from './commands/pauses.ts';
import { pushCancel } from './commands/push-cancel.ts';
import { pushCarriers } from './commands/push-carriers.ts';
import { pushConfirm } from './commands/push-confirm.ts';
import { pushList } from './commands/push-list.ts';
import { pushMemo } from './commands/push-memo.ts';
import { pushRetry } from './commands/push-retry.ts';
import { pushShip } from './commands/push-ship.ts';
import { pushSubStatus } from './commands/push-sub-status.ts';
import { pushWithdraw } from './commands/push-withdraw.ts';
import { redriveCommand } from './commands/redrive.ts';
import { resume } from './commands/resume.ts';
import { shopsAdd } from './commands/shops-add.ts';
import { shopsChange } from './commands/shops-change.ts';
import { shopsKey } from './commands/shops-key.ts';
import { shopsList } from './commands/shops-list.ts';
import { shopsPause } from './commands/shops-pause.ts';
import { shopsRemove } from './commands/shops-remove.ts';
import { shopsResume } from './commands/shops-resume.ts';
import { shopsRewind } from './commands/shops-rewind.ts';
import { shopsSpread } from './commands/shops-spread.ts';
import { shopsVerify } from './commands/shops-verify.ts';
import { status } from './commands/status.ts';
import { stockAdd } from './commands/stock-add.ts';
import { stockCount } from './commands/stock-count.ts';
import { stockHistory } from './commands/stock-history.ts';
import { stockOversold } from './commands/stock-oversold.ts';
import { stockResend } from './commands/stock-resend.ts';
import { stockSet } from './commands/stock-set.ts';
import { stockSetsImport } from './commands/stock-sets-import.ts';
import { stockSetsList } from './commands/stock-sets-list.ts';
import { stockSetsRemove } from './commands/stock-sets-remove.ts';
import { stockShow } from './commands/stock-show.ts';
import { stockSku } from './commands/stock-sku.ts';
import { stuck } from './commands/stuck.ts';
import { teardown } from './commands/teardown.ts';

/** Every command, in the order of help. A new one is a file in `commands/` and a line here. */
export const commands: readonly Command[] = [
  status,
  doctor,
  importCommand,
  auditCommand,
  ordersShow,
  ordersProblems,
  ordersExport,
  ordersCheck,
  ordersErase,
  pushConfirm,
  pushShip,
  pushCancel,
  pushSubStatus,
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
  mailPreview,
  mailTest,
  teardown,
];

/** Descriptions of the groups: the words before a command's last one. */
export const groups: Readonly<Record<string, string>> = {
  orders: 'Shows, lists, exports and checks orders, removes a buyer from them',
  stock: 'Takes counts in, shows why a level is what it is, tells malls anew, lists what is oversold',
  'stock sets': 'Says what set products are made of',
  listings: 'Says which SKU each item of a shop sells, finds, checks and lists them',
  push: 'Requests changes of orders at the mall, shows how they stand, tries them again',
  maintenance: 'Keeps the calendar of what malls have announced',
  incidents: 'Shows outages with their timeline, mails and audits',
  mail: 'Shows the mails to merchants, and tries whether mails arrive',
  merchants: 'Lists, shows, adds and changes merchants, many at once',
  shops: 'Lists, adds, verifies, pauses and removes shops, replaces their keys, sends their import back',
  keys: 'Lists when keys end, and hands in the next ones',
};
