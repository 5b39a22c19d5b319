import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What is known of a document while its points are counted. */
interface Counting extends ListRule {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
}

/** How lists are counted: settings of `throttle`. */
interface ListRule {
  plainLists: 'as-asked' | 'one';
  listFactor: number;
}

const MUTATION_POINTS = 10;
const CONNECTION_POINTS = 2;

/**
 * The points of an operation: 1 an object, 10 a mutation, 2 a list in pages and as many of its rows as are asked for. With `data`, the points
 * of what was found.
 */
export function pointsOf(
  { plainLists, listFactor }: ListRule,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  data?: unknown,
): number {
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const counting = { schema, fragments, variables, plainLists, listFactor };
  if (operation.operation === 'mutation') return MUTATION_POINTS * operation.selectionSet.selections.length;
  const root = schema.getQueryType();
  return root ? inside(counting, operation.selectionSet, root, data, data !== undefined) : 0;
}

/** The points of everything selected in an object. */
function inside(
  counting: Counting,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  value: unknown,
  isFound: boolean,
): number {
  let points = 0;
  let ofParts = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) points += ofField(counting, selection, type, value, isFound);
    else {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : counting.fragments.get(selection.name.value);
      if (!fragment) continue;
      const name = fragment.typeCondition?.name.value;
      const part = name === undefined ? type : counting.schema.getType(name);
      if (!part) continue;
      const partly = inside(counting, fragment.selectionSet, part, value, isFound);
      // Of an interface, an object is one of the types that are asked for: the dearest counts.
      const isOneOfMany = part !== type && (isInterfaceType(type) || isUnionType(type));
      if (isOneOfMany && !isFound) ofParts = Math.max(ofParts, partly);
      else points += partly;
    }
  }
  return points + ofParts;
}

function ofField(
  counting: Counting,
  field: FieldNode,
  parent: GraphQLNamedType,
  value: unknown,
  isFound: boolean,
): number {
  const name = field.name.value;
  if (name.startsWith('__') || !(isObjectType(parent) || isInterfaceType(parent))) return 0;
  const definition = parent.getFields()[name];
  const type = definition && getNamedType(definition.type);
  const set = field.selectionSet;
  if (!definition || !type || isLeafType(type) || !set) return 0;
  const key = field.alias?.value ?? name;
  const found = isFound ? Object(value)[key] : undefined;
  if (isFound && (found === null || found === undefined)) return 0;
  const one = (each: unknown): number =>
    isFound && each === null ? 0 : 1 + inside(counting, set, type, each, isFound);
  if (type.name.endsWith('Connection')) {
    const args = getArgumentValues(definition, field, counting.variables);
    const size = Number(args.first ?? args.last ?? 0);
    return CONNECTION_POINTS + ofRows(counting, set, type, found, { isFound, size });
  }
  if (Array.isArray(found)) return found.reduce((sum: number, each) => sum + one(each), 0);
  const isOfIds = name === 'nodes' && parent.name === 'Query';
  const args = isFound && !isOfIds ? {} : getArgumentValues(definition, field, counting.variables);
  const ids = isOfIds && Array.isArray(args.ids) ? args.ids.length : 1;
  const isSized = !isFound && counting.plainLists === 'as-asked' && typeof args.first === 'number';
  return (isSized ? Number(args.first) * counting.listFactor : ids) * one(found);
}

/** The rows of a list in pages, whether as `nodes` or as `edges`, and what stands beside them. */
function ofRows(
  counting: Counting,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  value: unknown,
  { isFound, size }: { isFound: boolean; size: number },
): number {
  let points = 0;
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : counting.fragments.get(selection.name.value);
      if (fragment) points += ofRows(counting, fragment.selectionSet, type, value, { isFound, size });
      continue;
    }
    const { name, alias, selectionSet } = selection;
    if (name.value !== 'nodes' && name.value !== 'edges') {
      points += ofField(counting, selection, type, value, isFound);
      continue;
    }
    const row = isObjectType(type) ? type.getFields()[name.value] : undefined;
    const rowType = row && getNamedType(row.type);
    if (!rowType || !selectionSet) continue;
    // An edge is no object of its own: its node is.
    const each = (one: unknown): number =>
      (name.value === 'nodes' ? 1 : 0) + inside(counting, selectionSet, rowType, one, isFound);
    const found = isFound ? Object(value)[alias?.value ?? name.value] : undefined;
    points += Array.isArray(found)
      ? found.reduce((sum: number, one) => sum + each(one), 0)
      : isFound
        ? 0
        : size * counting.listFactor * each(undefined);
  }
  return points;
}
