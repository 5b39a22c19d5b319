export type { Now, SimOutcome, SimRequest } from '../exchange.ts';
export type { LevelChange, OnLevel } from '../level-change.ts';
export { type Served, type Serving, serve } from '../serve.ts';
export type { Confidence, SettingFact } from '../setting-fact.ts';
export type {
  BookOrder,
  BookShop,
  BookStock,
  Books,
  OrderEdit,
  ShopCredentials,
  ShopEntry,
  YahooControl,
} from './control/interface.ts';
export { type ActiveYahooFault, YAHOO_FAULT_KINDS, type YahooFault, type YahooFaultKind } from './faults.ts';
export { SETTING_FACTS } from './setting-facts.ts';
export { DEFAULT_SETTINGS, type YahooSettings, type YahooSettingsChange } from './settings.ts';
export { createYahoo, type YahooSimulator } from './simulator.ts';
export { ORDER_KINDS, type OrderApiState, type OrderKind, type OrderStatus, type Spoil } from './state.ts';
export type { Write } from './world.ts';
