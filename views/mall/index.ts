// How the malls stand: what each can do now, how one comes back, and the windows of maintenance.
export * from './facts.ts';
export * from './words.ts';
