/** What a deployment may choose, with `-c name=value` or under `context` in cdk.json. */
export interface Parameters {
  /** Names the deployment: part of both stacks' names, so several can live in one account. */
  readonly stage: string;
  /** Where RMS is; no slash at its end. */
  readonly rmsBaseUrl: string;
  /** How many independent schedules the shops are spread over. */
  readonly shards: number;
  /** Days that personal data are kept after an order is final. */
  readonly retentionDays: number;
  /** Calls a second to RMS with one shop's key, all kinds of work together. */
  readonly importRatePerSecond: number;
  /** Minutes by which every search reaches back behind the last one. */
  readonly overlapMinutes: number;
}

/** Thrown with everything that is wrong with the parameters at once. */
export class ParameterError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The parameters of this deployment are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n` +
        `Give them as -c name=value. Known: ${Object.keys(known).join(', ')}.`,
    );
    this.name = 'ParameterError';
    this.problems = problems;
  }
}

type Reading<T> = { readonly value: T } | { readonly wanted: string };
interface Parameter<T> {
  readonly standard: T;
  read(text: string): Reading<T>;
}

const known: { readonly [Name in keyof Parameters]: Parameter<Parameters[Name]> } = {
  stage: { standard: 'dev', read: readStage },
  rmsBaseUrl: { standard: 'https://api.rms.rakuten.co.jp', read: readBaseUrl },
  shards: { standard: 1, read: (text) => readNumber(text, { from: 1, to: 64, whole: true }) },
  retentionDays: { standard: 180, read: (text) => readNumber(text, { from: 30, to: 3650, whole: true }) },
  importRatePerSecond: { standard: 1, read: (text) => readNumber(text, { from: 0.1, to: 10, whole: false }) },
  overlapMinutes: { standard: 15, read: (text) => readNumber(text, { from: 5, to: 1440, whole: true }) },
};

/**
 * Reads the parameters out of a CDK context. Names with a colon, an `@` or a slash belong to the CDK itself and are left alone.
 * Throws a ParameterError that names every unknown parameter and every value that cannot be used.
 */
export function readParameters(context: Readonly<Record<string, unknown>>): Parameters {
  const problems: string[] = [];
  for (const name of Object.keys(context)) {
    if (!/[@:/]/.test(name) && !Object.hasOwn(known, name)) problems.push(`${name} is not a parameter.`);
  }
  const read = <Name extends keyof Parameters>(name: Name): Parameters[Name] => {
    const given = context[name];
    if (given === undefined) return known[name].standard;
    const reading = known[name].read(typeof given === 'string' ? given : JSON.stringify(given));
    if ('value' in reading) return reading.value;
    problems.push(`${name} is ${JSON.stringify(given)}; it must be ${reading.wanted}.`);
    return known[name].standard;
  };
  const parameters: Parameters = {
    stage: read('stage'),
    rmsBaseUrl: read('rmsBaseUrl'),
    shards: read('shards'),
    retentionDays: read('retentionDays'),
    importRatePerSecond: read('importRatePerSecond'),
    overlapMinutes: read('overlapMinutes'),
  };
  if (problems.length > 0) throw new ParameterError(problems);
  return parameters;
}

function readStage(text: string): Reading<string> {
  if (/^[a-z][a-z0-9-]{0,15}$/.test(text)) return { value: text };
  return { wanted: 'a lower-case letter followed by up to 15 lower-case letters, digits or hyphens, such as "prod"' };
}

function readNumber(text: string, range: { from: number; to: number; whole: boolean }): Reading<number> {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const fits = value >= range.from && value <= range.to && (!range.whole || Number.isInteger(value));
  if (fits) return { value };
  return { wanted: `a ${range.whole ? 'whole ' : ''}number from ${range.from} to ${range.to}` };
}

/** Orders and keys travel over this address, so plain http is only for a mall on the same machine. */
function readBaseUrl(text: string): Reading<string> {
  const wanted =
    'an https address without query or path parameters, such as "https://api.rms.rakuten.co.jp" (http only for 127.0.0.1)';
  if (!URL.canParse(text)) return { wanted };
  const url = new URL(text);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const carried = url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
  if (!carried || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return { wanted };
  return { value: text.replace(/\/+$/, '') };
}
