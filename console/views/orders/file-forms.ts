import type { Context } from 'hono';
import { t } from '../../../language/index.ts';
import { ordersExport } from '../../../ops/orders/orders-export.ts';
import { readTyped, textsIn } from '../../fields.ts';
import type { Env } from '../../view.ts';

export const filesPath = '/orders/files';

export type Typed = Readonly<Record<string, string>>;

export type ShowAgain = (c: Context<Env>, typed: Typed, error: unknown) => Promise<Response>;

/** What was sent, without the token of its form. */
export async function typedIn(c: Context<Env>): Promise<Typed> {
  const { csrf: _, ...form } = await c.req.parseBody({ all: true });
  return textsIn(form);
}

/** Reads some fields as the command reads its options. Throws an `InputError` with every problem. */
export const valuesOf = <Values>(options: Typed): Values =>
  readTyped(ordersExport, t`This file cannot be written`, options);

export const scopeOf = ({ shop, mall, merchant }: Typed): string =>
  [shop, mall, merchant].filter((one) => one !== undefined).join(' ') || '*';

export const given = (options: Readonly<Record<string, string | undefined>>): Typed =>
  Object.fromEntries(Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

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
