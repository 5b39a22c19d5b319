import api from './ja/api.json' with { type: 'json' };
import typed from './ja/arguments.json' with { type: 'json' };
import chat from './ja/chat.json' with { type: 'json' };
import console from './ja/console.json' with { type: 'json' };
import consoleIncidents from './ja/console-incidents.json' with { type: 'json' };
import consoleOrders from './ja/console-orders.json' with { type: 'json' };
import consoleShipments from './ja/console-shipments.json' with { type: 'json' };
import consoleShops from './ja/console-shops.json' with { type: 'json' };
import consoleSimulator from './ja/console-simulator.json' with { type: 'json' };
import consoleStock from './ja/console-stock.json' with { type: 'json' };
import core from './ja/core.json' with { type: 'json' };
import doctor from './ja/doctor.json' with { type: 'json' };
import files from './ja/files.json' with { type: 'json' };
import frame from './ja/frame.json' with { type: 'json' };
import imports from './ja/import.json' with { type: 'json' };
import keys from './ja/keys.json' with { type: 'json' };
import listings from './ja/listings.json' with { type: 'json' };
import mail from './ja/mail.json' with { type: 'json' };
import merchants from './ja/merchants.json' with { type: 'json' };
import orders from './ja/orders.json' with { type: 'json' };
import outages from './ja/outages.json' with { type: 'json' };
import pushes from './ja/pushes.json' with { type: 'json' };
import shops from './ja/shops.json' with { type: 'json' };
import stage from './ja/stage.json' with { type: 'json' };
import status from './ja/status.json' with { type: 'json' };
import stock from './ja/stock.json' with { type: 'json' };
import terminal from './ja/terminal.json' with { type: 'json' };

const catalogues: readonly Readonly<Record<string, string>>[] = [
  api,
  typed,
  chat,
  console,
  consoleIncidents,
  consoleOrders,
  consoleShipments,
  consoleShops,
  consoleSimulator,
  consoleStock,
  core,
  doctor,
  files,
  frame,
  imports,
  keys,
  listings,
  mail,
  merchants,
  orders,
  outages,
  pushes,
  shops,
  stage,
  status,
  stock,
  terminal,
];

/** Every text in Japanese. The terms are those of `ja/glossary.md`. */
export const japanese: ReadonlyMap<string, string> = new Map(catalogues.flatMap((texts) => Object.entries(texts)));
