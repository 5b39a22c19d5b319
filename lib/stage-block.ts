/** Where cdk.json has the parameters of its stages: under `context`, `{ "tsunagi:stages": { "prod": { "shards": 16 } } }`. */
const stagesName = 'tsunagi:stages';

/**
 * The parameters that cdk.json keeps for a stage, so that every deployment of it gets them without being told again. A value
 * that stands outside the block, as one from the command line does, is stronger. Adds what is wrong with the block to `problems`.
 */
export function stageBlock(
  context: Readonly<Record<string, unknown>>,
  stage: string,
  parameterNames: readonly string[],
  problems: string[],
): Readonly<Record<string, unknown>> {
  const stages = context[stagesName];
  if (stages === undefined) return {};
  const block = isRecord(stages) ? stages[stage] : stages;
  if (block === undefined) return {};
  if (!isRecord(block)) {
    problems.push(
      `${stagesName} is ${JSON.stringify(stages)}; it must be an object of stages, each an object of parameters. It belongs into cdk.json.`,
    );
    return {};
  }
  const where = `${stagesName}.${stage}`;
  for (const name of Object.keys(block)) {
    if (name === 'stage') problems.push(`${where} sets stage; it must not: the stage is the block's own name.`);
    else if (!parameterNames.includes(name)) problems.push(`${where} sets ${name}, which is not a parameter.`);
  }
  return block;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
