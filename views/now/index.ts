// How things stand now: malls, shops, outages, what waits, and what needs a person.
export * from './facts.ts';
export * from './facts-audits-left.ts';
export * from './facts-changes.ts';
export * from './facts-needs.ts';
export * from './facts-queues.ts';
export * from './facts-stock.ts';
export * from './words.ts';
