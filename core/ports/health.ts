import type { Capability } from '../health/capability.ts';
import type { EvidenceEntry } from '../health/evidence.ts';
import type { Health } from '../health/health.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** How each capability of each mall stands, and what workers saw. Health rows are read with the pauses, whose kind they are. */
export interface HealthStore {
  /**
   * Writes a capability's new state if the stored row still has the version before (none counts as 0). A repeat of our own
   * write is `stored`.
   */
  put(health: Health): Promise<'stored' | 'changed'>;
  /** Writes what one run saw; the same entry again changes nothing. It is forgotten after a day. */
  record(entry: EvidenceEntry): Promise<void>;
  /** What runs saw of a capability since a moment. */
  since(mall: MallName, capability: Capability, from: EpochMs): Promise<EvidenceEntry[]>;
}
