/**
 * Ports: tables, queues, bus, mails, malls and clock as interfaces, implemented in `aws/`, `malls/` and the tests. Imports model and
 * kernel. Start with `ports.ts`.
 *
 * Conventions of stores: a versioned `put` writes over the version before (none counts as 0); `changed` means that another process wrote in
 * between, and a repeat of the own write is `stored`. "May lag" means eventually consistent. No method scans a table unless its comment
 * says so.
 */

export * from './api-keys.ts';
export * from './bus.ts';
export * from './changes.ts';
export * from './feed.ts';
export * from './mall.ts';
export * from './mall-mail.ts';
export * from './merchant-rows.ts';
export * from './order-status-api.ts';
export * from './order-targets.ts';
export * from './orders.ts';
export * from './outage.ts';
export * from './ports.ts';
export * from './pushes.ts';
export * from './queues.ts';
export * from './shops.ts';
export * from './stock.ts';
export * from './stock-api.ts';
export * from './system.ts';
