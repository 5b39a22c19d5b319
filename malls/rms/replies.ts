import type { OrderPage } from '../../core/ports/index.ts';
import { listedKeys } from '../mapping.ts';
import { mismatch, type Shape } from '../shape.ts';
import { type RmsAnswer, type RmsCall, unreadableReply } from './faults.ts';
import { messagesOf } from './messages.ts';
import { getOrderReply, searchOrderReply } from './wire.generated.js';

/** The value of a JSON reply once it has the shape; throws `mall.unreadable` that names the place otherwise. */
export function checked<T>(shape: Shape<T>, call: RmsCall, answer: RmsAnswer): T {
  const value = answer.body.kind === 'json' ? answer.body.value : undefined;
  if (shape.matches(value)) return value;
  throw unreadableReply(
    call,
    answer,
    mismatch(shape.schema, value) ?? 'expected what RMS documents, got something else',
  );
}

/**
 * One page of searchOrder. A search without hits returns an empty list and null counts. No other null is read as zero, because
 * an empty listing lets the cursor pass. A page without the rows that its counts announce is returned as it is: the caller
 * compares them (`core/import/list-window.ts`).
 */
export function pageIn(call: RmsCall, answer: RmsAnswer, page: number): Omit<OrderPage, 'mallTime'> {
  const reply = checked(searchOrderReply, call, answer);
  const listed = reply.orderNumberList ?? (saysNothingFound(answer) ? [] : null);
  const { totalRecordsAmount: total, totalPages: pages, requestPage } = reply.PaginationResponseModel ?? {};
  if (listed === null) {
    throw unreadableReply(
      call,
      answer,
      'orderNumberList: expected a list, got null without word that nothing was found',
    );
  }
  const orderNumbers = listedKeys(listed.map((number) => ({ number })));
  if (orderNumbers === null) {
    throw unreadableReply(call, answer, 'orderNumberList: expected order numbers, got none among its values');
  }
  if (total == null || pages == null) {
    if (orderNumbers.length === 0) return { orderNumbers, total: 0, pages: 0 };
    throw unreadableReply(call, answer, 'PaginationResponseModel: expected counts beside order numbers, got none');
  }
  if (orderNumbers.length === 0 && total === 0 && pages > 0) {
    throw unreadableReply(call, answer, 'PaginationResponseModel: expected no page of no orders, got pages');
  }
  if (page <= pages && requestPage != null && requestPage !== page) {
    throw unreadableReply(
      call,
      answer,
      'PaginationResponseModel.requestPage: expected the page asked for, got another',
    );
  }
  return { orderNumbers, total, pages };
}

/** The orders of getOrder, not looked at yet. Null is only read as none when RMS says that there is none. */
export function orderModelsIn(call: RmsCall, answer: RmsAnswer): readonly unknown[] {
  const { OrderModelList: models } = checked(getOrderReply, call, answer);
  if (models) return models;
  if (saysNothingFound(answer)) return [];
  throw unreadableReply(call, answer, 'OrderModelList: expected a list, got null without word that nothing was found');
}

/** INFO_102: searchOrder found nothing; getOrder has nothing to give for a number. */
function saysNothingFound(answer: RmsAnswer): boolean {
  return messagesOf(answer.body).some((message) => message.code.endsWith('_INFO_102'));
}
