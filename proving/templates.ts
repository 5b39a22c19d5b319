import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { buildDeployment } from '../lib/app.ts';

/** Synthesises both stacks without bundling the functions, which the templates do not depend on. */
export function templatesOf(context: Record<string, unknown> = {}): { data: Template; tsunagi: Template } {
  const outdir = mkdtempSync(join(tmpdir(), 'tsunagi-infra-'));
  try {
    const { data, tsunagi } = buildDeployment({ outdir, context: { 'aws:cdk:bundling-stacks': [], ...context } });
    return { data: Template.fromStack(data), tsunagi: Template.fromStack(tsunagi) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** What the stack of a deployment warns of in words of ours, as `cdk synth` and `cdk deploy` print it. */
export function warningsOf(context: Record<string, unknown>): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'tsunagi-infra-'));
  try {
    const { tsunagi } = buildDeployment({ outdir, context: { 'aws:cdk:bundling-stacks': [], ...context } });
    const found = Annotations.fromStack(tsunagi).findWarning('*', Match.stringLikeRegexp('ack: tsunagi:'));
    return found.map(({ entry }) => String(entry.data));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A resource of a template, as far as the tests look into it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** A template as it is written, for checks that are plain functions over it. */
export interface TemplateJson {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

/** A template as it is written; changing it changes nothing else. */
export function jsonOf(template: Template): TemplateJson {
  return structuredClone(template.toJSON()) as TemplateJson;
}

/** The resources of one type, by the construct id at the start of their logical id. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.findResources(type) as Record<string, Resource>);
}

/** The one resource of a type, and its logical id. Throws when there is none, or another one. */
export function theOne(
  template: Template,
  type: string,
): { readonly id: string; readonly properties: Resource['Properties'] } {
  const [found, ...more] = resourcesOf(template, type);
  if (found === undefined || more.length > 0)
    throw new Error(`The template has not one ${type}, but ${more.length + (found ? 1 : 0)}.`);
  return { id: found[0], properties: found[1].Properties };
}

/** The logical id of the one alias of a function, by which everything starts it. Throws when it is not called `live`. */
export function liveAliasOf(template: Template, functionName: string): string {
  const id = resourcesOf(template, 'AWS::Lambda::Function').find(
    ([, one]) => one.Properties.FunctionName === functionName,
  )?.[0];
  const aliases = resourcesOf(template, 'AWS::Lambda::Alias').filter(
    ([, { Properties }]) => (Properties.FunctionName as { Ref: string }).Ref === id,
  );
  const [found, ...more] = aliases;
  if (found === undefined || more.length > 0 || found[1].Properties.Name !== 'live')
    throw new Error(`${functionName} has not one alias "live", but ${aliases.length} aliases.`);
  return found[0];
}

/** A logical id without the CDK's hash: the construct path, its slashes and hyphens left out. */
export function pathOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/**
 * A value of a template as one line for people: `Ref` and `Fn::GetAtt` as the construct they mean, an import from the other
 * stack as the construct it exports, pseudo parameters by their names.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value) ?? '';
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length > 0) return JSON.stringify(value);
  switch (name) {
    case 'Ref':
      return pathOf(String(argument));
    case 'Fn::GetAtt':
      return pathOf(String((argument as string[])[0]));
    case 'Fn::ImportValue':
      return String(argument).replace(/^.*:ExportsOutput(?:Ref|FnGetAtt)(\w+?)[0-9A-F]{8}(?:Arn)?[0-9A-F]{8}$/, '$1');
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(textOf).join(separator);
    }
    default:
      return JSON.stringify(value);
  }
}

/** The properties of all resources of a type. */
export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return resourcesOf(template, type).map(([, { Properties }]) => Properties);
}
