/** The mails to merchants as a person names them: the all-clear in its two shapes. */
export const previewKinds = [
  'outage-opened',
  'outage-interim',
  'outage-all-clear',
  'outage-all-clear-open',
  'outage-correction',
  'maintenance-ahead',
  'maintenance-after',
  'status-digest',
  'status-digest-deadlines',
  'key-ending',
  'key-ending-consent',
  'key-ending-public-key',
  'key-ended',
] as const;
export type PreviewKind = (typeof previewKinds)[number];

/** What each of them is for, as help shows it. */
export const previewKindWords: Readonly<Record<PreviewKind, string>> = {
  'outage-opened': 'an outage has begun and lasts',
  'outage-interim': 'a word in between (ops incidents note --send)',
  'outage-all-clear': 'it is over, and nothing is open',
  'outage-all-clear-open': 'it is over, and something is left to look at',
  'outage-correction': 'the audit a day later found orders, or could not be made',
  'maintenance-ahead': 'a maintenance comes',
  'maintenance-after': 'it is over, and something is left to look at',
  'status-digest': 'status changes that the mall refused and the merchant must see to',
  'status-digest-deadlines': 'orders that the mall will cancel, or that must leave today',
  'key-ending': 'the licence key of a shop at 楽天市場 ends in some days',
  'key-ending-consent': 'the consent of a shop at Yahoo!ショッピング ends',
  'key-ending-public-key': 'its 公開鍵 ends',
  'key-ended': 'the licence key has ended',
};
