import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { Code } from 'typebox/compile';
import { eventSchemas } from '../core/model/index.ts';

/** One file that is made by `npm run generate`; the path is relative to the project's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Every file that is made from a `wire.ts`, as it should be. Imports nothing else of the malls: without these files none of them loads. For
 * the build and its test; nothing deployed imports this.
 */
export async function generatedWires(): Promise<GeneratedFile[]> {
  const folders = readdirSync(import.meta.dirname).filter((name) =>
    existsSync(join(import.meta.dirname, name, 'wire.ts')),
  );
  const files: GeneratedFile[] = [];
  for (const name of folders) {
    const { schemas } = await import(`./${name}/wire.ts`);
    files.push(...compiledWire(`malls/${name}`, schemas));
  }
  return files;
}

/** Every file that is made from the events of the bus, as it should be. */
export async function generatedEvents(): Promise<GeneratedFile[]> {
  const { adapterOf, mallNames } = await import('./registry.ts');
  const changing = mallNames.filter((mall) => adapterOf(mall).traits.capabilities.includes('status'));
  return Object.entries(eventSchemas(changing)).map(([name, schema]) => ({
    path: `docs/events/${name}.schema.json`,
    text: `${jsonText(schema)}\n`,
  }));
}

/** JSON as the formatter lays it out: a list of words on one line, if it fits. */
export function jsonText(value: unknown, indent = '', before = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((one) => JSON.stringify(one)).join(', ')}]`;
    const areWords = value.every((one) => typeof one !== 'object');
    if (areWords && before + line.length <= 120) return line;
    return `[\n${value.map((one) => deeper + jsonText(one, deeper)).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value).map(([name, one]) => {
    const head = `${deeper}${JSON.stringify(name)}: `;
    return head + jsonText(one, deeper, head.length);
  });
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

const notice = '// Made from wire.ts by `npm run generate`. Edit wire.ts instead.\n';

function compiledWire(folder: string, schemas: Readonly<Record<string, TSchema>>): GeneratedFile[] {
  const names = Object.keys(schemas).sort();
  const typeOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
  const script = names.map((name) => compiledShape(name, schemas[name] as TSchema)).join('\n');
  const declarations = [
    `import type { Shape } from '../shape.ts';`,
    importOf(names.map(typeOf)),
    '',
    ...names.map((name) => `export declare const ${name}: Shape<${typeOf(name)}>;`),
  ];
  return [
    { path: `${folder}/wire.generated.js`, text: `${notice}\n${script}` },
    { path: `${folder}/wire.generated.d.ts`, text: `${notice}${declarations.join('\n')}\n` },
  ];
}

/** As the formatter lays it out: one line, or a line a name. */
function importOf(types: readonly string[]): string {
  const line = `import type { ${types.join(', ')} } from './wire.ts';`;
  return line.length <= 120
    ? line
    : `import type {\n${types.map((type) => `  ${type},\n`).join('')}} from './wire.ts';`;
}

/**
 * TypeBox's own compiled check, cut free of its module: patterns become literals, and a check that would need TypeBox at run
 * time is refused here, because a cold start would pay for it.
 */
function compiledShape(name: string, schema: TSchema): string {
  const { Code: code, External: external } = Code(schema);
  const check = /^const check_0 = (.*);$/m.exec(code)?.[1];
  if (check === undefined || /\bcheck_\d|\bconst check_1\b/.test(check)) {
    throw new Error(`${name}: the compiled check has an unknown form. Compare typebox's version with the generator.`);
  }
  const needed = /\b(?:Guard|Hashing)\.\w+/.exec(check)?.[0];
  if (needed !== undefined) {
    throw new Error(`${name}: the check needs ${needed} at run time. Say it with other keywords (a pattern, say).`);
  }
  const literals = external.variables.map((variable) => {
    if (variable instanceof RegExp) return String(variable);
    throw new Error(`${name}: the check needs a value at run time that is no pattern.`);
  });
  const text = check.replaceAll(/External\[(\d+)\]/g, (_, index: string) => `patterns_${name}[${index}]`);
  const patterns = literals.length === 0 ? '' : `const patterns_${name} = [${literals.join(', ')}];\n`;
  return `${patterns}export const ${name} = {\n  matches: ${text},\n  schema: ${JSON.stringify(schema)},\n};\n`;
}
