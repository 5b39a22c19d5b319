import type { Happenings } from './happenings.ts';

/** What has become of one shop's requested changes since the last report. */
export interface PushTally {
  requested: number;
  held: number;
  /** Held before, and not any more. */
  released: number;
  confirmed: number;
  failed: number;
  withdrawn: number;
  /** Of the pause that holds those that are held. */
  cause?: string;
}

/** Reports one shop in one line. */
export function tellPushes(happenings: Pick<Happenings, 'add'>, shop: string, tally: PushTally): void {
  const { requested, held, released, confirmed, failed, withdrawn, cause } = tally;
  const parts = [
    requested > 0 ? `${requested} requested` : null,
    held > 0 ? `${held} held${cause === undefined ? '' : ` (${cause})`}` : null,
    released > 0 ? `${released} no longer held` : null,
    confirmed > 0 ? `${confirmed} confirmed` : null,
    withdrawn > 0 ? `${withdrawn} withdrawn` : null,
    failed > 0 ? `${failed} failed: npm run ops -- push list --failed` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return;
  const kind = failed > 0 || held > 0 ? 'bad' : confirmed > 0 ? 'good' : 'order';
  happenings.add(kind, `${shop}: status changes: ${parts.join(', ')}`);
}
