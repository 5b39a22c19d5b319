import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { buildDeployment } from '../../lib/app.ts';

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

/** A resource of a template, as far as the tests look into it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The resources of one type, by the construct id at the start of their logical id. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.findResources(type) as Record<string, Resource>);
}
