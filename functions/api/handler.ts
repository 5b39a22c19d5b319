import { lambdaApi } from '../../api/lambda.ts';
import { openApiPorts } from '../../wiring/api-ports.ts';

/** For each request: the API of `api/`, which API Gateway passes all requests to. */
export const handler = lambdaApi(openApiPorts('api'));
