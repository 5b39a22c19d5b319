export type { Now, SimOutcome, SimRequest } from '../exchange.ts';
export { type ActiveFault, FAULT_KINDS, type Fault, type FaultKind } from '../faults/fault.ts';
export type { LevelChange, OnLevel } from '../level-change.ts';
export { type Served, type Serving, serve } from '../serve.ts';
export type { Confidence, SettingFact } from '../setting-fact.ts';
export type {
  BookOrder,
  BookShop,
  Books,
  OrderEdit,
  RmsControl,
  ShopCredentials,
  ShopEntry,
} from './control/interface.ts';
export type { OrderModel } from './model/compose-order.ts';
export { SETTING_FACTS } from './setting-facts.ts';
export { DEFAULT_SETTINGS, type RmsSettings, type RmsSettingsChange } from './settings.ts';
export { createRms, type RmsSimulator } from './simulator.ts';
export type { ApiName, OrderKind, OrderProgress, Spoil } from './state.ts';
export type { Write } from './world.ts';
