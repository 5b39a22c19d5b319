/** The rule of an alarm on alarms. */
export interface Rule {
  /** The ARNs of the alarms it names. */
  readonly alarms: readonly string[];
  /** True when the composite alarm is to stand. */
  holds(stateOf: (arn: string) => string): boolean;
}

/**
 * Reads a rule such as `(ALARM("arn:…") OR NOT OK("arn:…")) AND TRUE`. Throws, naming the place, for one that cannot be read.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function parseRule(text: string, where: string): Rule {
  const tokens = text.match(/"[^"]*"|[()]|[A-Z_]+|[^\s()"]+/g) ?? [];
  const alarms: string[] = [];
  let at = 0;
  const wrong = () => new Error(`${where}: the rule ${text} cannot be read at "${tokens[at] ?? 'its end'}".`);
  const take = (token: string): void => {
    if (tokens[at] !== token) throw wrong();
    at += 1;
  };
  type Test = Rule['holds'];
  const one = (): Test => {
    const token = tokens[at];
    if (token === '(') {
      at += 1;
      const inner = any();
      take(')');
      return inner;
    }
    at += 1;
    if (token === 'NOT') {
      const inner = one();
      return (stateOf) => !inner(stateOf);
    }
    if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE';
    if (token !== 'ALARM' && token !== 'OK' && token !== 'INSUFFICIENT_DATA') {
      at -= 1;
      throw wrong();
    }
    take('(');
    const arn = (tokens[at] ?? '').replaceAll('"', '');
    at += 1;
    take(')');
    alarms.push(arn);
    return (stateOf) => stateOf(arn) === token;
  };
  const all = (): Test => {
    const tests = [one()];
    for (; tokens[at] === 'AND'; tests.push(one())) at += 1;
    return (stateOf) => tests.every((test) => test(stateOf));
  };
  const any = (): Test => {
    const tests = [all()];
    for (; tokens[at] === 'OR'; tests.push(all())) at += 1;
    return (stateOf) => tests.some((test) => test(stateOf));
  };
  const holds = any();
  if (at < tokens.length) throw wrong();
  return { alarms, holds };
}
