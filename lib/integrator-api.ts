import { CfnOutput } from 'aws-cdk-lib';
import { HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { settings } from '../functions/api/settings.ts';
import { controlGrants, type FunctionProps, grants, TsunagiFunction } from './constructs/tsunagi-function.ts';
import { apiSessionBinding, controlBindings } from './control-scopes.ts';
import type { DataStack } from './data-stack.ts';

/** A function that requests from outside start, by API Gateway. */
export class ApiFunction extends TsunagiFunction {}

/**
 * The HTTP API for programs of integrators: API Gateway passes every request to one function. It reads the tables and writes what is asked of
 * orders, movements of stock and its own keys; it opens no key of a shop, calls no mall and puts nothing on the bus. There is no
 * authorizer: the function knows its keys, as at `npm start`. Its log is kept for a year, because each read of buyers is a line of it.
 *
 * For a key of one merchant the function takes on a second role, under a session policy that names the partitions which the request touches.
 */
export function integratorApi(
  scope: Construct,
  props: Pick<FunctionProps, 'stage' | 'environment' | 'isTraced' | 'wayOut'>,
  { tables }: DataStack,
  { status, stock }: { readonly status: Queue; readonly stock: Queue },
): ApiFunction {
  const { stage } = props;
  const fn = new ApiFunction(scope, 'api', { ...props, settings, logsKeptFor: RetentionDays.ONE_YEAR })
    .bindTable('ORDERS_TABLE', tables.Orders, { access: ['read'], indexes: ['open', 'due', 'byTime'] })
    .bindTable('REVISIONS_TABLE', tables.Revisions, { access: ['read'] })
    .bindTable('STOCK_TABLE', tables.Stock, { access: ['read', 'write'] })
    .bindTable('SHOPS_TABLE', tables.Shops, { access: ['read'], indexes: ['shard', 'merchant'] })
    .bindTable('PUSHES_TABLE', tables.Pushes, { access: ['read', 'write'], indexes: ['open', 'failed'] })
    .bindTable('LISTINGS_TABLE', tables.Listings, { access: ['read'], indexes: ['sku'] })
    .bindControl(tables.Control, controlBindings.api)
    .bindQueue('STATUS_QUEUE_URL', status)
    .bindQueue('STOCK_QUEUE_URL', stock);
  fn.bindRole('SESSION_ROLE_ARN', 'session', [
    ...grants(tables.Orders, ['read'], ['open', 'due', 'byTime']),
    ...grants(tables.Revisions, ['read']),
    ...grants(tables.Stock, ['read', 'write']),
    ...grants(tables.Shops, ['read'], ['merchant']),
    ...grants(tables.Pushes, ['read', 'write'], ['open', 'failed']),
    ...grants(tables.Listings, ['read'], ['sku']),
    ...controlGrants(tables.Control, apiSessionBinding),
  ]);
  const integration = new HttpLambdaIntegration('api-integration', fn.live as IFunction);
  const api = new HttpApi(scope, 'HttpApi', {
    ...{ apiName: `tsunagi-${stage}`, description: 'Tsunagi: orders, changes and stock for programs of integrators' },
    ...{ createDefaultStage: false, defaultIntegration: integration },
  });
  new HttpStage(scope, 'HttpStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: settings.throttle,
  });
  new CfnOutput(scope, 'ApiUrl', { value: `${api.apiEndpoint}/v1` });
  return fn;
}
