import { branchesOf, type Choice, quoted, type Spot, type Value } from './spots.ts';

/** For bash: a function over the words of the line. */
export function bashScript(spots: readonly Spot[]): string {
  const { paths, values } = branchesOf(spots, filledWith);
  const list = (choices: readonly Choice[]): string => quoted(choices.map(({ typed }) => typed).join(' '));
  const words = spots.map(
    ({ path, words: next, options }) => `    ${quoted(path)}) words=${list(next)} options=${list(options)} ;;`,
  );
  return `# bash completion of ops, as printed by: ops completion bash
_ops() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" at='' words='' options='' i next
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${at:+$at }\${COMP_WORDS[i]}"
    case "$next" in
    ${paths.join(' | ')}) at="$next" ;;
    *) break ;;
    esac
  done
  case "$at $prev" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
  if [[ -z "$words" || "$cur" = -* ]]; then words="$options"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _ops ops
`;
}

function filledWith(value: Value): string | null {
  switch (value.kind) {
    case 'none':
      return null;
    case 'words':
      return `COMPREPLY=($(compgen -W ${quoted(value.words.join(' '))} -- "$cur")); `;
    case 'file':
      return 'compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$cur")); ';
    case 'folder':
      return 'compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -d -- "$cur")); ';
    case 'text':
      return '';
  }
}
