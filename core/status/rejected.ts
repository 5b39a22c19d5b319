/** Which event asked for something, in the words of the bus that carried it. */
export interface RequestEvent {
  /** The bus's id of the event. */
  readonly id: string;
  readonly source: string;
  /** When it was put on the bus, as the bus writes it. */
  readonly time: string;
  readonly detail: unknown;
}

/** A request by event that could not be taken in. Nothing of it was; it is kept for whoever has to correct it. */
export interface RejectedRequest {
  readonly event: Omit<RequestEvent, 'detail'>;
  /** Everything that was wrong with it. Names places and what was expected; quotes nothing of the event. */
  readonly reasons: readonly string[];
  /** What it said, without anything that a request has no field for. */
  readonly detail: unknown;
}
