/** What an intrinsic function may refer to. Every lookup gives `undefined` for what does not exist. */
export interface Scope {
  ref(id: string): unknown;
  attribute(id: string, attribute: string): unknown;
  exported(name: string): unknown;
}

/**
 * Resolves the intrinsic functions in a piece of template.
 * Throws, naming the place, for a function it does not know and for a reference to nothing.
 */
export function evaluate(value: unknown, scope: Scope, where: string): unknown {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope, where)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first !== undefined && entries.length === 1 && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    return call(first[0], first[1], scope, where);
  }
  const resolved: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    const result = evaluate(item, scope, where);
    if (result !== undefined) resolved[key] = result;
  }
  return resolved;
}

function call(name: string, argument: unknown, scope: Scope, where: string): unknown {
  const wrong = (reason: string) => new Error(`${where}: ${name} ${JSON.stringify(argument)} ${reason}.`);
  const found = (value: unknown): unknown => {
    if (value === undefined) throw wrong('refers to nothing in the templates');
    return value;
  };
  const parts = () => {
    const list = evaluate(argument, scope, where);
    if (!Array.isArray(list) || list.length !== 2) throw wrong('must have a list of two arguments');
    return list as [unknown, unknown];
  };
  switch (name) {
    case 'Ref':
      // A property set to no value is a property left out.
      return argument === 'AWS::NoValue' ? undefined : found(scope.ref(String(argument)));
    case 'Fn::GetAtt': {
      const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : (argument as unknown[]);
      return found(scope.attribute(String(id), attribute.join('.')));
    }
    case 'Fn::ImportValue':
      return found(scope.exported(String(evaluate(argument, scope, where))));
    case 'Fn::Join': {
      const [separator, items] = parts();
      return (items as unknown[]).map(String).join(String(separator));
    }
    case 'Fn::Split': {
      const [separator, text] = parts();
      return String(text).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, items] = parts();
      return found((items as unknown[])[Number(index)]);
    }
    case 'Fn::Sub': {
      const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
      return substitute(String(text), evaluate(variables, scope, where) as Record<string, unknown>, scope, found);
    }
    default:
      throw wrong('is a function the local cloud does not know: teach it in local/assembly/intrinsics.ts');
  }
}

/** `${Name}`, `${Resource.Attribute}` and `${AWS::Region}` are replaced; `${!Name}` stands for `${Name}` itself. */
function substitute(
  text: string,
  variables: Readonly<Record<string, unknown>>,
  scope: Scope,
  found: (value: unknown) => unknown,
): string {
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return String(variables[name]);
    const [id = '', ...attribute] = name.split('.');
    return String(found(attribute.length === 0 ? scope.ref(id) : scope.attribute(id, attribute.join('.'))));
  });
}
