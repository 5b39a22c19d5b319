/** The words of a line as a shell would give them. */
export const shellWords = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

/** Words as one would type them. */
export const typedLine = (words: readonly string[]): string =>
  words.map((word) => (/^[^\s"';&|<>]+$/.test(word) ? word : `"${word}"`)).join(' ');
