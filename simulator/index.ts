/**
 * Simulated malls. What every mall has alike is here: `exchange.ts` answers a request, `control.ts` is what a test does behind the API,
 * `simulator.ts` puts a mall together and says in what malls differ. Each mall is a folder of its own.
 */

export type { ControlTypes, SharedControl } from './control.ts';
export type { Fault } from './faults.ts';
export type { SimOutcome, SimRequest } from './http.ts';
export { Mulberry32, type Prng, prng, seedOf } from './prng.ts';
export { type Served, type ServeGuard, type Serving, serve } from './serve.ts';
export { levelsSetBy, type MallSimulator, type StockCall } from './simulator.ts';
export type { TrueOrder, Truth, WaitingOrder } from './truth.ts';
export type { LevelChange, OnLevel, OnStrike, Write } from './world.ts';
