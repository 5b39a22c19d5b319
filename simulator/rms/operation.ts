import type { SimCall } from '../exchange.ts';
import type { Reply } from '../http.ts';
import type { ApiName, Shop, World } from './state.ts';

export type { Reply } from '../http.ts';

/** A request on its way through the gateway. */
export interface RoutedCall extends SimCall {
  world: World;
  operation: Operation | null;
  shop: Shop | null;
  query: URLSearchParams;
  /** What the path names: manageNumber, variantId. */
  names: readonly string[];
  /** What is wrong with its path, its method or its content type. */
  refusal: Reply | null;
}

/** A call that found its shop. */
export interface Call extends RoutedCall {
  shop: Shop;
}

/** One function of one API. */
export interface Operation {
  name: string;
  api: ApiName;
  write: boolean;
  /** What its message codes are called by, `UPDATE_ORDERSHIPPING_ASYNC`; absent where its API has no such codes. */
  messageCode?: string;
  perform(call: Call): Reply;
}

export function json(status: number, value: unknown, apply?: () => void): Reply {
  return { status, body: JSON.stringify(value), ...(apply && { apply }) };
}

export const noContent = (apply: () => void): Reply => ({ status: 204, body: '', apply });

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
