/** Session: works at a shop: pacing, gate, evidence, memory between runs. Start with `visit-shops.ts` and `session.ts`. */

export * from './call-shops.ts';
export * from './credentials.ts';
export * from './due-work.ts';
export * from './each-shop.ts';
export * from './gate.ts';
export * from './import-session.ts';
export * from './import-settings.ts';
export * from './outcome.ts';
export * from './own-failures.ts';
export * from './pacer.ts';
export * from './remembered.ts';
export * from './session.ts';
export * from './visit-shops.ts';
export * from './wait-notes.ts';
export * from './warm-shops.ts';
export * from './work-at-shop.ts';
export * from './work-settings.ts';
