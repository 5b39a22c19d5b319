import type { ChangesFinding } from './changes.ts';
import type { SentFinding } from './sent.ts';
import type { StatusFinding } from './status.ts';

/** What a scene of one order finds. */
export type SceneFinding = StatusFinding | ChangesFinding | SentFinding;

/** The one class in which the product differs from the laws by choice. */
export const knownChoice =
  'a shipment with one carrier for the whole order takes the place of another, and its own change fails';

/** True where a finding belongs to it, and is no defect. */
export const isKnownChoice = (finding: SceneFinding): boolean =>
  finding.law === 'failure-keeps' &&
  'parcel' in finding &&
  (finding.parcel?.words ?? []).some(({ reason }) => reason === 'content-refused');
