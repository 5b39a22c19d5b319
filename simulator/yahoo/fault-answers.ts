import type { Operation } from './operation.ts';
import { codeError, gatewayError, html, json, type Reply } from './reply.ts';
import type { World } from './world.ts';

const PAGE = (words: string): string =>
  `<!DOCTYPE html><html lang="ja"><head><title>${words}</title></head><body><h1>${words}</h1></body></html>`;

export const overloadedXml = (): Reply => gatewayError(503, 'Service Unavailable');
export const overloadedHtml = (): Reply => html(503, PAGE('ただいまメンテナンス中です'));
export const badGateway = (): Reply => html(502, PAGE('502 Bad Gateway'));
export const gatewayTimeout = (): Reply => html(504, PAGE('504 Gateway Time-out'));
/** A page for people where XML was to be, under a status that says all is well. */
export const maintenancePage = (): Reply => html(200, PAGE('ただいまメンテナンス中です'));

/** The stock API names its maintenance, `ed-00002`; of the others no code is known, so the gateway speaks for them. */
export function maintenance(world: World, operation: Operation | null): Reply {
  return operation?.api === 'stock'
    ? codeError(world.settings.assumed.maintenanceStatus, 'ed-00002', 'メンテナンス中です。', true)
    : overloadedXml();
}

export function systemError(world: World, operation: Operation | null): Reply {
  const status = world.settings.assumed.systemErrorStatus;
  switch (operation?.api) {
    case 'stock':
    case 'item':
      return codeError(status, 'ed-00001', 'システムエラーが発生しました。', true);
    case 'order':
      return codeError(status, 'od91001', 'システムエラーが発生しました。');
    case 'token':
      return json(status, { error: 'server_error' });
    case undefined:
      return gatewayError(500, 'Internal Server Error');
  }
}

/** 400 that refuses the call by name, whatever it asks for: as for a field that the function does not have. */
export function refusal(world: World, operation: Operation | null): Reply {
  switch (operation?.api) {
    case 'order':
      return codeError(400, world.settings.assumed.orderParameter, 'Parameter Error.');
    case 'stock':
    case 'item':
      return codeError(400, world.settings.assumed.itemParameter, 'Parameter Error.', true);
    case 'token':
      return json(400, { error: 'invalid_request' });
    case undefined:
      return gatewayError(400, 'Bad Request');
  }
}

/** The stock of the shop is being written by its other way in, the upload of a file: try again. */
export const busy = (world: World): Reply =>
  codeError(400, world.settings.assumed.busy, '反映またはアップロード中のため更新ができません。', true);
