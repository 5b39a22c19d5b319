import type { AttributeValue, Item } from './attributes.ts';

/** What an update does to an item. */
interface Update {
  readonly set?: Item;
  readonly setClauses?: readonly string[];
  readonly addClauses?: readonly string[];
  readonly remove?: readonly string[];
  readonly when?: string | undefined;
}

/** What a versioned row's update goes by. */
interface RowUpdate {
  readonly key: Item;
  readonly passing: readonly string[];
  /** The condition that the stored row is the one before. */
  readonly isBefore: string;
}

/**
 * Collects the names and values of one request's expressions. Every name goes through a placeholder, so none can meet
 * DynamoDB's list of reserved words, and only what was used is sent (DynamoDB refuses unused ones).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
 */
export class Expression {
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, AttributeValue> = {};

  name(attribute: string): string {
    this.#names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  value(word: string, value: AttributeValue): string {
    this.#values[`:${word}`] = value;
    return `:${word}`;
  }

  /** `#attribute = :attribute` and the like. */
  compare(attribute: string, operator: '=' | '<' | '<=' | '>' | '>=', value: AttributeValue, word = attribute): string {
    return `${this.name(attribute)} ${operator} ${this.value(word, value)}`;
  }

  /** The attribute lies between two texts, or two numbers, both included. */
  between<Bound extends string | number>(attribute: string, from: Bound, to: Bound): string {
    const attributeOf = (bound: string | number): AttributeValue =>
      typeof bound === 'number' ? { N: String(bound) } : { S: bound };
    const [low, high] = [this.value('from', attributeOf(from)), this.value('to', attributeOf(to))];
    return `${this.name(attribute)} BETWEEN ${low} AND ${high}`;
  }

  beginsWith(attribute: string, start: string): string {
    return `begins_with(${this.name(attribute)}, ${this.value(attribute, { S: start })})`;
  }

  absent(attribute: string): string {
    return `attribute_not_exists(${this.name(attribute)})`;
  }

  present(attribute: string): string {
    return `attribute_exists(${this.name(attribute)})`;
  }

  /** A condition of a write, with what its clauses stand on. */
  condition(clause: string) {
    return { ConditionExpression: clause, ...this.placeholders() };
  }

  /** The part of a query that says which items of a table or index it reads. */
  keys(...clauses: readonly string[]) {
    return { KeyConditionExpression: clauses.join(' AND '), ...this.placeholders() };
  }

  /** A change of an item: attributes to set (or clauses that set or add to some), attributes to remove, and the condition. */
  update({ set = {}, setClauses = [], addClauses = [], remove = [], when }: Update) {
    const sets = [...Object.entries(set).map(([name, value]) => this.compare(name, '=', value)), ...setClauses];
    const removes = remove.map((name) => this.name(name));
    const parts = { SET: sets, ADD: addClauses, REMOVE: removes };
    return {
      UpdateExpression: Object.entries(parts)
        .flatMap(([word, clauses]) => (clauses.length === 0 ? [] : [`${word} ${clauses.join(', ')}`]))
        .join(' '),
      ...(when === undefined ? {} : { ConditionExpression: when }),
      ...this.placeholders(),
    };
  }

  /**
   * Sets what this release knows of a versioned row, takes away what the row has no more, and leaves the rest: a later release may have
   * put it there. A call repeats a write whose answer was lost, and the repeat meets what the first one wrote, to the last attribute: another
   * write of the same run over the same row is none.
   *
   * @param passing attributes that a row has at some times only
   */
  updateTo(item: Item, { key, passing, isBefore }: RowUpdate) {
    const set = Object.fromEntries(Object.entries(item).filter(([name]) => !(name in key)));
    const remove = passing.filter((name) => !(name in item));
    const isWritten = allOf(
      ...Object.entries(set).map(([name, value]) => this.compare(name, '=', value)),
      ...remove.map((name) => this.absent(name)),
    );
    return this.update({ set, remove, when: anyOf(isBefore, isWritten) });
  }

  /** What a request carries beside its expressions. */
  placeholders() {
    return {
      ...(Object.keys(this.#names).length === 0 ? {} : { ExpressionAttributeNames: this.#names }),
      ...(Object.keys(this.#values).length === 0 ? {} : { ExpressionAttributeValues: this.#values }),
    };
  }
}

/**
 * The clauses of a condition of which one must hold. Name each clause before joining them. No clause needs brackets, as AND binds tighter than OR, and
 * dynalite takes several times as long for each pair: it spent half of its time on them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html#Expressions.OperatorsAndFunctions.Precedence
 */
export function anyOf(...clauses: readonly string[]): string {
  return clauses.join(' OR ');
}

/** The clauses of a condition which must hold together. */
export function allOf(...clauses: readonly string[]): string {
  return clauses.map((clause) => (clause.includes(' OR ') ? `(${clause})` : clause)).join(' AND ');
}
