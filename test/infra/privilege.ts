import { pathOf, type Resource, type TemplateJson, textOf } from '../../proving/templates.ts';

/** A statement of a policy, as the template has it. */
export interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: unknown;
}

/** A statement, and where it stands. A trust policy says who may take on a role; it has no resource. */
export interface Placed {
  readonly where: string;
  readonly trust: boolean;
  readonly statement: Statement;
}

/** Something that breaks a rule and has to: exactly one statement's action on one resource, and why. */
export interface Accepted {
  readonly where: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
}

/** Every statement of every policy of a template, of whatever type of resource: roles, queues, topics, keys, functions. */
export function statementsOf(template: TemplateJson): Placed[] {
  return Object.entries(template.Resources).flatMap(([id, resource]) => [
    ...statementsIn(resource.Properties, id, false),
    ...permissionOf(resource, id),
  ]);
}

function statementsIn(value: unknown, where: string, trust: boolean): Placed[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Statement'
      ? [inner].flat().map((statement: Statement) => ({ where: pathOf(where), trust, statement }))
      : statementsIn(inner, where, trust || key === 'AssumeRolePolicyDocument'),
  );
}

/** A permission on a function is a statement in other words. */
function permissionOf({ Type, Properties }: Resource, id: string): Placed[] {
  if (Type !== 'AWS::Lambda::Permission') return [];
  const { Action, FunctionName, Principal } = Properties as Record<string, string>;
  const statement = { Effect: 'Allow', Action: Action ?? '*', Resource: FunctionName, Principal };
  return [{ where: pathOf(id), trust: false, statement }];
}

/** What every check below looks at: only what is allowed can be too much. */
const allowed = (template: TemplateJson): Placed[] =>
  statementsOf(template).filter(({ statement }) => statement.Effect !== 'Deny');

const actionsOf = ({ Action }: Statement): string[] => (Action === undefined ? [] : [Action].flat());
const resourcesOf = ({ Resource }: Statement): string[] =>
  (Resource === undefined ? [] : [Resource].flat()).map(textOf);

/** Actions with a wildcard, and statements that say what is not meant. */
export function wideActions(template: TemplateJson, accepted: readonly Accepted[] = []): string[] {
  return allowed(template).flatMap(({ where, statement }) => [
    ...actionsOf(statement)
      .filter((action) => action.includes('*') && !accepted.some((one) => one.where === where && one.action === action))
      .map((action) => `${where} allows ${action}. Name each action that is needed.`),
    ...(['NotAction', 'NotResource', 'NotPrincipal'] as const)
      .filter((key) => statement[key] !== undefined)
      .map((key) => `${where} has ${key}, which allows everything else. Name what is allowed.`),
  ]);
}

/** Statements on more than named resources, and managed policies of AWS, which have them. */
export function unnamedResources(template: TemplateJson, accepted: readonly Accepted[] = []): string[] {
  const wide = allowed(template)
    .filter(({ trust }) => !trust)
    .flatMap(({ where, statement }) => {
      const resources = resourcesOf(statement);
      const actions = actionsOf(statement).join(', ');
      if (resources.length === 0) return [`${where} allows ${actions} and names no resource.`];
      return resources
        .filter((resource) => resource.includes('*'))
        .filter((resource) => !accepted.some((one) => one.where === where && one.resource === resource))
        .map((resource) => `${where} allows ${actions} on ${resource}. Name the resource.`);
    });
  const borrowed = Object.entries(template.Resources)
    .filter(([, { Properties }]) => Properties?.ManagedPolicyArns !== undefined)
    .map(([id]) => `${pathOf(id)} has managed policies of others. Write its statements out.`);
  return [...wide, ...borrowed];
}

/** Statements that allow every principal. */
export function openPrincipals(template: TemplateJson): string[] {
  return allowed(template)
    .filter(({ statement }) => /^(\{"AWS":)?\[?"?\*"?\]?\}?$/.test(JSON.stringify(statement.Principal ?? null)))
    .map(({ where }) => `${where} lets everybody in. Name who.`);
}

/** Whole-table reads: Scan, and PartiQL, which scans when a statement names no key. */
const wholeTableReads = ['Scan', 'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'].map(
  (action) => `dynamodb:${action}`,
);

