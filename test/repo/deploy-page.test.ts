import { describe, expect, it } from 'vitest';
import { textOf } from '../../proving/layout/sources.ts';
import { exportedVariables, walkedBlocks } from './walk.ts';

const page = textOf('docs/start/deploy.md');
const commands = walkedBlocks(page).flatMap((block) => block.trim().split('\n'));

describe('the page on deploying', () => {
  it('a machine can walk the page on deploying from an empty folder to a torn down stage', () => {
    const steps = [
      /^npm ci$/,
      /^npx cdk bootstrap /,
      /^npx cdk deploy --all /,
      /^npm run ops -- shops add /,
      /^npm run ops -- merchants change /,
      /^npm run ops -- status /,
      /^npm run ops -- orders export /,
      /^npm run ops -- shops spread /,
      /^npm run ops -- teardown .*--yes \$STAGE$/,
    ];
    const places = steps.map((step) => commands.findIndex((command) => step.test(command)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('the page on deploying names every variable that a walked block uses at its top, and asks a machine nothing', () => {
    const known = exportedVariables(page.slice(0, page.indexOf('## ')));
    const used = commands.flatMap((command) => [...command.matchAll(/\$\{?([A-Z_]+)/g)].map(([, name = '']) => name));
    expect(new Set(used).size).toBeGreaterThan(5);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
    expect(commands.filter((command) => /<\w+>|\.\.\.|…/.test(command))).toEqual([]);
  });

  it('the page on deploying has the words of the CDK that a person meets without credentials', () => {
    for (const line of [
      'Unable to resolve AWS account to use. It must be either configured when you define your CDK Stack, or through the environment',
      'but no credentials have been configured',
      'No cross-stack-reference strength configured',
      'There are no AWS credentials to work with',
    ]) {
      expect(page).toContain(line);
    }
    const { context } = JSON.parse(textOf('cdk.json')) as { context: Record<string, unknown> };
    // The templates refer so in any case; said aloud, the CDK has nothing to remark.
    expect(context['@aws-cdk/core:defaultCrossStackReferences']).toBe('strong');
  });

  it('every command of the page on deploying works on the stage that is named', () => {
    const onStage = commands.filter((command) => /^npx cdk|^npm run ops/.test(command));
    expect(onStage.length).toBeGreaterThan(8);
    expect(onStage.filter((command) => !/-c stage=\$STAGE|--stage \$STAGE/.test(command))).toEqual([]);
  });
});
