import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { Maintenance } from '../../core/model/index.ts';
import { defineCommand } from '../frame/command.ts';
import { tableLines } from '../terminal/table.ts';
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
    else terminal.print(...tableLines(windows, columnsAt(now), terminal.width));
  },
});

function columnsAt(now: EpochMs) {
  return [
    { title: 'id', of: ({ id }: Maintenance) => id },
    { title: 'mall', of: ({ mall }: Maintenance) => mall },
    { title: 'what', of: ({ capabilities }: Maintenance) => capabilities.join(', ') },
    { title: 'window', of: windowText },
    { title: 'state', of: (maintenance: Maintenance) => stateText(maintenance, now) },
    { title: 'note', flexible: true, of: ({ note, by }: Maintenance) => `${note} (${by})` },
  ];
}

function stateText({ from, to, endedAt }: Maintenance, now: EpochMs): string {
  if (endedAt !== undefined) return `over since ${jstText(endedAt)}`;
  if (now < from) return 'planned';
  return now < to ? 'runs' : 'runs over its time';
}
