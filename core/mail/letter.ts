/** A part of a letter: a heading and what stands under it. */
export interface Section {
  readonly heading: string;
  readonly lines: readonly Line[];
}

/** A sentence, or one point of a list. */
export type Line = { readonly kind: 'sentence' | 'point'; readonly text: string };

/** A mail as it is thought, before it is set as text and as HTML. Holds no buyer's data. */
export interface Letter {
  readonly subject: string;
  /** Whom it speaks to: the merchant's name. */
  readonly to: string;
  /** Why it comes, in a sentence or two. */
  readonly opening: readonly string[];
  /** What the reader has to do comes first. */
  readonly sections: readonly Section[];
}

/** The integrator whom the merchant knows: their name stands above and below every mail. */
export interface MailIdentity {
  /** The name the mail comes from. */
  readonly fromName: string;
  /** Where answers go and are read; absent: they go to the sender's address, and no mail asks for one. */
  readonly replyTo?: string;
  /** Where a merchant may call; absent when there is none. */
  readonly telephone?: string;
  /** Lines at the very end, such as an address or opening hours. */
  readonly signature: readonly string[];
}

export const sentence = (text: string): Line => ({ kind: 'sentence', text });
export const point = (text: string): Line => ({ kind: 'point', text });
