import type { Context } from 'hono';
import { html } from 'hono/html';
import { TsunagiError } from '../../../core/kernel/index.ts';
import { t, translated } from '../../../language/index.ts';
import { problemPart } from '../../page.ts';
import { answer, type Env } from '../../view.ts';

export async function attempt(c: Context<Env>, path: string, act: () => void | Promise<void>): Promise<Response> {
  try {
    await act();
  } catch (error) {
    const words = error instanceof TsunagiError ? translated(error.words) : String(Object(error).message ?? error);
    const body = html`${problemPart(words)}<p><a href="${path}">${t`Back to the simulator`}</a></p>`;
    return answer(c, t`Simulator`, body, 409);
  }
  return c.redirect(path, 303);
}
