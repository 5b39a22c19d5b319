// How commands speak: what they print, how it is laid out, what they ask.
export * from './agreement.ts';
export * from './parts.ts';
export * from './table.ts';
export * from './terminal.ts';
