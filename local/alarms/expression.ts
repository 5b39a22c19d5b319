/** What an expression comes to, of the values of its metrics in a span; null where one that it needs has none. */
export type Expression = (valueIn: (id: string) => number | null) => number | null;

/**
 * Reads the part of metric math that the templates use: numbers, ids of metrics, `+`, `-`, `*`, parentheses, and `SUM([a, b])`, which leaves
 * out what has no value. Throws, naming the place, for anything else.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parseExpression(text: string, where: string): Expression {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|\S/g) ?? [];
  let at = 0;
  const wrong = () => new Error(`${where}: the expression ${text} cannot be read at "${tokens[at] ?? 'its end'}".`);
  const take = (token: string): void => {
    if (tokens[at] !== token) throw wrong();
    at += 1;
  };
  const both =
    (one: Expression, other: Expression, join: (a: number, b: number) => number): Expression =>
    (valueIn) => {
      const [a, b] = [one(valueIn), other(valueIn)];
      return a === null || b === null ? null : join(a, b);
    };
  const list = (): Expression => {
    take('(');
    take('[');
    const parts = [sum()];
    for (; tokens[at] === ','; parts.push(sum())) at += 1;
    take(']');
    take(')');
    return (valueIn) => {
      const known = parts.map((part) => part(valueIn)).filter((value) => value !== null);
      return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
    };
  };
  const one = (): Expression => {
    const token = tokens[at];
    if (token === undefined || !/^[\w(]/.test(token)) throw wrong();
    at += 1;
    if (token === '(') {
      const inner = sum();
      take(')');
      return inner;
    }
    if (token === 'SUM') return list();
    const number = Number(token);
    return Number.isNaN(number) ? (valueIn) => valueIn(token) : () => number;
  };
  const product = (): Expression => {
    let left = one();
    while (tokens[at] === '*') {
      at += 1;
      left = both(left, one(), (a, b) => a * b);
    }
    return left;
  };
  const sum = (): Expression => {
    let left = product();
    for (let sign = tokens[at]; sign === '+' || sign === '-'; sign = tokens[at]) {
      at += 1;
      const isPlus = sign === '+';
      left = both(left, product(), (a, b) => (isPlus ? a + b : a - b));
    }
    return left;
  };
  const whole = sum();
  if (at < tokens.length) throw wrong();
  return whole;
}
