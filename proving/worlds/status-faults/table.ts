import { minuteMs } from '../../../core/kernel/time.ts';
import type { Cell } from './play.ts';

/** A cell in words: how it ended, with how many calls that change something, after how long. */
function cellText({ state, writingCalls, tookMs }: Cell): string {
  const calls = writingCalls === 1 ? '1 call' : `${writingCalls} calls`;
  const minutes = `${Math.round(tookMs / minuteMs)} min`;
  switch (state.kind) {
    case 'confirmed':
      return `confirmed, ${calls}, ${minutes}`;
    case 'failed':
      return `failed (${state.reason}), ${calls}, ${minutes}`;
    case 'requested':
    case 'pushing':
    case 'held':
    case 'retrying':
    case 'withdrawn':
      return `not ended: ${state.kind}`;
  }
}

/** A table of Markdown: a row a call, a column a fault, for some faults. */
function tableOf(cells: readonly Cell[], faults: readonly string[]): string {
  const calls = [...new Set(cells.map(({ call }) => call))];
  const rows = calls.flatMap((call) => {
    const own = faults.map((fault) => cells.find((cell) => cell.call === call && cell.fault === fault));
    if (own.every((cell) => cell === undefined)) return [];
    return [[call, ...own.map((cell) => (cell === undefined ? '–' : cellText(cell)))]];
  });
  const lines = [['call', ...faults], ['---', ...faults.map(() => '---')], ...rows];
  return lines.map((fields) => `| ${fields.join(' | ')} |`).join('\n');
}

/** The tables turned: a row a fault and a call. Read one below the other they show what a call goes through. */
function listOf(cells: readonly Cell[]): string {
  const lines = cells.map((cell) => [cell.call, cell.fault, cellText(cell)]);
  return [['call', 'answer', 'what becomes of it'], ['---', '---', '---'], ...lines]
    .map((fields) => `| ${fields.join(' | ')} |`)
    .join('\n');
}

/** Several tables, of as many faults as fit on a page. */
function tablesOf(cells: readonly Cell[]): string {
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  const perTable = 5;
  const tables: string[] = [];
  for (let first = 0; first < faults.length; first += perTable) {
    tables.push(tableOf(cells, faults.slice(first, first + perTable)));
  }
  return tables.join('\n\n');
}

/** `docs/reference/status-faults-yahoo.md`. */
export function yahooDocumentOf(common: readonly Cell[], warned: readonly Cell[]): string {
  return `# Status changes under faults at Yahoo!ショッピング

The same as [at 楽天](status-faults.md): every call that changes orders at Yahoo!ショッピング, or reads them for a change, under every fault, for ten
minutes. \`test/simulation/yahoo-status-faults.test.ts\` plays each cell against the simulator in virtual time, and fails if this page differs. In every cell
the mall has exactly what was requested, and the buyer of a cancelled order got one mail.

## Faults of any call

${tablesOf(common)}

## Warnings

A Warning is a change that was made. \`od91704\` is accepted and not there yet: it is read again after five minutes, and asked for again where it did not come.

${listOf(warned)}
`;
}

/** `docs/reference/status-faults-amazon.md`. */
export function amazonDocumentOf(common: readonly Cell[], refused: readonly Cell[]): string {
  return `# Status changes under faults at Amazon

The same as [at 楽天](status-faults.md): the one call that changes orders at Amazon (confirmShipment), and the one that reads them for it (getOrder), under
every fault, for ten minutes. \`test/simulation/amazon-status-faults.test.ts\` plays each cell against the simulator in virtual time, and fails if this page
differs. In every cell but those of refusals the mall has exactly what was requested: a package keeps its id, however often it is sent, so none is doubled. A 403 to confirmShipment with a token that was just
renewed means that the application lacks the role: the change fails with that reason, and is retried by hand once the role is there.

## Faults of any call

${tablesOf(common)}

## Refusals, and answers that are none

A 204 after which nothing is there is found by reading the order: it is read again after five minutes, and asked for again. A 400 fails at once; the merchant decides.

${listOf(refused)}
`;
}

/** `docs/reference/status-faults-shopify.md`. */
export function shopifyDocumentOf(common: readonly Cell[], answered: readonly Cell[]): string {
  return `# Status changes under faults at Shopify

The same as [at 楽天](status-faults.md): the calls that change orders at Shopify (fulfillmentCreate, fulfillmentTrackingInfoUpdate), and those that read them
for it (orders, order), under every fault, for ten minutes. \`test/simulation/shopify-status-faults.test.ts\` plays each cell against the simulator in virtual
time, and fails if this page differs. In every cell but those of ACCESS_DENIED the mall has exactly what was requested. fulfillmentCreate knows no key. A call for all that is left, which comes again, finds it gone;
one for a part may be doubled where it comes late or twice. So each is looked at again after a quarter of an hour, and a fulfillment that is one too many is cancelled (fulfillmentCancel).

## Faults of any call

${tablesOf(common)}

## Answers that are none

What was accepted and is not there is found by reading the order: it is read again after five minutes, and asked for again.

${listOf(answered)}
`;
}

/** `docs/reference/status-faults.md`. */
export function documentOf(common: readonly Cell[], coded: readonly Cell[]): string {
  return `# Status changes under faults

How a push ends when one of its calls goes wrong: every call that changes orders at RMS, or reads them for a change, under every
fault. The fault lasts ten minutes, then the mall is healthy. \`test/simulation/status-faults.test.ts\` plays each cell against the
simulator in virtual time until nothing more can happen, and fails if this page differs.

A cell has the state in which the push ended, the number of calls that change something (including those that the fault hit), and
the minutes from the request to the end. In every cell, either the mall has exactly what was requested, once, or the push failed
with a reason and the mall has none of it. No parcel ever had two rows, except in the line *deleting*, which begins with two and
ends with one.

## Faults of any call

${tablesOf(common)}

## Answers of status 200 with an ERROR inside

The mall gives this answer for ten minutes, whatever the order, and does nothing. A permanent refusal fails at once, and the mall's
message is kept. A refusal that the next reading contradicts, and trouble of the mall itself, are tried again.

${listOf(coded)}
`;
}

/** `docs/reference/status-faults-two-requests.md`. */
export function twoRequestsDocumentOf({
  rms,
  yahoo,
  amazon,
  shopify,
}: Readonly<Record<'rms' | 'yahoo' | 'amazon' | 'shopify', readonly Cell[]>>): string {
  return `# Two requests of one order under faults

One parcel of an order is confirmed; an hour later two requests for the order come at once, and the mall refuses one of the two. The calls that change the
order fail for ten minutes, too, in the ways of [the other tables](status-faults.md). A cell has the end of the other request, the number of calls that name a number of either, and the minutes to that end.
\`test/simulation/two-requests-status-faults.test.ts\` plays each cell against the simulator in virtual time, and fails if this page differs. In every cell one
request fails as refused, the other is confirmed, each is announced once, and the mall has just the parcels that are left. Where Yahoo!ショッピング has two numbers
already, a third is refused without a call.

## 楽天

${tablesOf(rms)}

## Yahoo!ショッピング

${tablesOf(yahoo)}

## Amazon

${tablesOf(amazon)}

## Shopify

${tablesOf(shopify)}
`;
}
