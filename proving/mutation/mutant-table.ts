import type { MutatedFile } from './run-mutants.ts';

/** The share of mutants caught by file and folder, and the survivors, in lines of text. */
export function mutantTable(files: readonly MutatedFile[], { survivors = true } = {}): string {
  const folders = Map.groupBy(files, ({ path }) => path.split('/').slice(0, -1).join('/'));
  return [
    ...files.map((file) => `${shareOf([file])} ${file.path} (${file.cpuSeconds} CPU s)`),
    ...(files.length > 1 ? [...folders].map(([folder, own]) => `${shareOf(own)} ${folder}/`) : []),
    ...(survivors ? files.flatMap(survivorLines) : []),
  ].join('\n');
}

function shareOf(files: readonly MutatedFile[]): string {
  const caught = files.reduce((sum, file) => sum + file.caught, 0);
  const all = caught + files.reduce((sum, file) => sum + file.survivors.length, 0);
  const share = all === 0 ? '–' : `${Math.round((100 * caught) / all)} %`;
  return `${share.padStart(5)}  ${`${caught} of ${all}`.padStart(10)}`;
}

function survivorLines({ path, survivors }: MutatedFile): string[] {
  return survivors.map(
    ({ line, was, became, isCovered }) =>
      `  ${path}:${line}  ${was} → ${became === '' ? '(nothing)' : became}${isCovered ? '' : '  (no test runs it)'}`,
  );
}
