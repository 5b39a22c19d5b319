import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Tests one value of an event; `undefined` stands for a field that is not there. */
export type ValueTest = (value: unknown) => boolean;

/** Turns one entry of a field's list into a test. Throws when EventBridge would refuse it. */
export function compileMatcher(wanted: unknown, where: string): ValueTest {
  if (wanted === null || ['string', 'number', 'boolean'].includes(typeof wanted)) return (value) => value === wanted;
  const [entry, ...more] = typeof wanted === 'object' ? Object.entries(wanted) : [];
  if (entry === undefined || more.length > 0) {
    throw new Error(`${where} has ${JSON.stringify(wanted)}; a condition is a value or an object of one operator.`);
  }
  const [operator, argument] = entry;
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (compile === undefined) {
    throw new Error(`${where} uses "${operator}"; known are ${Object.keys(operators).join(', ')}.`);
  }
  return compile(argument, `${where} ${operator}`);
}

const lower = (text: string) => text.toLowerCase();

const operators: Readonly<Record<string, (argument: unknown, where: string) => ValueTest>> = {
  prefix: (argument, where) => affix(argument, where, (value, wanted) => value.startsWith(wanted)),
  suffix: (argument, where) => affix(argument, where, (value, wanted) => value.endsWith(wanted)),
  'equals-ignore-case': (argument, where) => {
    const wanted = lower(text(argument, where));
    return (value) => typeof value === 'string' && lower(value) === wanted;
  },
  wildcard: (argument, where) => {
    const pattern = wildcard(text(argument, where));
    return (value) => typeof value === 'string' && pattern.test(value);
  },
  exists: (argument, where) => {
    if (typeof argument !== 'boolean') throw wrong(where, argument, 'true or false');
    return (value) => (value !== undefined) === argument;
  },
  numeric: compileNumeric,
  cidr: (argument, where) => {
    const [network = '', bits] = text(argument, where).split('/');
    const list = new BlockList();
    try {
      list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
    } catch {
      throw wrong(where, argument, 'a network such as 10.0.0.0/24');
    }
    return (value) => {
      if (typeof value !== 'string' || !(isIPv4(value) || isIPv6(value))) return false;
      return list.check(value, isIPv6(value) ? 'ipv6' : 'ipv4');
    };
  },
  'anything-but': (argument, where) => {
    const list = Array.isArray(argument) ? argument : [argument];
    if (list.length === 0) throw wrong(where, argument, 'a value, a list of values or an operator');
    const refused = list.flatMap((item) => spread(item)).map((item) => compileMatcher(item, where));
    return (value) => value !== undefined && !refused.some((test) => test(value));
  },
};

/** `{"anything-but": {"prefix": ["a", "b"]}}` stands for neither prefix. */
function spread(item: unknown): unknown[] {
  const [entry] = typeof item === 'object' && item !== null ? Object.entries(item) : [];
  if (entry === undefined || !Array.isArray(entry[1])) return [item];
  return entry[1].map((one) => ({ [entry[0]]: one }));
}

function affix(argument: unknown, where: string, meets: (value: string, wanted: string) => boolean): ValueTest {
  if (typeof argument === 'object' && argument !== null && 'equals-ignore-case' in argument) {
    const wanted = lower(text(argument['equals-ignore-case'], where));
    return (value) => typeof value === 'string' && meets(lower(value), wanted);
  }
  const wanted = text(argument, where);
  return (value) => typeof value === 'string' && meets(value, wanted);
}

/** `*` stands for any characters; a backslash takes it, or a backslash, literally. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[\\*]|\*|[^*\\]+|\\/gs) ?? [];
  const source = parts.map((part) => (part === '*' ? '.*' : escapeForRegExp(part.replace(/^\\(?=[\\*])/, ''))));
  return new RegExp(`^${source.join('')}$`, 's');
}

const escapeForRegExp = (literal: string) => literal.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function compileNumeric(argument: unknown, where: string): ValueTest {
  const list: unknown[] = Array.isArray(argument) ? argument : [];
  if (list.length !== 2 && list.length !== 4)
    throw wrong(where, argument, 'one or two pairs such as [">", 0, "<=", 5]');
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < list.length; index += 2) {
    const [sign, bound] = [String(list[index]), list[index + 1]];
    const compare = Object.hasOwn(comparisons, sign) ? comparisons[sign] : undefined;
    if (compare === undefined || typeof bound !== 'number')
      throw wrong(where, argument, 'pairs of a comparison and a number');
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function text(argument: unknown, where: string): string {
  if (typeof argument !== 'string') throw wrong(where, argument, 'a text');
  return argument;
}

function wrong(where: string, argument: unknown, wanted: string): Error {
  return new Error(`${where} is ${JSON.stringify(argument)}; it must be ${wanted}.`);
}
