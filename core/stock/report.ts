import { hash } from 'node:crypto';
import type { EpochMs } from '../units.ts';
import type { Movement, MovementKind } from './movement.ts';

/** One line of what a person reports, understood. */
export interface ReportedLine {
  /** Of the file; 1 where there is none. */
  readonly line: number;
  readonly sku: string;
  readonly kind: MovementKind;
  readonly quantity: number;
  /** The moment that the line itself gives; null: it means the moment at which it is reported. */
  readonly at: EpochMs | null;
  /** The slip's number that the line gives (伝票番号); null when it gives none. */
  readonly id: string | null;
  readonly note: string;
}

/** What holds for all lines of a report. */
export interface ReportSetting {
  readonly merchant: string;
  readonly by: string;
  /** When lines were so that do not give a moment. */
  readonly at: EpochMs;
  readonly now: EpochMs;
  /** Names the file by what is in it (`fileId`); for what was typed, a word that is used once. */
  readonly digest: string;
}

/** Base64 digits of a digest: 132 bits. */
const digestLength = 22;

/** Names a file by its bytes. */
export function fileId(bytes: Uint8Array): string {
  return `file ${hash('sha256', bytes, 'base64url').slice(0, digestLength)}`;
}

/**
 * The movement that a line reports. Its id makes the same line one movement however often it is reported: the slip's number; of a count
 * with a moment of its own that moment; else the file and the line in it.
 */
export function reportedMovement(reported: ReportedLine, setting: ReportSetting): Movement {
  const { sku, kind, quantity, note } = reported;
  const { merchant, by, now } = setting;
  return {
    merchant,
    sku,
    at: reported.at ?? setting.at,
    id: reported.id ?? idWithout(reported, setting.digest),
    kind,
    quantity,
    by,
    note,
    writtenAt: now,
  };
}

function idWithout({ kind, at, line }: ReportedLine, digest: string): string {
  if (kind === 'counted' && at !== null) return `counted ${new Date(at).toISOString()}`;
  return `${digest} ${line}`;
}

/** A line that cannot stand beside an earlier one. */
export interface ClashingLine {
  readonly line: number;
  readonly earlier: number;
  /** `count`: two counts of one SKU at one moment. `id`: one id twice for a SKU. */
  readonly about: 'count' | 'id';
}

/** Lines that contradict an earlier one, or repeat it: nobody can tell which is meant, or whether both are. */
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
