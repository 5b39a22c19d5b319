import { branchesOf, type Choice, quoted, type Spot, type Value } from './spots.ts';

export function zshScript(spots: readonly Spot[]): string {
  const { paths, values } = branchesOf(spots, filledWith);
  const list = (choices: readonly Choice[]): string => `(${choices.map(described).join(' ')})`;
  const words = spots.map(
    ({ path, words: next, options }) => `    ${quoted(path)})\n      found=${list(next)} options=${list(options)} ;;`,
  );
  return `#compdef ops
# zsh completion of ops, as printed by: ops completion zsh
_ops() {
  local at='' next i
  local -a found options
  for ((i = 2; i < CURRENT; i++)); do
    next="\${at:+$at }\${words[i]}"
    case "$next" in
    (${paths.join('|')}) at="$next" ;;
    (*) break ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
  if [[ \${#found} -eq 0 || "$PREFIX" = -* ]]; then found=("\${options[@]}"); fi
  _describe 'ops' found
}
if [[ "\${funcstack[1]}" = _ops ]]; then _ops "$@"; else compdef _ops ops; fi
`;
}

function described({ typed, help }: Choice): string {
  return quoted(`${typed.replaceAll(':', '\\:')}:${help}`);
}

function filledWith(value: Value): string | null {
  switch (value.kind) {
    case 'none':
      return null;
    case 'words':
      return `compadd -- ${value.words.map(quoted).join(' ')}; `;
    case 'file':
      return '_files; ';
    case 'folder':
      return '_files -/; ';
    case 'text':
      return '';
  }
}
