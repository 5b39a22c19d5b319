import type { AttributeValue } from './attributes.ts';

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

  absent(attribute: string): string {
    return `attribute_not_exists(${this.name(attribute)})`;
  }

  present(attribute: string): string {
    return `attribute_exists(${this.name(attribute)})`;
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
