/**
 * The partitions of the table Control (attribute `scope`), as patterns of the condition key `dynamodb:LeadingKeys`. They are a contract:
 * rows lie under them. The adapters in `aws/dynamodb/` and `aws/data-keys.ts` write them.
 */
export const controlScopes = {
  apiKeys: 'api-keys',
  apiRequests: 'api-requests#*',
  audits: 'audit#*',
  chats: 'chats',
  dataKeys: 'data-keys',
  digests: 'digests',
  drifts: 'drift#*',
  evidence: 'evidence#*',
  incidents: 'incidents#*',
  timelines: 'incident#*',
  intents: 'intents#*',
  leases: 'lease#*',
  mails: 'mails#*',
  merchants: 'merchants',
  /** Rows of one merchant alone: the merchant, its mails and its feed. */
  ofMerchant: 'merchant#*',
  mailsOfMerchant: 'merchant#*#mails',
  feeds: 'merchant#*#feed',
  feedMarks: 'merchant#*#feed-marks',
  mornings: 'morning#*',
  notices: 'notices#*',
  pauses: 'pauses',
  removedShops: 'removed-shops',
  spans: 'spans',
  waits: 'waits',
  warned: 'warned#*',
} as const;

type ControlScope = keyof typeof controlScopes;

/** What a function does with the table Control, by scope. Reading, writing and deleting are granted each for itself. */
export interface ControlBinding {
  readonly read: readonly ControlScope[];
  readonly write: readonly ControlScope[];
  readonly delete?: readonly ControlScope[];
}

/** What every function that calls malls does: it obeys pauses, opens keys, and counts what processes share of a mall's quota. */
const calling = { read: ['pauses', 'dataKeys', 'leases'], write: ['leases'] } as const;

/** A run that works at shops also notes what malls answered, pauses a shop whose key is refused, and knows which merchants have what. */
const working = {
  read: [...calling.read, 'merchants'],
  write: [...calling.write, 'pauses', 'evidence'],
  delete: ['pauses', 'leases'],
} as const;

/** An import notes what it is about to write. */
const importing = {
  read: working.read,
  write: [...working.write, 'intents'],
  delete: [...working.delete, 'intents'],
} as const;

/** Who does what with the table Control. A row that is written by its version is read, too, to tell an own repeat from another's write. */
export const controlBindings = {
  // The two that bring in new orders also sum up how long these took.
  'poll-orders': { ...importing, write: [...importing.write, 'waits'] },
  reconcile: {
    read: [
      ...importing.read,
      'intents',
      'audits',
      'incidents',
      'spans',
      'removedShops',
      'warned',
      'digests',
      'drifts',
      'ofMerchant',
    ],
    write: [...importing.write, 'audits', 'spans', 'warned', 'mornings', 'digests'],
    delete: [...importing.delete, 'spans'],
  },
  'push-status': {
    read: [...working.read, 'digests', 'incidents'],
    write: [...working.write, 'digests'],
    delete: working.delete,
  },
  'sync-stock': {
    read: [...importing.read, 'drifts', 'evidence'],
    write: [...importing.write, 'drifts', 'waits'],
    delete: importing.delete,
  },
  'health-probe': {
    read: [...calling.read, 'evidence', 'incidents', 'audits'],
    write: [...calling.write, 'pauses', 'incidents', 'timelines'],
  },
  api: {
    read: ['apiKeys', 'apiRequests', 'pauses', 'merchants', 'ofMerchant', 'incidents', 'mails'],
    write: ['apiKeys', 'apiRequests'],
  },
  'receive-hooks': { read: ['dataKeys'], write: [] },
  'feed-events': {
    read: ['feeds', 'feedMarks', 'removedShops'],
    write: ['feeds', 'feedMarks'],
  },
  'notify-merchants': {
    read: ['pauses', 'merchants', 'notices', 'incidents', 'audits', 'digests', 'mornings'],
    write: ['leases', 'notices', 'mails', 'mailsOfMerchant', 'digests'],
    delete: ['leases'],
  },
} as const satisfies Readonly<Record<string, ControlBinding>>;

/** The most that the role does which the API takes on for one merchant; a session policy leaves that merchant's rows of it. */
export const apiSessionBinding = {
  read: ['ofMerchant', 'pauses', 'incidents', 'apiRequests'],
  write: ['apiRequests'],
} as const satisfies ControlBinding;

/** What notify-merchants does besides where merchants have chats. */
export const chatBinding = { read: ['chats', 'dataKeys'], write: ['chats'] } as const satisfies ControlBinding;
