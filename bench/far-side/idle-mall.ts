import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/*
 * A program: a mall to which nothing happens, as far away as a mall is. It answers every call after 100 ms, that no order was
 * found. Arguments: `keep-alive` or `close`, and for TLS the files of a key and of its certificate.
 */
const [, , connection = 'keep-alive', keyFile, certFile] = process.argv;
const answerAfterMs = 100;

const body = JSON.stringify({
  MessageModelList: [
    {
      messageType: 'INFO',
      messageCode: 'ORDER_EXT_API_SEARCH_ORDER_INFO_102',
      message: '注文検索に成功しました。(検索結果０件)',
    },
  ],
  orderNumberList: [],
  PaginationResponseModel: { totalRecordsAmount: null, totalPages: null, requestPage: null },
});
const headers = {
  'content-type': 'application/json;charset=utf-8',
  'content-length': String(Buffer.byteLength(body)),
  ...(connection === 'close' && { connection: 'close' }),
};

const listener: RequestListener = (request, response) => {
  request.resume();
  setTimeout(() => response.writeHead(200, headers).end(body), answerAfterMs);
};
const isTls = keyFile !== undefined && certFile !== undefined;
const server = isTls
  ? createTlsServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, listener)
  : createServer(listener);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 2_048, () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`${isTls ? 'https' : 'http'}://127.0.0.1:${port}`);
});
// The parent's end is ours.
process.on('disconnect', () => process.exit());
