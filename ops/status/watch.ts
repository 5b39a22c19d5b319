import { TsunagiError } from '../../core/kernel/index.ts';
import { t } from '../../language/language.ts';
import { type Block, paragraph } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface StatusSeen {
  readonly json: object;
  readonly blocks: readonly Block[];
}

const everyMs = 5_000;
/** A look over very many shops reads a lot: no more than a fifth of the time is spent on it. */
const restFactor = 4;

/** Looks again until Ctrl-C or a signal. A look that fails is said beside the last good one: an installation that is watched may be in trouble. */
export async function watchStatus(terminal: Terminal, look: () => Promise<StatusSeen>, json: boolean): Promise<void> {
  const interruption = terminal.interruption();
  let last: readonly Block[] = [];
  try {
    while (!interruption.isAsked()) {
      const begunMs = performance.now();
      try {
        const seen = await look();
        last = seen.blocks;
        if (json) terminal.printJson(seen.json);
        else terminal.redraw(...last);
      } catch (error) {
        if (!(error instanceof TsunagiError)) throw error;
        const failed = paragraph(t`It could not be looked at: ${error.words}`, { look: 'bad' });
        if (json) terminal.say(failed);
        else terminal.redraw(failed, '', ...last);
      }
      await interruption.wait(Math.max(everyMs, restFactor * (performance.now() - begunMs)));
    }
  } finally {
    terminal.endRedraw();
    interruption.release();
  }
}
