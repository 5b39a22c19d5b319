import { type Leaf, leaf, type Tree, tree } from './xml/tree.ts';

/** What an operation answers, and what it changes: the change is kept apart, so that a fault can lose it. */
export interface Reply {
  status: number;
  /** XML, or what is sent as it is. */
  body: Tree | string;
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
  /** A mishap of the mall's own is in this answer (`twist.ts`). */
  twisted?: boolean;
  /** Carries the change out. Absent when there is nothing to change. */
  apply?: () => void;
}

export function xml(status: number, body: Tree, apply?: () => void): Reply {
  return apply ? { status, body, apply } : { status, body };
}

export function json(status: number, value: unknown, apply?: () => void): Reply {
  const reply: Reply = { status, body: JSON.stringify(value), contentType: 'application/json;charset=UTF-8' };
  if (apply) reply.apply = apply;
  return reply;
}

export function html(status: number, body: string): Reply {
  return { status, body, contentType: 'text/html;charset=UTF-8' };
}

/** An error of the gateway: a message and no code. */
export function gatewayError(status: number, message: string): Reply {
  return xml(status, tree('Error', [leaf('Message', message)]));
}

/** `<Error><Message/><Code/></Error>`, with the namespace the stock API puts on it where `namespaced`. */
export function codeError(status: number, code: string, message: string, namespaced = false): Reply {
  const parts: Leaf[] = [leaf('Message', message), leaf('Code', code)];
  return xml(status, tree('Error', parts, namespaced ? { xmlns: 'urn:yahoo:api' } : {}));
}
