import { CfnOutput } from 'aws-cdk-lib';
import { type CfnStage, HttpApi, HttpMethod, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MallName } from '../core/model/index.ts';
import { settings } from '../functions/api/settings.ts';
import { settings as hookSettings } from '../functions/receive-hooks/settings.ts';
import { mallDesks } from '../malls/mall-desks.ts';
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
  data: DataStack,
  { status, stock, hooks }: { readonly status: Queue; readonly stock: Queue; readonly hooks: Queue | null },
): ApiFunction[] {
  const [{ stage }, { tables }] = [props, data];
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
  const { throttle } = settings;
  const httpStage = new HttpStage(scope, 'HttpStage', {
    ...{ httpApi: api, stageName: '$default', autoDeploy: true, throttle },
  });
  new CfnOutput(scope, 'ApiUrl', { value: `${api.apiEndpoint}/v1` });
  return hooks === null ? [fn] : [fn, hookReceiver(scope, props, data, { api, httpStage, hooks })];
}

/** Malls of a stage that post to an address of ours. */
export const postingMalls = (malls: readonly MallName[]): readonly MallName[] =>
  malls.filter((mall) => mallDesks.of(mall).hintsTo === 'address');

/**
 * The function that malls post to about changed orders, at `/hooks/<mall>` of the same API. It is one of its own because it opens keys of shops,
 * by which posts are signed, and because anyone can start it: its route has a limit of its own.
 */
function hookReceiver(
  scope: Construct,
  { environment, ...props }: Pick<FunctionProps, 'stage' | 'environment' | 'isTraced' | 'wayOut'>,
  { tables, dataKey }: DataStack,
  { api, httpStage, hooks }: { readonly api: HttpApi; readonly httpStage: HttpStage; readonly hooks: Queue },
): ApiFunction {
  const { STAGE = '', MALLS = '' } = environment;
  const fn = new ApiFunction(scope, 'receive-hooks', {
    ...{ ...props, settings: hookSettings, environment: { STAGE, MALLS } },
  })
    .bindTable('SHOPS_TABLE', tables.Shops, { access: ['read'] })
    .bindControl(tables.Control, controlBindings['receive-hooks'])
    .bindKey('DATA_KEY_ID', dataKey)
    .bindQueue('ORDER_HINTS_QUEUE_URL', hooks)
    // People's commands have malls post here.
    .tell('HOOKS_URL', `${api.apiEndpoint}/hooks`);
  const integration = new HttpLambdaIntegration('hooks-integration', fn.live as IFunction);
  const [route] = api.addRoutes({ path: '/hooks/{mall}', methods: [HttpMethod.POST], integration });
  const { rateLimit: ThrottlingRateLimit, burstLimit: ThrottlingBurstLimit } = hookSettings.throttle;
  const stage = httpStage.node.defaultChild as CfnStage;
  // The CDK hands these on as they are.
  stage.routeSettings = { 'POST /hooks/{mall}': { ThrottlingRateLimit, ThrottlingBurstLimit } };
  if (route !== undefined) stage.node.addDependency(route);
  return fn;
}
