// An outage of a mall: what was out, how it was caught up, what its audits found, what merchants were told.
export * from './facts.ts';
export * from './facts-catch-up.ts';
export * from './facts-course.ts';
export * from './words.ts';
