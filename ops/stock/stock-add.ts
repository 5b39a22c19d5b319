import { quantityMax } from '../../core/model/index.ts';
import { flag, optional, type Parameter, required, text } from '../arguments/parameter.ts';
import { whenHelp } from '../arguments/when.ts';
import { defineCommand } from '../frame/command.ts';
import { problemsOfReporting, reportMovements, reportOptions } from './report-command.ts';

/** `ops stock add`: records pieces that arrived, broke or were found. */
export const stockAdd = defineCommand({
  name: 'stock add',
  summary: 'Takes in pieces that came in, or an adjustment',
  help: `Without --received it is an adjustment (調整), which may take pieces away: broken,
lost, found again, set aside for a fair. With --received they came in (入荷).
Nothing is taken back once it is in: who was wrong adjusts, or counts anew.

The number of the slip (--id) makes a report one, however often it is given.

A file has a line a SKU, as for ops stock set (docs/stock.md#files-of-counts); a
line's own 区分 stands above what the command says. The same file twice is one.

${whenHelp}`,
  examples: [
    ['stock add sencha-100 24 --received --id PO-2026-118', 'two boxes came in'],
    ['stock add sencha-100 -1 --note 破損', 'one is broken'],
    ['stock add --file arrivals.csv --received', 'a day of arrivals'],
  ],
  arguments: {
    sku: optional(text('<SKU>', 'the SKU, unless --file names many')),
    quantity: optional(pieces()),
  },
  options: { ...reportOptions, received: flag('they came in (入荷); an adjustment (調整) when absent') },
  problemsOf: ({ received, ...given }) => [
    ...problemsOfReporting(given),
    ...(received && given.quantity !== undefined && given.quantity < 0
      ? ['<pieces>: must be 0 or more with --received. To take pieces away, make an adjustment: leave --received out.']
      : []),
  ],
  run: (context, { received, ...values }) => reportMovements(context, received ? 'received' : 'adjusted', values),
});

function pieces(): Parameter<number> {
  return required({
    takes: '<±pieces>',
    help: 'how many more, or fewer: 24, -1',
    read(typed) {
      const value = Number(typed);
      if (/^[+-]?\d{1,8}$/.test(typed) && Math.abs(value) <= quantityMax) return { value };
      return { problem: `got ${JSON.stringify(typed)}, expected whole pieces such as 24 or -1, up to ${quantityMax}.` };
    },
  });
}
