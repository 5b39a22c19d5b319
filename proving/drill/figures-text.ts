import type { DrillFigures } from '../../journal/index.ts';

/** A drill's figures for a person; with a second design, both side by side. */
export function figuresText(figures: DrillFigures, naive?: DrillFigures): string[] {
  const lines = rowsOf(figures);
  if (naive === undefined) return lines.map(([label, text]) => `${label.padEnd(16)} ${text}`);
  const others = rowsOf(naive);
  const width = Math.max(...lines.map(([, text]) => text.length));
  return [
    `${''.padEnd(16)} ${'ours'.padEnd(width)}   three failures in a row`,
    ...lines.map(([label, text], index) => `${label.padEnd(16)} ${text.padEnd(width)}   ${others[index]?.[1] ?? ''}`),
  ];
}

function rowsOf({
  orders,
  lag,
  seconds,
  firstCalls,
  minutes,
  calls,
  mails,
  incidents,
  status,
  stock,
}: DrillFigures): [string, string][] {
  const { placed, lost, storedTwice, storedDuringGrey, fetchableDuringGrey } = orders;
  const grey =
    fetchableDuringGrey === 0 ? '–' : `${percent(storedDuringGrey / fetchableDuringGrey)} of what could be had`;
  return [
    ['orders', `${placed} placed, ${lost} lost, ${storedTwice} stored twice`],
    ['detected', minutesText(minutes.toDetect, 'after the first failure')],
    ...(minutes.toNameTheRefused === null
      ? []
      : ([
          ['refused', `${calls.refused} calls`],
          ['named', minutesText(minutes.toNameTheRefused, 'after the first refusal')],
        ] satisfies [string, string][])),
    ...lagRows(lag),
    ...Object.entries(seconds).flatMap(
      ([mall, { before, after, warmPercent, largestPercent, ...all }]): [string, string][] => [
        [
          `stored, ${mall}`,
          `${secondsText(all)} after the mall showed them (${all.orders} orders of calm hours, ${warmPercent ?? '–'} % of shops with glances, ${largestPercent ?? '–'} % of the largest)`,
        ],
        [
          '',
          `${secondsText(before)} before the outage (${before.orders}), ${secondsText(after)} after it (${after.orders})`,
        ],
      ],
    ),
    ...Object.entries(firstCalls).map(([mall, { orders: count, p50, p99 }]): [string, string] => [
      `called, ${mall}`,
      `${secondsText({ p50, p99 })} after an order of another mall was stored (${count} listings of calm hours)`,
    ]),
    ['first order', minutesText(minutes.toFirstOrderAfterRecovery, 'after the end')],
    ['grey hours', grey],
    ['caught up', minutesText(minutes.toCaughtUp, 'after the end')],
    [
      'status changes',
      `${status.requested} asked for: ${status.confirmed} confirmed, ${status.failed} failed, ${status.stuck} stuck, ${status.doubleShipments} parcels doubled`,
    ],
    ['changes done', minutesText(minutes.toStatusesDone, 'after the end')],
    ...stockRows(stock),
    ['calls while held', String(calls.byWorkersWhilePaused)],
    ['calls while down', String(calls.byWorkersWhileDown)],
    [
      'first 5 min',
      `${percent(calls.first5MinOfRampOverFull)} of the full rate, ${percent(calls.first5MinOfRampOverOrdinary)} of the usual`,
    ],
    [
      'mails',
      `${mails.affectedMin} to ${mails.affectedMax} a merchant, ${mails.unaffected} to others, ${mails.total} in all`,
    ],
    ...(mails.corrections === 0 ? [] : [['corrections', `${mails.corrections} mails`] satisfies [string, string]]),
    ...(mails.digests === 0 ? [] : [['digests', `${mails.digests} mails`] satisfies [string, string]]),
    ...(status.failedMessages === 0
      ? []
      : [['failed messages', String(status.failedMessages)] satisfies [string, string]]),
    ['incidents', String(incidents)],
  ];
}

/** How soon orders of the malls that stayed up were stored: the median, and the longest. */
function lagRows(lag: DrillFigures['lag']): [string, string][] {
  const minutes = ({ median, max }: { readonly median: number | null; readonly max: number | null }) =>
    `${median ?? '–'} (${max ?? '–'})`;
  return Object.entries(lag).map(([mall, { before, during, after, slower }]) => [
    `lag at ${mall}`,
    `${minutes(before)} min before, ${minutes(during)} during, ${minutes(after)} after; ${slower} slower`,
  ]);
}

function stockRows(stock: DrillFigures['stock']): [string, string][] {
  const { listings, diverged, staleAfterNewer, pushes, pushesPerListingWhileHeld } = stock;
  const { oversoldReported, oversoldTrue, oversoldByOwnPushes, lastConvergedMinutesAfterEnd } = stock;
  if (listings === 0) return [];
  return [
    ['listings', `${listings}: ${diverged} diverged, ${staleAfterNewer} at an older level after a newer one`],
    ['levels pushed', `${pushes}, at most ${pushesPerListingWhileHeld} a listing for all that was held`],
    ['levels right', minutesText(lastConvergedMinutesAfterEnd, 'after the end')],
    [
      'oversold',
      `${oversoldTrue} SKUs, ${oversoldReported} of them reported; ${oversoldByOwnPushes} orders by our own pushes`,
    ],
  ];
}

function secondsText({ p50, p99 }: { readonly p50: number | null; readonly p99: number | null }): string {
  return `p50 ${p50 ?? '–'} s, p99 ${p99 ?? '–'} s`;
}

const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

function minutesText(minutes: number | null, after: string): string {
  return minutes === null ? '–' : `${minutes} min ${after}`;
}
