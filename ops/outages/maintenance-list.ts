import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { Maintenance } from '../../core/model/index.ts';
import { defineCommand } from '../frame/command.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';
import { maintenanceJson, windowText } from './mall-state-words.ts';

/** `ops maintenance list`: the calendar of the malls. */
export const maintenanceList = defineCommand({
  name: 'maintenance list',
  summary: 'Lists maintenance that runs, is planned, or is over',
  examples: [
    ['maintenance list', 'the calendar, the latest first'],
    ['maintenance list --json', 'as one line of JSON'],
  ],
  async run({ ports, terminal }, { json }) {
    const now = ports.clock.now();
    const windows = [...(await ports.pauses.standing()).maintenances].sort((a, b) => b.from - a.from);
    if (json) terminal.printJson({ maintenances: windows.map(maintenanceJson) });
    else if (windows.length === 0) terminal.print('No maintenance is written down: ops maintenance add --help');
    else terminal.print(...calendar(windows, now));
  },
});

function calendar(windows: readonly Maintenance[], now: EpochMs): Block[] {
  return tableOf(windows, (window) => ({
    id: window.id,
    mall: window.mall,
    what: window.capabilities.join(', '),
    window: windowText(window),
    state: stateText(window, now),
    note: flexible(`${window.note} (${window.by})`),
  }));
}

function stateText({ from, to, endedAt }: Maintenance, now: EpochMs): string {
  if (endedAt !== undefined) return `over since ${jstText(endedAt)}`;
  if (now < from) return 'planned';
  return now < to ? 'runs' : 'runs over its time';
}
