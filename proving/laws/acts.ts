/** What happens to one order as people and programs outside see it, in the order of acceptance. */
export type OrderAct =
  /** A request for a shipment that was accepted. The same content has the same `request`. */
  | { readonly kind: 'ship'; readonly request: string; readonly at: number; readonly parcels: readonly AskedParcel[] }
  | { readonly kind: 'memo'; readonly request: string; readonly at: number; readonly text: string }
  /** A request for another change, of which it is only known that it was accepted. */
  | { readonly kind: 'other'; readonly request: string; readonly at: number; readonly what: string }
  /** A person takes a request back, and was answered that this is done. */
  | { readonly kind: 'withdraw'; readonly request: string }
  /** A person lets a request be tried again, and was answered that this is done. */
  | { readonly kind: 'retry'; readonly request: string }
  /** A person wants the same, and is answered that something else has taken its place. */
  | { readonly kind: 'retry-refused'; readonly request: string }
  /** A person wants to take a request back, and is answered that a worker has it. */
  | { readonly kind: 'withdraw-refused'; readonly request: string; readonly isAtWork: boolean }
  /** An event that the bus accepted. */
  | {
      readonly kind: 'news';
      readonly request: string;
      readonly end: 'confirmed' | 'failed' | 'withdrawn';
      readonly reason?: string;
    };

/** A parcel as it was asked for. */
export interface AskedParcel {
  /** Absent where the order has one destination. */
  readonly destination?: string;
  readonly number: string | null;
  readonly carrier: string;
  /** The number that it was reported with before. */
  readonly corrects?: string;
  /** The day of shipping and the contents. */
  readonly rest: string;
}

/** A parcel as the mall's books have it. */
export interface BookedParcel {
  readonly number: string | null;
  readonly carrier: string | null;
}

/** What one request says of a parcel. */
export interface Word extends AskedParcel {
  readonly request: string;
  /** When it was asked for, by the time of the one who asked. */
  readonly at: number;
  /** Its place: the last word that stands is what the parcel is to be. */
  place: number;
  state: 'stands' | 'withdrawn' | 'failed';
  /** True once the bus has said that the mall shows it. */
  isConfirmed: boolean;
  /** True once a person let it be tried again. */
  wasTriedAgain: boolean;
  /** The reason of its last failure. */
  reason?: string;
}

/** One parcel: everything that was said of it, lowest first. */
export interface AskedFor {
  readonly destination?: string;
  readonly words: readonly Word[];
}
