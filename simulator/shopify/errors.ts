import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Context } from './operation.ts';

/** An error at a field, with the code that Shopify has for it. */
export const fieldError = (message: string, code: string, more: object = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...more } });

/** Throws unless the app has one of these scopes. */
export function mustHave(
  { shop }: Context,
  { fieldName }: Pick<GraphQLResolveInfo, 'fieldName'>,
  ...scopes: readonly string[]
): void {
  if (scopes.some((scope) => shop.scopes.has(scope))) return;
  const requiredAccess = `${scopes.map((scope) => `\`${scope}\` access scope`).join(' or ')}.`;
  throw fieldError(`Access denied for ${fieldName} field. Required access: ${requiredAccess}`, 'ACCESS_DENIED', {
    documentation: 'https://shopify.dev/api/usage/access-scopes',
    requiredAccess,
  });
}

export const tooManyInputs = (count: number, max: number): GraphQLError =>
  fieldError(
    `The input array size of ${count} is greater than the maximum allowed of ${max}.`,
    'MAX_INPUT_SIZE_EXCEEDED',
  );

export const internalError = (requestId: string): GraphQLError =>
  fieldError(
    `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId} (include this in support requests).`,
    'INTERNAL_SERVER_ERROR',
    { requestId },
  );

/** What Shopify says where a document does not fit the schema, in place of what the library says. */
const FORMS: readonly (readonly [RegExp, (found: readonly string[]) => [string, object]])[] = [
  [
    /^Cannot query field "(.+?)" on type "(.+?)"/,
    ([, fieldName = '', typeName = '']) => [
      `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      { code: 'undefinedField', typeName, fieldName },
    ],
  ],
  [
    /^Unknown argument "(.+?)" on field "(?:.+?\.)?(.+?)"/,
    ([, argumentName = '', name = '']) => [
      `Field '${name}' doesn't accept argument '${argumentName}'`,
      { code: 'argumentNotAccepted', name, typeName: 'Field', argumentName },
    ],
  ],
  [
    /^Field "(.+?)" argument "(.+?)" of type/,
    ([, name = '', argument = '']) => [
      `Field '${name}' is missing required arguments: ${argument}`,
      { code: 'missingRequiredArguments', className: 'Field', name, arguments: argument },
    ],
  ],
  [
    /^Directive "@(.+?)" may not be used on (.+?)\./,
    ([, name = '', place = '']) => [
      `'@${name}' can't be applied to ${place === 'MUTATION' ? 'mutations' : place.toLowerCase()} (allowed: fields)`,
      { code: 'directiveCannotBeApplied', targetName: place.toLowerCase(), name },
    ],
  ],
  [
    /^Variable "\$(.+?)" of type "(.+?)" used in position expecting type "(.+?)"/,
    ([, variableName = '', typeName = '', argumentType = '']) => [
      `Type mismatch on variable $${variableName} and argument (${typeName} / ${argumentType})`,
      { code: 'variableMismatch', variableName, typeName, argumentName: argumentType },
    ],
  ],
  [
    /^Variable "\$(.+?)" is not defined/,
    ([, variableName = '']) => [
      `Variable $${variableName} is used but not declared`,
      { code: 'variableNotDefined', variableName },
    ],
  ],
  [
    /^Variable "\$(.+?)" is never used/,
    ([, variableName = '']) => [
      `Variable $${variableName} is declared but not used`,
      { code: 'variableNotUsed', variableName },
    ],
  ],
  [
    /^Unknown directive "@(.+?)"/,
    ([, directiveName = '']) => [
      `Directive @${directiveName} is not defined`,
      { code: 'undefinedDirective', directiveName },
    ],
  ],
];

/** An error of the check of a document, in Shopify's words. */
export function asShopify(error: GraphQLError): object {
  const { message, locations } = error.toJSON();
  for (const [form, toWords] of FORMS) {
    const found = form.exec(message);
    if (!found) continue;
    const [words, extensions] = toWords(found);
    return { message: words, locations, extensions };
  }
  return { message, locations, extensions: { code: 'invalid' } };
}

/** A variable that does not fit its type, in Shopify's words. */
export function variableError(
  error: GraphQLError,
  types: ReadonlyMap<string, string>,
  values: Readonly<Record<string, unknown>>,
): object {
  const { message, locations } = error.toJSON();
  const name = /^Variable "\$(.+?)"/.exec(message)?.[1] ?? '';
  const [, at = ''] = / at "(?:[^".]+)\.?([^"]*)"/.exec(message) ?? [];
  const path = at.split(/[.[\]]+/).filter((part) => part !== '');
  const undefinedField = /Field "(.+?)" is not defined by type "(.+?)"/.exec(message);
  const missing = /Field "(.+?)" of required type/.exec(message);
  const [explanation, last] = undefinedField
    ? [`Field is not defined on ${undefinedField[2]}`, undefinedField[1]]
    : missing
      ? ['Expected value to not be null', missing[1]]
      : /must not be null|was not provided|non-nullable/i.test(message)
        ? ['Expected value to not be null', undefined]
        : [(message.split('; ').at(-1) ?? message).replace(/\.$/, ''), undefined];
  const whole = last === undefined ? path : [...path, last];
  const type = types.get(name) ?? '';
  const place = whole.length === 0 ? '' : ` for ${whole.join('.')} (${explanation})`;
  return {
    message: `Variable $${name} of type ${type} was provided invalid value${place}`,
    locations,
    extensions: { code: 'INVALID_VARIABLE', value: values[name] ?? null, problems: [{ path: whole, explanation }] },
  };
}
