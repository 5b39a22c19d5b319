/**
 * Ports: what the rules need from outside, as interfaces: tables, queues, the bus, mails, malls, the clock.
 *
 * It imports model and kernel. Implementations are in `aws/`, `malls/` and, in memory, in the tests. Start with `Ports` in `ports.ts`.
 */

export * from './bus.ts';
export * from './changes.ts';
export * from './mall.ts';
export * from './mall-mail.ts';
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
