import { dayMs, type EpochMs, secondMs } from '../../core/kernel/index.ts';
import type { Capability, EvidenceEntry, MallName } from '../../core/model/index.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import type { Item } from './table.ts';

const evidenceFormat = 1;

/** The partition of what runs saw of one capability. */
export function evidenceScope(mall: MallName, capability: Capability): string {
  return `evidence#${mall}#${capability}`;
}

/** Padded, so that the order of the texts is the order of time. */
export function evidenceAt(at: EpochMs): string {
  return String(at).padStart(15, '0');
}

export function evidenceItem({ mall, capability, at, writer, answered, failed, throttled }: EvidenceEntry): Item {
  return {
    scope: text(evidenceScope(mall, capability)),
    entry: text(`${evidenceAt(at)}#${writer}`),
    format: number(evidenceFormat),
    mall: text(mall),
    capability: text(capability),
    at: number(at),
    writer: text(writer),
    answered: number(answered),
    failed: number(failed),
    throttled: number(throttled),
    expiresAt: number(Math.ceil((at + dayMs) / secondMs)),
  };
}

export function evidenceOf(item: Item): EvidenceEntry {
  return {
    mall: textOf(item, 'mall') as MallName,
    capability: textOf(item, 'capability') as Capability,
    at: numberOf(item, 'at'),
    writer: textOf(item, 'writer'),
    answered: numberOf(item, 'answered'),
    failed: numberOf(item, 'failed'),
    throttled: numberOf(item, 'throttled'),
  };
}
