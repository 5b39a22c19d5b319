import { hash } from 'node:crypto';
import { type EpochMs, hourMs, InputError, jstText, mapLimited, type Sentence, sentence } from '../kernel/index.ts';
import { defaultStockSettings, type Movement, type MovementKind, mayBeFolded } from '../model/index.ts';
import type { Ports, StockLedger } from '../ports/index.ts';
import { readsAtOnce } from './ledger.ts';

/**
 * Writes a movement, then marks its SKU dirty. A repeated report is one movement, and makes a mark omitted by a crash; other content under
 * its id is refused. Throws `InputError` with all faults.
 */
export async function writeMovement(
  { stock, clock }: Pick<Ports, 'stock' | 'clock'>,
  movement: Movement,
  { foldAfterMs } = defaultStockSettings,
): Promise<'written' | 'refused'> {
  const problems = movementProblems(movement, clock.now());
  if (problems.length > 0) throw new InputError(sentence`This movement of ${movement.sku} cannot be taken`, problems);
  const result = await stock.putMovement(movement);
  if (result.outcome === 'standing' && !isSameContent(result.standing, movement)) return 'refused';
  // Even if stored already, since its writer may have died before marking. The clock is read after the write (`mayBeFolded`).
  const now = clock.now();
  const isDeep = movement.kind === 'counted' || mayBeFolded(movement.at, now, foldAfterMs);
  await stock.markDirty(movement.merchant, movement.sku, now, isDeep ? 'deep' : undefined);
  return 'written';
}

/** Reporter and wording do not count: two people may bring the same file. */
function isSameContent(one: Movement, other: Movement): boolean {
  return one.kind === other.kind && one.quantity === other.quantity;
}

const aheadMaxMs = hourMs;

/** The sort key, with its moment, holds 1,024 bytes. */
const idBytesMax = 500;

/** A future count would swallow the orders until then. */
export function movementProblems(movement: Movement, now: number): Sentence[] {
  const { sku, id, kind, quantity, at } = movement;
  const problems: Sentence[] = [];
  if (sku === '') problems.push(sentence`The SKU is empty. Give the SKU that the listings sell.`);
  if (Buffer.byteLength(id) > idBytesMax) {
    problems.push(
      sentence`The id has ${Buffer.byteLength(id)} bytes. Give one of up to ${idBytesMax}: it is part of a key.`,
    );
  }
  if (id === '')
    problems.push(sentence`The id is empty. Give one that is the same whenever this movement is reported again.`);
  if (!Number.isSafeInteger(quantity)) problems.push(sentence`The quantity is ${quantity}. Give whole pieces.`);
  else if (quantity < 0 && kind !== 'adjusted') {
    problems.push(
      sentence`The quantity is ${quantity}. Give 0 or more, or an adjustment: only that may take pieces away.`,
    );
  }
  if (!Number.isSafeInteger(at)) problems.push(sentence`Its moment is no time. Give the moment at which it was so.`);
  else if (at < 0) problems.push(sentence`Its moment lies before 1970. Give the moment at which it was so.`);
  else if (at > now + aheadMaxMs) {
    problems.push(sentence`Its moment ${jstText(at)} is still to come. Give the moment at which it was so.`);
  }
  return problems;
}

export interface ReportedLine {
  readonly line: number;
  readonly sku: string;
  readonly kind: MovementKind;
  readonly quantity: number;
  /** Moment given; null: that of the report. */
  readonly at: EpochMs | null;
  readonly id: string | null;
  readonly note: string;
}

export interface ReportSetting {
  readonly merchant: string;
  readonly by: string;
  readonly at: EpochMs;
  readonly now: EpochMs;
  /** The file by content (`fileId`), or a unique word for typed lines. */
  readonly digest: string;
}

const digestLength = 22;

export function fileId(bytes: Uint8Array): string {
  return `file ${hash('sha256', bytes, 'base64url').slice(0, digestLength)}`;
}

/** Derives the id: slip number, else a count's own moment, else file and line. */
export function reportedMovement(reported: ReportedLine, { merchant, by, at, now, digest }: ReportSetting): Movement {
  const { line, sku, kind, quantity, note } = reported;
  const ownId = kind === 'counted' && reported.at !== null ? `counted ${new Date(reported.at).toISOString()}` : null;
  const id = reported.id ?? ownId ?? `${digest} ${line}`;
  return { merchant, sku, at: reported.at ?? at, id, kind, quantity, by, note, writtenAt: now };
}

interface ClashingLine {
  readonly line: number;
  readonly earlier: number;
  /** `count`: two counts of a SKU at one moment. `id`: a repeated id of a SKU. */
  readonly about: 'count' | 'id';
}

/** Lines that contradict or repeat earlier ones, so that nobody knows which is meant. */
export function clashingLines(lines: readonly ReportedLine[]): ClashingLine[] {
  const seen = new Map<string, number>();
  const clashes: ClashingLine[] = [];
  const note = (key: string, line: number, about: ClashingLine['about']): void => {
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, line);
    else clashes.push({ line, earlier, about });
  };
  for (const { line, sku, kind, at, id } of lines) {
    if (kind === 'counted') note(`count\n${sku}\n${at ?? ''}`, line, 'count');
    if (id !== null) note(`id\n${sku}\n${id}`, line, 'id');
  }
  return clashes;
}

export type KnownReport =
  | { readonly kind: 'new'; readonly movement: Movement }
  /** Reported before, as `movement`. */
  | { readonly kind: 'again'; readonly movement: Movement }
  /** Another movement has the id. */
  | { readonly kind: 'taken'; readonly movement: Movement; readonly standing: Movement };

/** Looks movements up by id. `hasMoment`: has a moment of its own, which must be equal. Reads each SKU's entries once: for commands. */
export async function knownReports(
  ledger: Pick<StockLedger, 'entries'>,
  merchant: string,
  movements: readonly Movement[],
  hasMoment: (movement: Movement) => boolean,
  onRead: (skus: number) => void = () => undefined,
): Promise<KnownReport[]> {
  const skus = [...new Set(movements.map(({ sku }) => sku))];
  let read = 0;
  const standing = new Map(
    await mapLimited(skus, readsAtOnce, async (sku) => {
      const entries = await ledger.entries(merchant, sku);
      onRead(++read);
      const own = entries.flatMap((entry) => (entry.kind === 'movement' ? [entry.movement] : []));
      return [sku, Map.groupBy(own, ({ id }) => id)] as const;
    }),
  );
  return movements.map((movement) => {
    const alike = standing.get(movement.sku)?.get(movement.id) ?? [];
    const again = alike.find((one) => isSameContent(one, movement) && (!hasMoment(movement) || one.at === movement.at));
    if (again !== undefined) return { kind: 'again', movement: again };
    const [other] = alike;
    return other === undefined ? { kind: 'new', movement } : { kind: 'taken', movement, standing: other };
  });
}
