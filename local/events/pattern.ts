/**
 * Event patterns of EventBridge rules. A pattern is checked and turned into a test once, when the cloud starts; a malformed one
 * fails there, as PutRule would.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { compileMatcher, type ValueTest } from './matcher.ts';

/** Says whether an event, an object of JSON values, meets the pattern. */
export type EventTest = (event: unknown) => boolean;

/** Turns a pattern into a test. Throws, naming the field, when EventBridge would refuse the pattern. */
export function compilePattern(pattern: unknown, where = 'pattern'): EventTest {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    throw new Error(`${where} is ${JSON.stringify(pattern)}; a pattern is an object of fields.`);
  }
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new Error(`${where} is empty; a pattern needs a field.`);
  const tests = entries.map(([field, wanted]) => compileField(field, wanted, `${where}.${field}`));
  return (event) => tests.every((test) => test(event));
}

function compileField(field: string, wanted: unknown, where: string): EventTest {
  if (field === '$or') {
    if (!Array.isArray(wanted) || wanted.length === 0) throw new Error(`${where} must be a list of patterns.`);
    const choices = wanted.map((choice, index) => compilePattern(choice, `${where}[${index}]`));
    return (event) => choices.some((choice) => choice(event));
  }
  if (!Array.isArray(wanted)) {
    const inner = compilePattern(wanted, where);
    // A list of objects meets a nested pattern when one of them does.
    return (event) => [member(event, field)].flat().some((value) => inner(value));
  }
  if (wanted.length === 0) throw new Error(`${where} is an empty list; nothing would ever match.`);
  const tests: ValueTest[] = wanted.map((choice) => compileMatcher(choice, where));
  return (event) => {
    const value = member(event, field);
    // A list meets a condition when one of its values does; an empty list is like no value at all.
    const values: unknown[] =
      Array.isArray(value) && value.length > 0 ? value : [Array.isArray(value) ? undefined : value];
    return tests.some((test) => values.some((one) => test(one)));
  };
}

function member(event: unknown, field: string): unknown {
  if (typeof event !== 'object' || event === null || !Object.hasOwn(event, field)) return undefined;
  return (event as Record<string, unknown>)[field];
}
