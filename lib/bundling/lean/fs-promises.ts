/** In a bundle: the SDK looks for a profile at its first call, and Lambda has none. What reads files is loaded only then. */
export const readFile = (...args: Parameters<typeof import('node:fs/promises').readFile>) =>
  process.getBuiltinModule('node:fs/promises').readFile(...args);
