// Made from wire.ts by `npm run generate`. Edit wire.ts instead.

const patterns_createdFeed = [/^[\w.-]{1,100}$/u];
export const createdFeed = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("feedId" in value && (typeof value.feedId === "string" && patterns_createdFeed[0].test(value.feedId))))),
  schema: {"type":"object","required":["feedId"],"properties":{"feedId":{"type":"string","pattern":"^[\\w.-]{1,100}$"}}},
};

const patterns_feedDocument = [/\S/u, /^https?:\/\//u];
export const feedDocument = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (("feedDocumentId" in value && "url" in value) && (((typeof value.feedDocumentId === "string" && patterns_feedDocument[0].test(value.feedDocumentId)) && (typeof value.url === "string" && patterns_feedDocument[1].test(value.url))) && (value.compressionAlgorithm === undefined || (!("compressionAlgorithm" in value) || typeof value.compressionAlgorithm === "string")))))),
  schema: {"type":"object","required":["feedDocumentId","url"],"properties":{"feedDocumentId":{"type":"string","pattern":"\\S"},"url":{"type":"string","pattern":"^https?://"},"compressionAlgorithm":{"type":"string"}}},
};

const patterns_feedReply = [/\S/u];
export const feedReply = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("processingStatus" in value && (typeof value.processingStatus === "string" && (value.resultFeedDocumentId === undefined || (!("resultFeedDocumentId" in value) || (typeof value.resultFeedDocumentId === "string" && patterns_feedReply[0].test(value.resultFeedDocumentId)))))))),
  schema: {"type":"object","required":["processingStatus"],"properties":{"processingStatus":{"type":"string"},"resultFeedDocumentId":{"type":"string","pattern":"\\S"}}},
};

export const feedReport = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("issues" in value && (Array.isArray(value.issues) && value.issues.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ("message" in unique_0 && ((((unique_0.messageId === undefined || (!("messageId" in unique_0) || Number.isInteger(unique_0.messageId))) && (unique_0.code === undefined || (!("code" in unique_0) || typeof unique_0.code === "string"))) && (unique_0.severity === undefined || (!("severity" in unique_0) || typeof unique_0.severity === "string"))) && typeof unique_0.message === "string"))))))))),
  schema: {"type":"object","required":["issues"],"properties":{"issues":{"type":"array","items":{"type":"object","required":["message"],"properties":{"messageId":{"type":"integer"},"code":{"type":"string"},"severity":{"type":"string"},"message":{"type":"string"}}}}}},
};

export const feedsReply = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("feeds" in value && (Array.isArray(value.feeds) && value.feeds.every((unique_0, index) => (true)))))),
  schema: {"type":"object","required":["feeds"],"properties":{"feeds":{"type":"array","items":{}}}},
};

const patterns_listedOrder = [/^\S{1,255}$/u];
export const listedOrder = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("orderId" in value && "createdTime" in value) && "lastUpdatedTime" in value) && (((typeof value.orderId === "string" && patterns_listedOrder[0].test(value.orderId)) && true) && true)))),
  schema: {"type":"object","required":["orderId","createdTime","lastUpdatedTime"],"properties":{"orderId":{"type":"string","pattern":"^\\S{1,255}$"},"createdTime":{},"lastUpdatedTime":{}}},
};

export const listingsItem = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((value.fulfillmentAvailability === undefined || (!("fulfillmentAvailability" in value) || (Array.isArray(value.fulfillmentAvailability) && value.fulfillmentAvailability.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ("fulfillmentChannelCode" in unique_0 && (typeof unique_0.fulfillmentChannelCode === "string" && (unique_0.quantity === undefined || (!("quantity" in unique_0) || Number.isInteger(unique_0.quantity))))))))))) && (value.summaries === undefined || (!("summaries" in value) || (Array.isArray(value.summaries) && value.summaries.every((unique_1, index) => (((typeof unique_1 === "object" && unique_1 !== null && !(Array.isArray(unique_1))) && ((unique_1.status === undefined || (!("status" in unique_1) || (Array.isArray(unique_1.status) && unique_1.status.every((unique_2, index) => (typeof unique_2 === "string"))))) && (unique_1.lastUpdatedDate === undefined || (!("lastUpdatedDate" in unique_1) || true)))))))))))),
  schema: {"type":"object","properties":{"fulfillmentAvailability":{"type":"array","items":{"type":"object","required":["fulfillmentChannelCode"],"properties":{"fulfillmentChannelCode":{"type":"string"},"quantity":{"type":"integer"}}}},"summaries":{"type":"array","items":{"type":"object","properties":{"status":{"type":"array","items":{"type":"string"}},"lastUpdatedDate":{}}}}}},
};

