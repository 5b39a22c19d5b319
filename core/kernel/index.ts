/**
 * Kernel: errors and results, time, text, concurrency, metric lines. Every other folder may use them; they import nothing of ours.
 *
 * Start with `errors.ts`: every failure in the code base has one of its codes.
 */

export * from './concurrency.ts';
export * from './errors.ts';
export * from './failures.ts';
export * from './metrics.ts';
export * from './shape.ts';
export * from './text.ts';
export * from './time.ts';
