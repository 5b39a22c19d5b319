import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** How the official schema calls what a schema of ours calls otherwise. */
const officialNames: Readonly<Record<string, string>> = { Query: 'QueryRoot' };

/**
 * Everything in which a part of a schema is more than a part: what it names must be in the official one, what it answers may be answered
 * there, and what it takes is taken there.
 */
export function beyond(part: GraphQLSchema, official: GraphQLSchema): string[] {
  const own = Object.values(part.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const types = own.filter((type) => !isSpecifiedScalarType(type)).flatMap((type) => typeBeyond(type, official));
  const directives = part
    .getDirectives()
    .filter(({ name }) => !['include', 'skip', 'deprecated', 'specifiedBy', 'oneOf'].includes(name));
  return [
    ...types,
    ...directives.flatMap(({ name, args, locations }) => {
      const other = official.getDirective(name);
      if (!other) return [`@${name}: there is no such directive`];
      const places = locations.filter((one) => !other.locations.includes(one));
      return [
        ...places.map((one) => `@${name}: may not stand at ${one}`),
        ...argumentsBeyond(args, other.args, `@${name}`),
      ];
    }),
  ];
}

function typeBeyond(type: GraphQLNamedType, official: GraphQLSchema): string[] {
  const { name } = type;
  const other = official.getType(officialNames[name] ?? name);
  if (!other) return [`${name}: there is no such type`];
  if (other.constructor.name !== type.constructor.name) return [`${name}: is another kind of type there`];
  if (isEnumType(type) && isEnumType(other)) {
    const values = type.getValues().filter((one) => other.getValue(one.name) === undefined);
    return values.map((one) => `${name}.${one.name}: there is no such value`);
  }
  if (isInputObjectType(type) && isInputObjectType(other)) {
    return argumentsBeyond(Object.values(type.getFields()), Object.values(other.getFields()), name);
  }
  if ((isObjectType(type) && isObjectType(other)) || (isInterfaceType(type) && isInterfaceType(other))) {
    const interfaces = new Set(other.getInterfaces().map((one) => one.name));
    return [
      ...type.getInterfaces().flatMap((one) => (interfaces.has(one.name) ? [] : [`${name}: is no ${one.name} there`])),
      ...Object.values(type.getFields()).flatMap((field) => {
        const place = `${name}.${field.name}`;
        const same = other.getFields()[field.name];
        if (!same) return [`${place}: there is no such field`];
        return [...outputBeyond(field.type, same.type, place), ...argumentsBeyond(field.args, same.args, place)];
      }),
    ];
  }
  return [];
}

/** What is answered must be an answer that the official type allows. */
function outputBeyond(type: GraphQLOutputType, official: GraphQLOutputType, place: string): string[] {
  if (isNonNullType(official) && !isNonNullType(type)) return [`${place}: may be null here, and is ${official} there`];
  const [one, other] = [getNullableType(type), getNullableType(official)];
  if (isListType(one) && isListType(other)) return outputBeyond(one.ofType, other.ofType, place);
  const isSame = !isListType(one) && !isListType(other) && one.name === other.name;
  return isSame ? [] : [`${place}: is ${type} here, and ${official} there`];
}

type Argument = GraphQLArgument | GraphQLInputField;

function argumentsBeyond(own: readonly Argument[], official: readonly Argument[], place: string): string[] {
  const byName = new Map(official.map((one) => [one.name, one]));
  const ownNames = new Set(own.map(({ name }) => name));
  const missing = official.filter((one) => isRequired(one) && !ownNames.has(one.name));
  return [
    ...missing.map(({ name }) => `${place}: ${name} is required there, and not known here`),
    ...own.flatMap((one) => {
      const other = byName.get(one.name);
      if (!other) return [`${place}: takes no ${one.name}`];
      if (isRequired(other) && !isRequired(one)) return [`${place}: ${one.name} is required there, and not here`];
      const isSame = getNamedType(one.type).name === getNamedType(other.type).name && depthOf(one) === depthOf(other);
      if (!isSame) return [`${place}: ${one.name} is ${one.type} here, and ${other.type} there`];
      const [usual, theirs] = [one.defaultValue, other.defaultValue].map((value) => JSON.stringify(value ?? null));
      return usual === theirs ? [] : [`${place}: ${one.name} is ${usual} by itself here, and ${theirs} there`];
    }),
  ];
}

const isRequired = ({ type, defaultValue }: Argument): boolean => isNonNullType(type) && defaultValue === undefined;

function depthOf({ type }: { readonly type: GraphQLInputType }): number {
  const one = getNullableType(type);
  return isListType(one) ? 1 + depthOf({ type: one.ofType }) : 0;
}

/** The values of each enum that the official schema has and the part has not. */
export function valuesLeftOut(
  part: GraphQLSchema,
  official: GraphQLSchema,
): { readonly of: string; readonly value: string }[] {
  return Object.values(part.getTypeMap()).flatMap((type) => {
    const other = official.getType(type.name);
    if (!isEnumType(type) || !isEnumType(other) || type.name.startsWith('__')) return [];
    return other
      .getValues()
      .filter(({ name }) => type.getValue(name) === undefined)
      .map(({ name: value }) => ({ of: type.name, value }));
  });
}

/** Everything in which the data of an answer is not what the official schema answers to the document. */
export function dataMisfits(schema: GraphQLSchema, document: DocumentNode, data: unknown): string[] {
  return document.definitions.flatMap((one) => {
    if (one.kind !== Kind.OPERATION_DEFINITION) return [];
    const root = schema.getRootType(one.operation);
    return root && data !== null ? objectMisfits(schema, root, one.selectionSet, data, one.operation) : [];
  });
}

function objectMisfits(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  { selections }: SelectionSetNode,
  value: unknown,
  place: string,
): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('Fragments with names are not judged yet.');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const part = schema.getType(selection.typeCondition?.name.value ?? type.name);
      // Of a node of another type nothing is there.
      const isPart = Object.keys(Object(value)).length > 0;
      return part && isPart ? objectMisfits(schema, part, selection.selectionSet, value, place) : [];
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const field = type.getFields()[selection.name.value];
    if (!field) return [`${place}.${selection.name.value}: there is no such field`];
    const key = selection.alias?.value ?? selection.name.value;
    return valueMisfits(schema, field.type, selection.selectionSet, Object(value)[key], `${place}.${key}`);
  });
}

function valueMisfits(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  set: SelectionSetNode | undefined,
  value: unknown,
  place: string,
): string[] {
  if (value === null || value === undefined) return isNonNullType(type) ? [`${place}: null, and ${type} there`] : [];
  const inner = getNullableType(type);
  if (isListType(inner)) {
    if (!Array.isArray(value)) return [`${place}: no list, and ${type} there`];
    return value.flatMap((one) => valueMisfits(schema, inner.ofType, set, one, `${place}[]`));
  }
  if (!isLeafType(inner)) return set ? objectMisfits(schema, inner, set, value, place) : [];
  try {
    inner.parseValue(value);
    return [];
  } catch {
    return [`${place}: ${JSON.stringify(value)} is no ${inner.name}`];
  }
}
