import { describe, expect, it } from 'vitest';
import { lambdaApi } from '../../api/lambda.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { memoryPorts } from '../../proving/memory/index.ts';
import { jsonOf, resourcesOf, templatesOf } from '../../proving/templates.ts';
import { grantsOf, scans, scopesOf, trustsOf, unnamedResources, wideActions } from './privilege.ts';

const off = jsonOf(templatesOf({ stage: 'shop' }).tsunagi);
const on = templatesOf({ stage: 'shop', api: 'true' });
const tsunagi = jsonOf(on.tsunagi);

const read = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const readWrite = [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem'].sort();
const query = ['dynamodb:Query'];

describe('the API on AWS', () => {
  it('a stage has no API unless one is asked for', () => {
    expect(Object.values(off.Resources).filter(({ Type }) => Type.startsWith('AWS::ApiGateway'))).toEqual([]);
    expect(JSON.stringify(off)).not.toContain('api-keys');
  });

  it('API Gateway passes all requests to one function, whose limits stand above those of its keys', () => {
    const [[, route] = []] = resourcesOf(on.tsunagi, 'AWS::ApiGatewayV2::Route');
    expect(route?.Properties.RouteKey).toBe('$default');
    const [[, stage] = []] = resourcesOf(on.tsunagi, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 });
  });

  it('malls post to a function of its own, which opens keys and sends hints, where the stage has one that posts', () => {
    expect(JSON.stringify(on.tsunagi)).not.toContain('receive-hooks');
    const posting = templatesOf({ stage: 'shop', api: 'true', malls: 'rms,shopify' });
    const template = jsonOf(posting.tsunagi);
    const routes = resourcesOf(posting.tsunagi, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(['$default', 'POST /hooks/{mall}']);
    const [[, stage] = []] = resourcesOf(posting.tsunagi, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties.RouteSettings).toEqual({
      'POST /hooks/{mall}': { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
    expect(grantsOf(template, 'receivehooksrole')).toEqual({
      ...{ Shops: read, Control: read, DataKey: ['kms:Decrypt'], orderhintsqueue: ['sqs:SendMessage'] },
      receivehookslogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    });
    expect(scopesOf(template, 'receivehooksrole', 'Control')['dynamodb:GetItem']).toEqual(['data-keys']);
    expect([scans(template), wideActions(template), unnamedResources(template)]).toEqual([[], [], []]);
    expect(JSON.stringify(jsonOf(templatesOf({ stage: 'shop', malls: 'rms,shopify' }).tsunagi))).not.toContain('hooks');
  });

  it('the function of the API opens no key of a shop, puts nothing on the bus, and writes what is asked of orders, movements and its keys alone', () => {
    expect(grantsOf(tsunagi, 'apirole')).toEqual({
      ...{ Orders: read, 'Orders/index/open': query, 'Orders/index/due': query, 'Orders/index/byTime': query },
      ...{ Revisions: read, Stock: readWrite, Control: readWrite },
      ...{ Shops: read, 'Shops/index/shard': query, 'Shops/index/merchant': query },
      ...{ Pushes: readWrite, 'Pushes/index/open': query, 'Pushes/index/failed': query },
      ...{ Listings: read, 'Listings/index/sku': query },
      ...{ statusworkqueue: ['sqs:SendMessage'], stockworkqueue: ['sqs:SendMessage'] },
      apilogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      apisession: ['sts:AssumeRole'],
    });
    const scopes = scopesOf(tsunagi, 'apirole', 'Control');
    expect(scopes['dynamodb:GetItem']).toEqual([
      'api-keys',
      'api-requests#*',
      'incidents#*',
      'mails#*',
      'merchant#*',
      'merchants',
      'pauses',
    ]);
    expect(scopes['dynamodb:PutItem']).toEqual(['api-keys', 'api-requests#*']);
    expect([scans(tsunagi), wideActions(tsunagi), unnamedResources(tsunagi)]).toEqual([[], [], []]);
  });

  it('the function of the API takes on for one merchant a role that lists no shops, merchants or keys, and trusts the function alone', () => {
    expect(grantsOf(tsunagi, 'apisession')).toEqual({
      ...{ Orders: read, 'Orders/index/open': query, 'Orders/index/due': query, 'Orders/index/byTime': query },
      ...{ Revisions: read, Stock: readWrite, Shops: read, 'Shops/index/merchant': query, Control: readWrite },
      ...{ Pushes: readWrite, 'Pushes/index/open': query, 'Pushes/index/failed': query },
      ...{ Listings: read, 'Listings/index/sku': query },
    });
    const scopes = scopesOf(tsunagi, 'apisession', 'Control');
    expect(scopes['dynamodb:GetItem']).toEqual(['api-requests#*', 'incidents#*', 'merchant#*', 'pauses']);
    expect(scopes['dynamodb:PutItem']).toEqual(['api-requests#*']);
    const trusts = trustsOf(tsunagi).apisession ?? [];
    expect(trusts).toMatchObject([{ Action: 'sts:AssumeRole', Principal: { AWS: expect.anything() } }]);
    expect(JSON.stringify(trusts)).toContain('apirole');
  });

  it('the log of the API, which has each read of buyers, is kept for a year', () => {
    const logs = resourcesOf(on.tsunagi, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
    const days = Object.fromEntries(logs.map(({ LogGroupName, RetentionInDays }) => [LogGroupName, RetentionInDays]));
    expect(days).toMatchObject({ '/aws/lambda/tsunagi-shop-api': 365, '/aws/lambda/tsunagi-shop-poll-orders': 30 });
  });

  it('the function of the API takes an event of API Gateway, whose path is decoded', async () => {
    const ports = { ...memoryPorts(), clock: { now: () => 0 }, random: {}, malls: { names: [], traits: () => ({}) } };
    const handler = lambdaApi({ ports: ports as never, importSettings: defaultImportSettings });
    const event = {
      ...{ version: '2.0', routeKey: '$default', rawPath: '/v1/shops/rms/a/orders/#1001', rawQueryString: '' },
      ...{ headers: { host: 'api' }, body: null, isBase64Encoded: false },
      requestContext: { domainName: 'api', http: { method: 'GET', path: '/v1/shops/rms/a/orders/#1001' } },
    };
    const answer = await handler(event as never);
    expect(answer).toMatchObject({ statusCode: 401, headers: { 'content-type': 'application/problem+json' } });
  });
});
