import type { AskedFor, BookedParcel, OrderAct } from './acts.ts';
import type { Finding } from './finding.ts';
import { isSameEvent, numbersOf, parcelsAskedFor, standingOf, wantedNumbers } from './parcels.ts';

/** One order at the end, hours after everything was mended. */
export interface OrderEnd {
  readonly acts: readonly OrderAct[];
  /** The parcels in the mall's books. */
  readonly rows: readonly BookedParcel[];
  readonly memo: string;
  /** Numbers that people entered at the mall themselves. */
  readonly fromElsewhere: readonly string[];
  /** True if one of them was there before anything was requested. */
  readonly isFromElsewhereFirst?: boolean;
  /** True where the mall removes no parcel. */
  readonly keepsParcels?: boolean;
}

type StatusLaw =
  /** A parcel that is asked for is at the mall. */
  | 'parcel-shown'
  /** It is there once; where its mall removes no parcel, an event may say that it is there more often. */
  | 'parcel-once'
  /** Its carrier is the one asked for last. */
  | 'carrier-true'
  /** A number that was replaced is not there. */
  | 'replaced-gone'
  /** A parcel that was taken back is not there, or an event says that it is. */
  | 'taken-back-reported'
  /** A change that fails leaves the parcel as it was confirmed last. */
  | 'failure-keeps'
  /** Each number at the mall was asked for, or entered by a person there. */
  | 'parcel-asked'
  /** Nothing is sent unasked beside a parcel that was there before. */
  | 'none-beside'
  /** The memo is the one asked for last. */
  | 'memo-true'
  /** Each request is answered by an event that says how it ended. */
  | 'request-answered';

export type StatusFinding = Finding<StatusLaw> & {
  /** The parcel that it is about, and the number, where it is about one. */
  readonly parcel?: AskedFor;
  readonly number?: string | null;
};

/** Everything about the changes of an order that is not as people asked for it. */
export function brokenStatusLaws(end: OrderEnd): StatusFinding[] {
  const { acts, rows, fromElsewhere } = end;
  const parcels = parcelsAskedFor(acts);
  const known = new Set([...parcels.flatMap((parcel) => [...numbersOf(parcel)]), ...fromElsewhere]);
  const unasked = rows.filter(({ number }) => number !== null && !known.has(number));
  return [
    ...parcels.flatMap((parcel) => wrongParcel(parcel, parcels, end).map((one) => ({ ...one, parcel }))),
    ...wrongNumberless(parcels, rows),
    ...unasked.map(({ number }) => found('parcel-asked', `${number} is at the mall, and no request has it`)),
    ...(end.isFromElsewhereFirst ? beside(end) : []),
    ...wrongMemo(end),
    ...unanswered(acts),
  ];
}

const found = (law: StatusLaw, words: string, number?: string | null): StatusFinding => ({
  ...{ law, words },
  ...(number === undefined ? {} : { number }),
});

function wrongParcel(
  parcel: AskedFor,
  all: readonly AskedFor[],
  { rows, keepsParcels = false }: Pick<OrderEnd, 'rows' | 'keepsParcels'>,
): StatusFinding[] {
  // A number that stands of another parcel is that one's, though this one had it: numbers were swapped.
  const others = all.filter((one) => one !== parcel);
  const beside = others.flatMap(wantedNumbers);
  const own = standingOf(parcel)?.number;
  const numbers = new Set([...numbersOf(parcel)].filter((number) => number === own || !beside.includes(number)));
  const shown = rows.filter(({ number }) => number !== null && numbers.has(number));
  const name = [...numbers].join('/');
  const standing = standingOf(parcel);
  // Whichever request an event names: it says that the number is there.
  const reported = reportedOf(all.flatMap(({ words }) => words));
  if (standing === undefined) return unreported(shown, reported, name);
  if (standing.state === 'failed') {
    // A number that another parcel was to get by a change that failed, too, may be this one's still.
    const taken = others.flatMap(({ words }) =>
      wantedNumbers({ words: words.filter(({ state }) => state !== 'failed') }),
    );
    return lostByFailure(
      parcel,
      rows.filter(({ number }) => number === own || !taken.includes(number)),
      name,
    );
  }
  // What tells parcels without numbers apart is not in the shape of a row: they are counted.
  if (standing.number === null) return [];
  const right = shown.filter(({ number }) => number === standing.number);
  const [first] = right;
  const isSurplusTold = parcel.words.some(({ reason }) => reason === 'refused-otherwise');
  return [
    ...(right.length === 0
      ? [found('parcel-shown', `${standing.number} of ${name} is not at the mall`, standing.number)]
      : []),
    ...(right.length > 1 && !(keepsParcels && isSurplusTold)
      ? [found('parcel-once', `${standing.number} is at the mall ${right.length} times`)]
      : []),
    ...(first !== undefined && first.carrier !== standing.carrier
      ? [
          found(
            'carrier-true',
            `${standing.number} has the carrier ${first.carrier}, and ${standing.carrier} was asked for`,
            standing.number,
          ),
        ]
      : []),
    ...shown
      .filter(({ number }) => number !== standing.number && !reported.includes(number))
      .map(({ number }) =>
        found('replaced-gone', `${number} of ${name} is at the mall, and ${standing.number} took its place`, number),
      ),
  ];
}

