import { isDeepStrictEqual } from 'node:util';
import type { Ports } from '../../core/ports/ports.ts';
import type { PresentRelease, Release } from '../../proving/trial/release.ts';
import type { TrialServices } from '../../proving/trial/services.ts';
import { openTrial, type Trial } from '../../proving/trial/trial.ts';
import { controlKinds } from './control-kinds.ts';
import { orderKinds } from './order-kinds.ts';
import { pushKinds } from './push-kinds.ts';
import type { RowKind } from './row-kind.ts';
import { stockKinds } from './stock-kinds.ts';

/** Every kind of row there is. A new one is an entry in `order-kinds.ts`, `stock-kinds.ts`, `push-kinds.ts` or `control-kinds.ts`. */
export const rowKinds: Readonly<Record<string, RowKind>> = {
  ...orderKinds,
  ...stockKinds,
  ...pushKinds,
  ...controlKinds,
};

/** The kinds an item of a trial's table may be of: one, if all is well. */
export function kindsOf(table: string, item: Parameters<RowKind['is']>[0]): string[] {
  const inTable = Object.entries(rowKinds).filter(([, kind]) => new RegExp(`-${kind.table}(-|$)`).test(table));
  return inTable.filter(([, kind]) => kind.is(item)).map(([name]) => name);
}

/** What one release wrote, a row of each kind, and what releases make of it. */
export interface Sample {
  /** The format of each kind's row; kinds that the writer has no word for are left out. */
  readonly formats: ReadonlyMap<string, unknown>;
  /** What a release reads of each row, or the error with which it refuses. */
  readBy(reader: Release): Promise<ReadonlyMap<string, unknown>>;
}

/** What two releases make of each other's rows, in words; empty when they can take turns. */
export interface Misreadings {
  /** The release before, of the next one's rows: then the next one cannot be taken back. */
  readonly before: readonly string[];
  /** The next one, of the rows of the release before: then it cannot be installed. */
  readonly next: readonly string[];
}

/** Lets both releases write the same rows of some kinds, and compares what each makes of the other's and of its own. */
export async function misreadings(
  services: TrialServices,
  present: PresentRelease,
  { before, next }: { readonly before: Release; readonly next: Release },
  names: readonly string[] = Object.keys(rowKinds),
): Promise<Misreadings> {
  const trials = [await openTrial(services, present), await openTrial(services, present)] as const;
  try {
    const ofBefore = await sampleOf(trials[0], before, names);
    const ofNext = await sampleOf(trials[1], next, names);
    const [ownBefore, ownNext] = [await ofBefore.readBy(before), await ofNext.readBy(before)];
    const [othersBefore, othersNext] = [await ofBefore.readBy(next), await ofNext.readBy(next)];
    return {
      before: [...formatsThatDiffer(ofBefore, ofNext), ...differing(ofBefore, ownBefore, ownNext, isDeepStrictEqual)],
      next: differing(ofBefore, othersBefore, othersNext, isPartOf),
    };
  } finally {
    for (const trial of trials) await trial.stop();
  }
}

/** Lets a release write a row of each kind that it knows. */
export async function sampleOf(
  trial: Trial,
  writer: Release,
  names: readonly string[] = Object.keys(rowKinds),
): Promise<Sample> {
  const { ports } = trial.open(writer);
  const written = new Map<string, unknown>();
  const formats = new Map<string, unknown>();
  for (const name of names) {
    const kind = rowKinds[name] as RowKind;
    if (!(await knows(async () => written.set(name, await kind.write(ports))))) continue;
    const item = (await trial.items(kind.table)).find((one) => kind.is(one));
    formats.set(name, item?.format?.N);
  }
  return {
    formats,
    readBy: async (reader) => {
      const { ports } = trial.open(reader);
      const readings = new Map<string, unknown>();
      for (const [name, value] of written) {
        const kind = rowKinds[name] as RowKind;
        await knows(async () => readings.set(name, await readingOf(kind, ports, value, trial)));
      }
      return readings;
    },
  };
}

/** False where a release has no port, or no method of it, for a kind of row that came later. */
async function knows(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function readingOf(kind: RowKind, ports: Ports, written: unknown, trial: Trial): Promise<unknown> {
  try {
    return await kind.read(ports, written, trial);
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

function formatsThatDiffer(before: Sample, next: Sample): string[] {
  return [...before.formats].flatMap(([name, format]) => {
    const other = next.formats.get(name);
    return other === format ? [] : [`${name}: its format is ${other}; the release before knows ${format}`];
  });
}

/** Where a release does not read the same in a row of the release before and in one of the next. */
function differing(
  { formats }: Sample,
  ofBefore: ReadonlyMap<string, unknown>,
  ofNext: ReadonlyMap<string, unknown>,
  agree: (ofBefore: unknown, ofNext: unknown) => boolean,
): string[] {
  return [...formats.keys()].flatMap((name) => {
    const [one, other] = [ofBefore.get(name), ofNext.get(name)];
    if (one !== undefined && agree(one, other)) return [];
    return [`${name}: read as ${shown(other)} from the next release and as ${shown(one)} from the release before`];
  });
}

/** A later release may read more in its own rows than in those from before; what it reads in both must be the same. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'object' || part === null || part instanceof Uint8Array || part instanceof Set) {
    return isDeepStrictEqual(part, whole);
  }
  if (typeof whole !== 'object' || whole === null) return false;
  if (part instanceof Map) {
    return whole instanceof Map && [...part].every(([key, value]) => isPartOf(value, whole.get(key)));
  }
  return Object.entries(part).every(([key, value]) => isPartOf(value, (whole as Record<string, unknown>)[key]));
}

function shown(reading: unknown): string {
  if (reading === undefined) return 'nothing';
  return JSON.stringify(reading instanceof Map ? [...reading] : reading, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
}
