import type { PauseScope } from '../arguments/pause-scopes.ts';
import { type ExitCode, exit } from '../frame/exit.ts';
import { counted } from '../terminal/count.ts';
import { tableLines } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The dry run of a pause or of its end: the scopes that are meant, and how many shops they hold now. */
export function tellScopes(
  terminal: Pick<Terminal, 'print' | 'printJson' | 'width'>,
  {
    targets,
    json,
    verb,
  }: { readonly targets: readonly PauseScope[]; readonly json: boolean; readonly verb: 'pause' | 'resume' },
): ExitCode {
  const shops = targets.reduce((sum, target) => sum + target.shops.length, 0);
  if (json) {
    const scopes = targets.map(({ scope, shops: own }) => ({ scope, shops: own.map(({ key }) => key) }));
    terminal.printJson({ dryRun: true, scopes });
    return exit.ok;
  }
  terminal.print(
    ...tableLines(
      targets,
      [
        { title: `would ${verb}`, flexible: true, of: ({ scope }: PauseScope) => scope },
        { title: 'shops', side: 'right', of: ({ shops: own }: PauseScope) => String(own.length) },
      ],
      terminal.width,
    ),
    `Nothing was changed: this was a dry run of ${counted(shops, 'shop')}.`,
  );
  return exit.ok;
}