function unreported(
  shown: readonly BookedParcel[],
  reported: readonly (string | null)[],
  name: string,
): StatusFinding[] {
  const unheard = shown
    .filter(({ number }) => !reported.includes(number))
    .map(({ number }) =>
      found('taken-back-reported', `${number} of ${name} was taken back, and is at the mall unreported`, number),
    );
  const twice = shown.filter(({ number }, place) => shown.findIndex((one) => one.number === number) < place);
  return [...unheard, ...twice.map(({ number }) => found('parcel-once', `${number} is at the mall more than once`))];
}

const reportedOf = (words: AskedFor['words']): (string | null)[] =>
  words.filter(({ reason }) => reason === 'done-after-withdrawal').map(({ number }) => number);

/** Parcels without a number, by their carriers: as many as are wanted, and no more than failed or were taken back beside. */
function wrongNumberless(parcels: readonly AskedFor[], rows: readonly BookedParcel[]): StatusFinding[] {
  const all = parcels.filter(({ words }) => words.every(({ number }) => number === null));
  const carriers = new Set(all.flatMap(({ words }) => words.map(({ carrier }) => carrier)));
  return [...carriers].flatMap((carrier) => {
    const own = all.filter(({ words }) => words.some((word) => word.carrier === carrier));
    const wanted = own.filter((parcel) => standingOf(parcel)?.state === 'stands').length;
    const there = rows.filter((row) => row.number === null && row.carrier === carrier).length;
    if (there < wanted)
      return [
        found('parcel-shown', `${wanted} parcels without a number are wanted with ${carrier}, ${there} are there`),
      ];
    return there <= own.length ? [] : [found('parcel-once', `${there} parcels without a number are at the mall`)];
  });
}

function lostByFailure({ words }: AskedFor, shown: readonly BookedParcel[], name: string): StatusFinding[] {
  const below = words.findLast((word) => word.state === 'stands' && word.isConfirmed);
  if (below === undefined) return [];
  // A word above it may have been seen, too, without an event that tells.
  const reported = reportedOf(words);
  const allowed = words
    .slice(words.indexOf(below))
    .filter(({ state, number }) => state !== 'withdrawn' || reported.includes(number));
  const isKept = shown.some(({ number }) => allowed.some((word) => word.number === number));
  const said = `${below.number} of ${name} is not at the mall, and its change failed`;
  return isKept ? [] : [found('failure-keeps', said, below.number)];
}

function beside({ rows, fromElsewhere }: OrderEnd): StatusFinding[] {
  const others = rows.filter(({ number }) => number !== null && !fromElsewhere.includes(number));
  return others.map(({ number }) => found('none-beside', `${number} was sent beside ${fromElsewhere.join(', ')}`));
}

/** A memo that was taken back brings no older one back, and one that failed waits for a person: then any text is right. */
function wrongMemo({ acts, memo }: OrderEnd): StatusFinding[] {
  const last = acts.findLast((act) => act.kind === 'memo');
  if (last?.kind !== 'memo') return [];
  const again = setAgain(acts);
  if (again !== undefined) return [found('memo-true', `the memo of ${again} was replaced, and set again`)];
  const ends = acts.slice(acts.indexOf(last)).filter((act) => act.kind !== 'memo' && act.request === last.request);
  const isOpenToAny = ends.some((act) => act.kind === 'withdraw' || (act.kind === 'news' && act.end === 'failed'));
  if (isOpenToAny || memo === last.text) return [];
  return [found('memo-true', `the memo is ${memo}, and ${last.text} was asked for`)];
}

/** A memo that an event said was replaced, and another one that it is set, though no person wanted it again. */
function setAgain(acts: readonly OrderAct[]): string | undefined {
  const memos = new Set(acts.flatMap((act) => (act.kind === 'memo' ? [act.request] : [])));
  return [...memos].find((request) => {
    const own = acts.filter((act) => act.request === request);
    return own.some(
      (act, place) =>
        act.kind === 'news' &&
        act.reason === 'superseded' &&
        own[place + 1]?.kind === 'news' &&
        (own[place + 1] as Extract<OrderAct, { kind: 'news' }>).end === 'confirmed',
    );
  });
}

function unanswered(acts: readonly OrderAct[]): StatusFinding[] {
  const requests = new Set(acts.map(({ request }) => request));
  return [...requests].flatMap((request) => {
    const own = acts
      .filter((act) => act.request === request)
      .filter((act, place, all) => !('at' in act && isSameEvent(act, all.slice(0, place))));
    const asked = own.findLastIndex(({ kind }) => ['ship', 'memo', 'other', 'withdraw'].includes(kind));
    if (own.slice(asked).some(({ kind }) => kind === 'news')) return [];
    return [found('request-answered', `no event says how ${request} ended`)];
  });
}
