/** What each line of an order should claim, by its id: 0 for a deleted line and in a cancelled order. */
export type Lines = ReadonlyMap<string, number>;

/** An order as an answer of the mall tells it. */
export interface AnsweredOrder {
  readonly orderNumber: string;
  readonly lines: Lines;
}

/** A level that a call asks for. */
interface SetLevel {
  /** The mall's key of what is sold, as the rows of Listings have it. */
  readonly item: string;
  readonly level: number;
}

/** What the journal reads of a mall: by the mall's documents (`docs/malls/`), and not by our client, whose calls it judges. */
export interface JournalMall {
  /** As figures call it: `calls to RMS`. */
  readonly title: string;
  /** Figures name it only where it was called: an installation that does not name it has none of it. */
  readonly isOptional?: true;
  /** The shop that the body or the path of a request names; absent where the key of a call tells its shop. */
  shopIn?(body: string, path: string): string | null;
  /** True where a number names an order of its shop alone: another shop has it, too, for an order of its own. */
  readonly numbersByShop?: true;
  /** How long its orders take at most until they are stored, where all is well: a poll, and its run. */
  readonly storedWithinMinutes: number;
  /** The progress of an order that holds nothing any more. */
  readonly cancelled: number;
  /** How long after it was placed an import that is in step may not have an order: absent where each minute lists it. */
  readonly listedWithinMs?: number;
  /** The highest level that it takes. */
  readonly levelMax: number;
  /** Whether it says by this answer that it has taken levels. */
  takesLevels(answer: { readonly status: number; readonly body: string }): boolean;
  /** The readable orders in a complete answer to this path; none where it is another call. */
  ordersIn(path: string, body: string): readonly AnsweredOrder[];
  /** What a worker's call is for, by its path; absent of malls that no drill is about. */
  capabilityOf?(path: string): 'import' | 'status' | 'stock' | 'none';
  /** What a request asks for. A probe asks for no level, so that the mall has to refuse it. */
  levelsIn(path: string, body: string): readonly SetLevel[];
  /** Where its calls name items in another way than the rows of Listings: the names that an answer tells, by the one of calls. */
  itemsIn?(body: string): ReadonlyMap<string, string>;
}

/** A body of JSON as far as it is an object; nothing of any other. */
export function objectIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
