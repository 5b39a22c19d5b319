import type { ShopAudit } from '../../core/model/audit.ts';
import type { Health } from '../../core/model/health.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { StockStrike } from './stock-strikes.ts';

/** Who makes a call: a scheduled function, a person, the probe, who writes to merchants, who changes orders, or who shows stock. */
export type Role = 'worker' | 'person' | 'probe' | 'notify' | 'push' | 'stock';

/** One run of a scheduled function, and its calls as they reached their malls. */
export interface WatchedRun {
  readonly kind: 'poll' | 'glance' | 'reconcile' | 'probe' | 'notify';
  readonly at: number;
  readonly skewMs: number;
  /** The shops of its schedule, of a run that imports. */
  readonly shops?: ReadonlySet<ShopKey>;
  /** True of one that came to its end: what it found is kept. */
  hasEnded: boolean;
  readonly calls: {
    readonly at: number;
    readonly shop: ShopKey;
    readonly isAnswered: boolean;
    /** True of one that lists orders. */
    readonly lists: boolean;
  }[];
}

/** Every state that was written, in true time, and who called whom: what the invariants of outages are counted from. */
export interface OutageWatch {
  readonly healths: { readonly at: number; readonly health: Health }[];
  readonly incidents: { readonly at: number; readonly incident: Incident; readonly seen: AtClosing | null }[];
  readonly audits: { readonly at: number; readonly audit: ShopAudit; readonly cursor: number }[];
  readonly runs: WatchedRun[];
  readonly mails: AcceptedMail[];
  /** When a mail could not be sent, or a run of those who write to merchants died. */
  readonly mailTroubles: number[];
  /** Shops whose key was refused or changed, for which nothing waits in that time, and those added while everything ran. */
  readonly unsettled: Set<ShopKey>;
  /** Calls of stock that faults of single calls made fail, in worlds that have those, too. */
  readonly stockStrikes: StockStrike[];
  /** When a shop's refused key was put off, and until when. */
  readonly keyRests: { readonly shop: string; readonly from: number; readonly until: number }[];
}

/** What the tables said when an incident was closed. */
interface AtClosing {
  readonly audited: ReadonlySet<ShopKey>;
  readonly shops: readonly { readonly key: ShopKey; readonly cursor: number }[];
}

/** A watch that has seen nothing. */
export function createOutageWatch(): OutageWatch {
  return {
    healths: [],
    incidents: [],
    audits: [],
    runs: [],
    mails: [],
    mailTroubles: [],
    unsettled: new Set(),
    stockStrikes: [],
    keyRests: [],
  };
}

/** Calls `hear` with every row of a table, just before it is set. */
export function onSet<Key, Row>(rows: Map<Key, Row>, hear: (row: Row, before: Row | undefined) => void): void {
  const set = rows.set.bind(rows);
  rows.set = (key, row) => {
    hear(row, rows.get(key));
    return set(key, row);
  };
}

/** A mail that the simulated mail service has taken. */
export interface AcceptedMail {
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What it belongs to: what its row says, or the calendar. */
  readonly occasion: string;
  readonly kind: 'opened' | 'all-clear' | 'correction' | 'maintenance' | 'status-digest' | 'morning-digest';
  /** True when a fault fell between its acceptance and our mark, so that it may come once more. */
  cutOff: boolean;
  answerLost: boolean;
  /** The process that sent it. */
  readonly by: string;
  readonly messageId: string;
}
