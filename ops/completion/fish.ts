import type { Spot, Value } from './spots.ts';

/** For fish: a line for each word, under the condition of where the line stands. */
export function fishScript(spots: readonly Spot[]): string {
  const paths = spots.flatMap(({ path }) => (path === '' ? [] : [text(path)]));
  const lines = spots.flatMap(({ path, words, options }) => {
    const at = `complete -c ops -n ${text(`__ops_at ${text(path)}`)}`;
    return [
      ...words.map(({ typed, help }) => `${at} -a ${text(typed)} -d ${text(help)}`),
      ...options.map(({ typed, help, value }) => `${at} -l ${typed.slice(2)}${filledWith(value)} -d ${text(help)}`),
    ];
  });
  return `# fish completion of ops, as printed by: ops completion fish
function __ops_at
    set -l at
    for word in (commandline -opc)[2..-1]
        contains -- (string join -- ' ' $at $word) ${paths.join(' ')}
        or break
        set at $at $word
    end
    test "$at" = "$argv[1]"
end
complete -c ops -f
${lines.join('\n')}
`;
}

/** Between single quotes fish knows two escapes: https://fishshell.com/docs/current/language.html#quotes */
function text(words: string): string {
  return `'${words.replaceAll(/[\\']/g, '\\$&')}'`;
}

function filledWith(value: Value): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'words':
      return ` -x -a ${text(value.words.join(' '))}`;
    case 'file':
    case 'folder':
      return ' -r -F';
    case 'text':
      return ' -x';
  }
}
