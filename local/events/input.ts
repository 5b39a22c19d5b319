import type { Section } from '../assembly/section.ts';

/** Gives what a target gets for an event: JSON, or text of a transformer. */
export type TargetInput = (event: unknown) => string;

/**
 * How a rule's target wants its events: whole, a constant, a part, or a template filled from parts.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function compileInput(target: Section): TargetInput {
  if (target.has('Input')) {
    const constant = target.text('Input');
    return () => constant;
  }
  if (target.has('InputPath')) {
    const path = compilePath(target.text('InputPath'), `${target.where}.InputPath`);
    return (event) => JSON.stringify(path(event) ?? null);
  }
  if (target.has('InputTransformer')) return compileTransformer(target.section('InputTransformer'));
  return (event) => JSON.stringify(event);
}

function compileTransformer(transformer: Section): TargetInput {
  const template = transformer.text('InputTemplate');
  const map = transformer.has('InputPathsMap') ? transformer.section('InputPathsMap') : undefined;
  const paths = Object.keys(map?.raw ?? {}).map(
    (name) => [name, compilePath(map?.text(name) ?? '', `${transformer.where}.${name}`)] as const,
  );
  return (event) => {
    const known = new Map(paths.map(([name, path]) => [name, path(event)]));
    known.set('aws.events.event.json', event);
    // Inside quotes a text is put in bare, and what the event does not have is nothing; outside of them every value stands as JSON.
    let isQuoted = false;
    return template.replace(/\\.|"|<([\w.-]+)>/g, (whole, name: string | undefined) => {
      if (whole === '"') isQuoted = !isQuoted;
      if (name === undefined || !known.has(name)) return whole;
      const value = known.get(name);
      if (!isQuoted) return JSON.stringify(value ?? null);
      return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : (JSON.stringify(value) ?? '');
    });
  };
}

/** The subset of JSONPath that rules use: `$`, `$.detail.id`, `$.detail.lines[0]`. */
function compilePath(path: string, where: string): (event: unknown) => unknown {
  if (!/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) throw new Error(`${where} is "${path}"; write it like $.detail.lines[0].`);
  const steps = path.match(/[\w-]+/g) ?? [];
  return (event) => steps.reduce((value: unknown, step) => (value as Record<string, unknown> | null)?.[step], event);
}