const patterns_listingsReply = [/\S/u];
export const listingsReply = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("items" in value && ((Array.isArray(value.items) && value.items.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ("sku" in unique_0 && ((typeof unique_0.sku === "string" && patterns_listingsReply[0].test(unique_0.sku)) && (unique_0.fulfillmentAvailability === undefined || (!("fulfillmentAvailability" in unique_0) || true)))))))) && (value.pagination === undefined || (!("pagination" in value) || ((typeof value.pagination === "object" && value.pagination !== null && !(Array.isArray(value.pagination))) && (value.pagination.nextToken === undefined || (!("nextToken" in value.pagination) || typeof value.pagination.nextToken === "string"))))))))),
  schema: {"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"type":"object","required":["sku"],"properties":{"sku":{"type":"string","pattern":"\\S"},"fulfillmentAvailability":{}}}},"pagination":{"type":"object","properties":{"nextToken":{"type":"string"}}}}},
};

const patterns_orderModel = [/\S/u, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/u, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/u, /^[A-Z_]{1,40}$/u, /\S/u];
export const orderModel = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((((("orderId" in value && "createdTime" in value) && "lastUpdatedTime" in value) && "fulfillment" in value) && "orderItems" in value) && (((((typeof value.orderId === "string" && patterns_orderModel[0].test(value.orderId)) && (typeof value.createdTime === "string" && patterns_orderModel[1].test(value.createdTime))) && (typeof value.lastUpdatedTime === "string" && patterns_orderModel[2].test(value.lastUpdatedTime))) && ((typeof value.fulfillment === "object" && value.fulfillment !== null && !(Array.isArray(value.fulfillment))) && ("fulfillmentStatus" in value.fulfillment && ((typeof value.fulfillment.fulfillmentStatus === "string" && patterns_orderModel[3].test(value.fulfillment.fulfillmentStatus)) && (value.fulfillment.fulfilledBy === undefined || (!("fulfilledBy" in value.fulfillment) || typeof value.fulfillment.fulfilledBy === "string")))))) && (Array.isArray(value.orderItems) && value.orderItems.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ((("orderItemId" in unique_0 && "quantityOrdered" in unique_0) && "product" in unique_0) && (((typeof unique_0.orderItemId === "string" && patterns_orderModel[4].test(unique_0.orderItemId)) && (Number.isInteger(unique_0.quantityOrdered) && (!((Number.isFinite(unique_0.quantityOrdered) || typeof unique_0.quantityOrdered === "bigint")) || unique_0.quantityOrdered >= 0))) && ((typeof unique_0.product === "object" && unique_0.product !== null && !(Array.isArray(unique_0.product))) && ((unique_0.product.sellerSku === undefined || (!("sellerSku" in unique_0.product) || typeof unique_0.product.sellerSku === "string")) && (unique_0.product.asin === undefined || (!("asin" in unique_0.product) || typeof unique_0.product.asin === "string")))))))))))))),
  schema: {"type":"object","required":["orderId","createdTime","lastUpdatedTime","fulfillment","orderItems"],"properties":{"orderId":{"type":"string","pattern":"\\S"},"createdTime":{"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})$"},"lastUpdatedTime":{"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})$"},"fulfillment":{"type":"object","required":["fulfillmentStatus"],"properties":{"fulfillmentStatus":{"type":"string","pattern":"^[A-Z_]{1,40}$"},"fulfilledBy":{"type":"string"}}},"orderItems":{"type":"array","items":{"type":"object","required":["orderItemId","quantityOrdered","product"],"properties":{"orderItemId":{"type":"string","pattern":"\\S"},"quantityOrdered":{"type":"integer","minimum":0},"product":{"type":"object","properties":{"sellerSku":{"type":"string"},"asin":{"type":"string"}}}}}}}},
};

export const orderReply = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("order" in value && true))),
  schema: {"type":"object","required":["order"],"properties":{"order":{}}},
};

export const patchReply = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (("sku" in value && "status" in value) && (((typeof value.sku === "string" && typeof value.status === "string") && (value.submissionId === undefined || (!("submissionId" in value) || typeof value.submissionId === "string"))) && (value.issues === undefined || (!("issues" in value) || (Array.isArray(value.issues) && value.issues.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && (("code" in unique_0 && "message" in unique_0) && ((typeof unique_0.code === "string" && typeof unique_0.message === "string") && (unique_0.severity === undefined || (!("severity" in unique_0) || typeof unique_0.severity === "string")))))))))))))),
  schema: {"type":"object","required":["sku","status"],"properties":{"sku":{"type":"string"},"status":{"type":"string"},"submissionId":{"type":"string"},"issues":{"type":"array","items":{"type":"object","required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"},"severity":{"type":"string"}}}}}},
};

export const searchReply = {
  matches: ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("orders" in value && ((((Array.isArray(value.orders) && value.orders.every((unique_0, index) => (true))) && (value.pagination === undefined || (!("pagination" in value) || ((typeof value.pagination === "object" && value.pagination !== null && !(Array.isArray(value.pagination))) && (value.pagination.nextToken === undefined || (!("nextToken" in value.pagination) || typeof value.pagination.nextToken === "string")))))) && (value.createdBefore === undefined || (!("createdBefore" in value) || true))) && (value.lastUpdatedBefore === undefined || (!("lastUpdatedBefore" in value) || true)))))),
  schema: {"type":"object","required":["orders"],"properties":{"orders":{"type":"array","items":{}},"pagination":{"type":"object","properties":{"nextToken":{"type":"string"}}},"createdBefore":{},"lastUpdatedBefore":{}}},
};
