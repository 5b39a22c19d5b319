import { journalMallNames, journalMalls } from './malls/index.ts';
import type { DrillFigures, Recount, SimulateFigures, StartFigures } from './recount.ts';

/** Findings that are shown one by one; the figures count them all. */
const shown = 20;

/** A recount for people: a small table, then what was found and what could not be told. */
export function recountText(recount: Recount): string {
  const rows = rowsOf(recount);
  const wide = Math.max(...rows.map(([name]) => name.length));
  const findings = recount.findings.slice(0, shown);
  const more = recount.findings.length - findings.length;
  return [
    ...rows.map(([name, value]) => `  ${name.padEnd(wide)}  ${value}`),
    ...findings,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...recount.notes,
  ].join('\n');
}

function rowsOf(recount: Recount): [string, string][] {
  switch (recount.of) {
    case 'start':
      return startRows(recount.figures);
    case 'simulate':
      return simulateRows(recount.figures);
    case 'drill':
      return drillRows(recount.figures);
  }
}

/** Every figure under its name in the line of JSON. */
function drillRows({ orders, minutes, calls, mails, status, ...rest }: DrillFigures): [string, string][] {
  const { incident, shops, seed, incidents } = rest;
  const single = Object.entries({ incident, shops, seed, incidents });
  const groups = Object.entries({ orders, minutes, calls, mails, status }).flatMap(([group, figures]) =>
    Object.entries(figures).map(([name, value]) => [`${group}.${name}`, value as number | null] as const),
  );
  return [...single, ...groups].map(([name, value]) => [name, value === null ? '–' : String(value)]);
}

function startRows({ shops, orders, lagSeconds, statuses, stock, ...calls }: StartFigures): [string, string][] {
  return [
    ['shops', String(shops)],
    ['orders at the mall', figure(orders.atMall)],
    ['stored', String(orders.stored)],
    ['missing', figure(orders.missing)],
    ['duplicates', String(orders.duplicates)],
    ['lag, p50', secondsText(lagSeconds.p50)],
    ['lag, max', secondsText(lagSeconds.max)],
    ...journalMallNames.flatMap((mall): [string, string][] => {
      const called = calls[`${mall}Calls`];
      return called === undefined ? [] : [[`calls to ${journalMalls[mall].title}`, figure(called)]];
    }),
    ...Object.entries(statuses).map(([name, count]): [string, string] => [`changes ${name}`, String(count)]),
    ['listings', String(stock.listings)],
    ['in step', figure(stock.inStep)],
    ['diverged', figure(stock.diverged)],
    ['pushes of stock', figure(stock.pushes)],
  ];
}

function simulateRows({ seeds, failed, faults, virtualHours, stock }: SimulateFigures): [string, string][] {
  return [
    ['seeds', String(seeds)],
    ['failed', failed.length === 0 ? '0' : `${failed.length}: ${failed.join(', ')}`],
    ['virtual hours', String(virtualHours)],
    ...Object.entries(stock).map(([name, value]): [string, string] => [`stock ${name}`, String(value)]),
    ...Object.entries(faults).map(([kind, times]): [string, string] => [`fault ${kind}`, String(times)]),
  ];
}

const figure = (value: number | null): string => (value === null ? 'unchecked' : String(value));
const secondsText = (value: number | null): string => (value === null ? 'no order came during the run' : `${value} s`);
