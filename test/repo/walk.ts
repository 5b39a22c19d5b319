/** The blocks of a document that a machine can run as they stand: their fence says `sh walk`. In the order of the page. */
export function walkedBlocks(text: string): string[] {
  return [...text.matchAll(/^```sh walk\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
}

/** The variables that the page tells its reader to export first, by name, with the values it shows. */
export function exportedVariables(text: string): ReadonlyMap<string, string> {
  const exports = text.matchAll(/^export ([A-Z_]+)=(\S+)/gm);
  return new Map([...exports].map(([, name = '', value = '']) => [name, value]));
}