/** Statements under which a table could be read as a whole, by name or by a wildcard. */
export function scans(template: TemplateJson): string[] {
  return allowed(template).flatMap(({ where, statement }) =>
    actionsOf(statement).flatMap((action) => {
      const pattern = new RegExp(
        `^${action
          .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
          .replace(/\*/g, '.*')
          .replace(/\?/g, '.')}$`,
        'i',
      );
      return wholeTableReads
        .filter((read) => pattern.test(read))
        .map((read) => `${where} allows ${read}, by ${action}. A schedule never reads a whole table: query an index.`);
    }),
  );
}

/** Statements that allow to put any event on a bus, whoever it says it is from and whatever it asks for. */
export function freeEvents(template: TemplateJson): string[] {
  return allowed(template)
    .filter(({ statement }) => actionsOf(statement).includes('events:PutEvents'))
    .flatMap(({ where, statement }) =>
      ['events:source', 'events:detail-type']
        .filter((key) => conditionOf(statement, 'StringEqualsIfExists', key).length === 0)
        .map((key) => `${where} allows events:PutEvents whatever ${key} is. Name what it publishes.`),
    );
}

/** Rules that take events whoever put them on the bus. */
export function sourcelessRules(template: TemplateJson): string[] {
  return Object.entries(template.Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::Events::Rule' && Properties.EventPattern !== undefined)
    .filter(([, { Properties }]) => (Properties.EventPattern as { source?: unknown }).source === undefined)
    .map(([id]) => `${pathOf(id)} takes events of any source. Name the sources that are meant, or those that are not.`);
}

/** The detail types that a role may put on a bus, with the source of all of them. */
export function eventsOf(template: TemplateJson, role: string): { sources: string[]; kinds: string[] } {
  const puts = statementsOfRole(template, role).filter((one) => actionsOf(one).includes('events:PutEvents'));
  const of = (key: string) => puts.flatMap((one) => conditionOf(one, 'StringEqualsIfExists', key)).sort();
  return { sources: of('events:source'), kinds: of('events:detail-type') };
}

/** Statements on a table that is shared by scope that name no scope. `table` is its construct path. */
export function scopeless(template: TemplateJson, table: string): string[] {
  return allowed(template)
    .filter(({ statement }) => resourcesOf(statement).includes(table))
    .filter(({ statement }) => conditionOf(statement, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys').length === 0)
    .map(({ where, statement }) => {
      const actions = actionsOf(statement).join(', ');
      return `${where} allows ${actions} on every row of ${table}. Name the scopes, as dynamodb:LeadingKeys.`;
    });
}

/** What each action of a role reaches of a table that is shared by scope. */
export function scopesOf(template: TemplateJson, role: string, table: string): Record<string, string[]> {
  const scopes: Record<string, string[]> = {};
  for (const statement of statementsOfRole(template, role)) {
    if (!resourcesOf(statement).includes(table)) continue;
    for (const action of actionsOf(statement)) {
      const keys = conditionOf(statement, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys');
      scopes[action] = [...(scopes[action] ?? []), ...keys].sort();
    }
  }
  return scopes;
}

/** The values that a statement wants of a key of the request. */
function conditionOf({ Condition }: Statement, operator: string, key: string): string[] {
  const values = (Condition as Record<string, Record<string, string | string[]>> | undefined)?.[operator]?.[key];
  return values === undefined ? [] : [values].flat();
}

/** What a role, by its construct path, may do: action names by resource. */
export function grantsOf(template: TemplateJson, role: string): Record<string, string[]> {
  const grants: Record<string, string[]> = {};
  for (const statement of statementsOfRole(template, role)) {
    for (const resource of resourcesOf(statement))
      grants[resource] = [...(grants[resource] ?? []), ...actionsOf(statement)].sort();
  }
  return grants;
}

function statementsOfRole(template: TemplateJson, role: string): Statement[] {
  const policies = Object.entries(template.Resources).filter(
    ([id, { Type, Properties }]) =>
      (Type === 'AWS::IAM::Role' && pathOf(id) === role) ||
      ([Properties?.Roles].flat() as unknown[]).some((given) => given !== undefined && textOf(given) === role),
  );
  return policies
    .flatMap(([id, { Properties }]) => statementsIn(Properties, id, false))
    .map(({ statement }) => statement);
}

/** Who may take on each role, by its construct path. */
export function trustsOf(template: TemplateJson): Record<string, Statement[]> {
  const trusts: Record<string, Statement[]> = {};
  for (const { where, trust, statement } of statementsOf(template)) {
    if (trust) trusts[where] = [...(trusts[where] ?? []), statement];
  }
  return trusts;
}
