/** What an operation answers, and what it changes: the change is kept apart, so that a fault can lose it. */
export interface Reply {
  status: number;
  body: string;
  contentType?: string;
  /** Carries the change out. Absent when there is nothing to change. */
  apply?: () => void;
}

export function json(status: number, value: unknown, apply?: () => void): Reply {
  const reply: Reply = { status, body: JSON.stringify(value) };
  if (apply) reply.apply = apply;
  return reply;
}

export const noContent = (apply?: () => void): Reply =>
  apply ? { status: 204, body: '', apply } : { status: 204, body: '' };

/** The error form of the newer gateway and of the inventory API. */
export function errors(status: number, ...list: readonly ErrorModel[]): Reply {
  return json(status, { errors: list });
}

export interface ErrorModel {
  code: string;
  message: string;
  metadata?: { propertyPath: string };
}

/** One entry of a MessageModelList; some functions add fields. */
export interface Message {
  messageType: 'INFO' | 'WARNING' | 'ERROR';
  messageCode: string;
  message: string;
  orderNumber?: string;
  dataNumber?: number | null;
  shippingDetailId?: number | null;
  requestId?: string;
}

/** Messages of one function, `ORDER_EXT_API_<FUNCTION>_<TYPE>_<nnn>`. */
export interface Messages {
  info(suffix: string, text: string, more?: Partial<Message>): Message;
  error(suffix: string, text: string, more?: Partial<Message>): Message;
}

export function messagesOf(functionCode: string): Messages {
  const message =
    (messageType: 'INFO' | 'ERROR') =>
    (suffix: string, text: string, more: Partial<Message> = {}): Message => ({
      messageType,
      messageCode: `ORDER_EXT_API_${functionCode}_${messageType}_${suffix}`,
      message: text,
      ...more,
    });
  return { info: message('INFO'), error: message('ERROR') };
}
