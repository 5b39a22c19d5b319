import type { Context } from 'hono';
import { InputError } from '../../../core/kernel/index.ts';
import { t } from '../../../language/language.ts';
import { readArguments } from '../../../ops/arguments/read-arguments.ts';
import { ordersExport } from '../../../ops/orders/orders-export.ts';
import { textsIn } from '../../fields.ts';
import type { Env } from '../../view.ts';

export const filesPath = '/orders/files';

/** A form that was sent, or an address: several shops are joined as the command takes them. */
export type Typed = Readonly<Record<string, string>>;

/** Shows the page of files again, with what was typed and what is wrong with it. */
export type ShowAgain = (c: Context<Env>, typed: Typed, error: unknown) => Promise<Response>;

/** What was sent, without the token of its form. */
export async function typedIn(c: Context<Env>): Promise<Typed> {
  const { csrf: _, ...form } = await c.req.parseBody({ all: true });
  return textsIn(form);
}

/** Reads some fields as the command reads its options. Throws an `InputError` with every problem. */
export function valuesOf<Values>(options: Typed): Values {
  const read = readArguments(ordersExport, { places: [], options, unknown: [] });
  if (read.kind === 'wrong') throw new InputError(t`This file cannot be written`, [...read.problems]);
  return read.values as Values;
}

/** The shops of a file, for the record. */
export const scopeOf = ({ shop, mall, merchant }: Typed): string =>
  [shop, mall, merchant].filter((one) => one !== undefined).join(' ') || '*';

/** What was filled in. */
export const given = (options: Readonly<Record<string, string | undefined>>): Typed =>
  Object.fromEntries(Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Answers with a file that the browser saves. */
export function fileAnswer(
  c: Context<Env>,
  name: string,
  type: string,
  body: string | ReadableStream | Uint8Array<ArrayBuffer>,
): Response {
  c.header('content-type', type);
  c.header('content-disposition', `attachment;filename="${name}"`);
  return c.body(body as string);
}
