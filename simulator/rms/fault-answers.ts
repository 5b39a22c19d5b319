import type { Operation } from './operation.ts';
import { errors, json, messagesOf, type Reply } from './reply.ts';

const MAINTENANCE_HTML =
  '<html><head><title>メンテナンス中</title></head><body><h1>ただいまシステムメンテナンス中です</h1></body></html>';

/** 503 サービスが一時的に過負荷やメンテナンスで使用不可能. The status is documented, the body is not. */
export const overloadedJson = (): Reply =>
  json(503, { Results: { errorCode: 'ES99-99', message: 'Service Unavailable' } });

export const overloadedHtml = (): Reply => html(503);

/** A maintenance page where JSON was to be, under a status that says all is well. */
export const maintenancePage = (): Reply => html(200);

/** What answers in place of the API says of itself that it is well. */
export const allWell = (): Reply => json(200, { status: 'ok', message: '全てのサービスは正常に稼働しています' });

const html = (status: number): Reply => ({ status, body: MAINTENANCE_HTML, contentType: 'text/html;charset=UTF-8' });

/** An error that says so only inside its body (status 200), or with 500. */
export function systemError(operation: Operation, status: 200 | 500, suffix: string): Reply {
  const { messageCode } = operation;
  if (messageCode === undefined) return errors(status, { code: 'X0000', message: 'An unexpected error has occurred' });
  const messages = messagesOf(messageCode);
  const MessageModelList = [messages.error(suffix, 'システムエラーが発生しました。')];
  switch (operation.name) {
    case 'searchOrder':
    case 'searchOrderItem':
      return json(status, { MessageModelList, orderNumberList: null, PaginationResponseModel: null });
    case 'getOrder':
    case 'getOrderItem':
      return json(status, { MessageModelList, OrderModelList: [] });
    default:
      return json(status, { MessageModelList });
  }
}

/** 400 that refuses the call by name, whatever it asks for: as after a change of what the function takes. */
export function refusal({ messageCode }: Operation): Reply {
  if (messageCode === undefined) return errors(400, { code: 'IE0002', message: 'The request is invalid.' });
  const MessageModelList = [messagesOf(messageCode).error('009', '必須項目が設定されていません。')];
  return json(400, { MessageModelList });
}

/** 500: the inventory API could not find out how the shop is set up. */
export const shopStatusUnknown = (): Reply =>
  errors(500, { code: 'GE0019', message: 'Failed to get the shop status.' });

/** 409: two writes of the same stock at once. */
export const conflict = (): Reply =>
  errors(409, {
    code: 'CE0001',
    message: 'There was a conflict with another process. Please try again after a short while.',
  });
