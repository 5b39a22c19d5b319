import { choice } from '../arguments/parameter.ts';
import { type Command, definePlainCommand, exit } from '../frame/command.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { type Declared, spotsOf } from './spots.ts';
import { zshScript } from './zsh.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completionOf(declared: () => Declared): Command {
  return definePlainCommand({
    name: 'completion',
    summary: 'Prints what completes this command line in bash, zsh or fish',
    help: `The script knows every command, option and word of this release, and looks at no
installation: shops, malls and SKUs are not completed. Print it anew after an
upgrade. It completes the command ops (docs/reference/cli.md).`,
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/ops', 'bash, with the package bash-completion'],
      ['completion zsh > ~/.zfunc/_ops', 'zsh, where ~/.zfunc is in fpath before compinit'],
      ['completion fish > ~/.config/fish/completions/ops.fish', 'fish'],
    ],
    withoutJson: true,
    arguments: { shell: choice(shells, 'the shell') },
    async run({ terminal }, { shell }) {
      await terminal.write(Buffer.from(scripts[shell](spotsOf(declared()))));
      return exit.ok;
    },
  });
}
